"""Attributes of plain traced objects are the host's; all others go through the guard."""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, kind_of, reason_of
from patchcritic.tracer.lang.translator import World

_OF_OBJECT = frozenset(vars(object)) | {"__dict__", "__weakref__", "__slots__"}
_PLAIN = {id(cls): cls for cls in (int, str, bytes, float, list, dict, tuple, set, frozenset)}


def is_plain(world: World, cls: type) -> bool:
    """Whether all that a class's instances have was given to them by traced code.

    So it is with classes whose bases are traced ones and ``object``; what such an instance does
    not have itself, no host class provides either.
    """
    known = world.plain_classes
    if id(cls) in known:
        return known[id(cls)] is cls
    order = type.__dict__["__mro__"].__get__(cls)
    is_found = all(base is object or world.realm.is_traced(base) for base in order)
    known[id(cls)] = cls if is_found else None
    return is_found


@exact_sites
def reader(world: World, name: str) -> Callable[[Any], Any]:
    """What reads the attribute of that name.

    Within a test, a name of a package that is not in the tree is another thing that is not known:
    the test counts on it, or it would look with ``getattr`` or ``hasattr``.
    """
    get_attr, realm = world.guard.get_attr, world.realm
    plain = world.plain_classes
    is_special = name in _OF_OBJECT
    usable: dict[int, type] = {}
    """The host's own immutable types whose method of that name the guard hands out as it is."""

    def read_special(value: Any) -> Any:
        return get_attr(value, name)

    def read(value: Any) -> Any:
        cls = type(value)
        if usable.get(id(cls)) is cls:
            return getattr(value, name)
        if plain.get(id(cls)) is cls:
            return getattr(value, name)
        if cls is ModuleType:
            names = value.__dict__
            if name in names:
                return names[name]
        if cls is Unknown and kind_of(value) is UndecidedKind.THIRD_PARTY and not realm.importing:
            return Unknown(UndecidedKind.THIRD_PARTY, f"{reason_of(value)} ({name})")
        found = get_attr(value, name)
        note(cls, found)
        return found

    def note(cls: type, found: Any) -> None:
        if _PLAIN.get(id(cls)) is cls:
            if type(found) is BuiltinFunctionType and found.__name__ == name:
                usable[id(cls)] = cls
        else:
            is_plain(world, cls)

    return read_special if is_special or name.startswith("__") else read


@exact_sites
def writer(world: World, name: str) -> Callable[[Any, Any], None]:
    """What sets the attribute of that name."""
    set_attr = world.guard.set_attr
    plain = world.plain_classes

    def write_special(target: Any, value: Any) -> None:
        set_attr(target, name, value)

    def write(target: Any, value: Any) -> None:
        cls = type(target)
        if plain.get(id(cls)) is cls:
            setattr(target, name, value)
            return
        set_attr(target, name, value)
        is_plain(world, cls)

    return write_special if name in _OF_OBJECT or name.startswith("__") else write
