"""Models: host classes written for traced code, and what of them traced code may touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

ANY: Final = "*"
"""Offers every name without a leading underscore, those of ``__getattr__`` too."""

C = TypeVar("C", bound=type)

_MODELS: dict[int, tuple[type, frozenset[str], frozenset[str]]] = {}
"""By ``id``: class, names that may be read, names that may be set. Hashing a class could run the
code of its metaclass."""
_NONE: frozenset[str] = frozenset()


_PARTIAL: set[int] = set()


def offers(names: str, *, settable: str = "", is_partial: bool = False) -> Callable[[C], C]:
    """Mark a model class: traced code may read these attributes of its instances and itself.

    Args:
        names: separated by blanks; ``*`` for every public one. Special methods that operators and
            statements call (``__enter__``, ``__call__``, ``__eq__``...) need not be named.
        settable: those that traced code may also set and delete.
        is_partial: whether the real thing has more public names than these, so that one that the
            model lacks is undecided, not absent.

    What a base that is a model offers is offered too.
    """

    def mark(cls: C) -> C:
        read, written = set(names.split()), set(settable.split())
        for base in cls.__mro__[1:]:
            _, inherited, inherited_settable = _MODELS.get(id(base), (base, _NONE, _NONE))
            read |= inherited
            written |= inherited_settable
            if id(base) in _PARTIAL:
                _PARTIAL.add(id(cls))
        if is_partial:
            _PARTIAL.add(id(cls))
        _MODELS[id(cls)] = (cls, frozenset(read), frozenset(written))
        return cls

    return mark


def is_model(cls: type) -> bool:
    """Whether the class itself, not a base of it, is a model."""
    return id(cls) in _MODELS


def list_models() -> tuple[type, ...]:
    """All model classes."""
    return tuple(cls for cls, _, _ in _MODELS.values())


def is_partial(cls: type) -> bool:
    """Whether a name that the model class lacks may well be there in reality."""
    return id(cls) in _PARTIAL


def is_offered(cls: type, name: str) -> bool:
    """Whether traced code may read an attribute that this model class provides."""
    _, names, _ = _MODELS.get(id(cls), (cls, _NONE, _NONE))
    return name in names or (ANY in names and not name.startswith("_"))


def is_settable(cls: type, name: str) -> bool:
    """Whether traced code may set and delete an attribute of this model class's instances."""
    return name in _MODELS.get(id(cls), (cls, _NONE, _NONE))[2]
