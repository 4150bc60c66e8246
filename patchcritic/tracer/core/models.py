"""Models: host classes written for traced code, and what of them traced code may touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

ANY: Final = "*"
"""Offers every name without a leading underscore, those of ``__getattr__`` too."""

C = TypeVar("C", bound=type)

_READ: dict[type, frozenset[str]] = {}
_WRITTEN: dict[type, frozenset[str]] = {}


def offers(names: str, *, settable: str = "") -> Callable[[C], C]:
    """Mark a model class: traced code may read these attributes of its instances and itself.

    Args:
        names: separated by blanks; ``*`` for every public one. Special methods that operators and
            statements call (``__enter__``, ``__call__``, ``__eq__``...) need not be named.
        settable: those that traced code may also set and delete.

    What a base that is a model offers is offered too.
    """

    def mark(cls: C) -> C:
        _READ[cls] = _with_bases(_READ, cls, names)
        _WRITTEN[cls] = _with_bases(_WRITTEN, cls, settable)
        return cls

    return mark


def _with_bases(table: dict[type, frozenset[str]], cls: type, names: str) -> frozenset[str]:
    inherited = (table.get(base, frozenset()) for base in cls.__mro__[1:])
    return frozenset(names.split()).union(*inherited)


def is_model(cls: type) -> bool:
    """Whether the class itself, not a base of it, is a model."""
    return cls in _READ


def is_offered(cls: type, name: str) -> bool:
    """Whether traced code may read an attribute that this model class provides."""
    names = _READ.get(cls, frozenset())
    return name in names or (ANY in names and not name.startswith("_"))


def is_settable(cls: type, name: str) -> bool:
    """Whether traced code may set and delete an attribute of this model class's instances."""
    return name in _WRITTEN.get(cls, frozenset())
