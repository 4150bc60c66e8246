"""Enum classes: their members, in order, as pytest would name them."""

from __future__ import annotations

import ast
from pathlib import PurePath
from typing import Any, Final

from patchcritic.discovery.scopes import Assigned
from patchcritic.discovery.values import UNKNOWN, Class, Instance, Member

ENUM_NAMES: Final = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})
_LITERAL_BASES: Final = frozenset({"IntEnum", "StrEnum", "IntFlag", "str", "int", "float", "bytes"})


def member_names(owner: Class) -> list[str]:
    """Names of the members in the order of their definition, aliases included."""
    return [
        name
        for name, bindings in owner.scope.names.items()
        if isinstance(bindings[-1].bound, Assigned) and not name.startswith("_")
    ]


def member(owner: Class, name: str, value: Any, bases: frozenset[str]) -> Any:
    """A member; one that is also a str or int stands for that value, as in pytest's ids."""
    if name.startswith("_"):
        return value
    if bases & _LITERAL_BASES:
        if isinstance(value, Instance) and value.of == "enum.auto":
            return _automatic(owner, name, bases)
        return value if isinstance(value, str | int | float | bytes) else UNKNOWN
    if "__str__" in owner.scope.names:
        return UNKNOWN
    return Member(of=owner, name=name, value=value)


def _automatic(owner: Class, name: str, bases: frozenset[str]) -> Any:
    """``auto()`` counts from one, doubles in flags, or takes the name in lower case."""
    if "StrEnum" in bases:
        return name.lower()
    names = member_names(owner)
    if all(_is_auto(owner, one) for one in names):
        place = names.index(name)
        return 1 << place if "IntFlag" in bases else place + 1
    return UNKNOWN


def _is_auto(owner: Class, name: str) -> bool:
    bound = owner.scope.names[name][-1].bound
    return isinstance(bound, Assigned) and ast.unparse(bound.expr).endswith("auto()")


def attribute(owner: Any, name: str) -> Any:
    """An attribute of a member, or of a plain value."""
    if isinstance(owner, Member):
        return {"name": owner.name, "value": owner.value}.get(name, UNKNOWN)
    if isinstance(owner, PurePath) and name in ("name", "stem", "suffix", "parent"):
        return getattr(owner, name)
    return UNKNOWN
