"""Which classes are the host's own, and looking into classes without running their code."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

_MRO = type.__dict__["__mro__"].__get__
_NAMESPACE = type.__dict__["__dict__"].__get__
_FLAGS = type.__dict__["__flags__"].__get__
_HEAP_TYPE = 1 << 9
MISSING = object()


def mro_of(cls: type) -> tuple[type, ...]:
    """The method resolution order; a metaclass cannot lie about it."""
    order: tuple[type, ...] = _MRO(cls)
    return order


def namespace_of(cls: type) -> MappingProxyType[str, Any]:
    """The class's own ``__dict__``; a metaclass cannot lie about it."""
    names: MappingProxyType[str, Any] = _NAMESPACE(cls)
    return names


def has_base(cls: type, base: type) -> bool:
    """Whether a class is in the other's order; comparing them never runs a metaclass's code."""
    return any(each is base for each in mro_of(cls))


def is_class(value: Any) -> bool:
    """Whether the value is a class; its ``__class__`` cannot lie about it."""
    return has_base(type(value), type)


def find_provider(order: tuple[type, ...], name: str) -> tuple[type | None, Any]:
    """The first class of an order that has the name, and what it has there."""
    for cls in order:
        value = namespace_of(cls).get(name, MISSING)
        if value is not MISSING:
            return cls, value
    return None, MISSING


def is_data_descriptor(value: Any) -> bool:
    """Whether a class attribute goes before the instance's own of the same name."""
    order = mro_of(type(value))
    return any("__set__" in namespace_of(cls) or "__delete__" in namespace_of(cls) for cls in order)


def is_heap_type(cls: type) -> bool:
    """Whether the class was made while running; those of C that are not are the host's."""
    return bool(_FLAGS(cls) & _HEAP_TYPE)


def is_ours(cls: type) -> bool:
    """Whether a class of the tracer itself, made late."""
    home = namespace_of(cls).get("__module__")
    return type(home) is str and home.startswith("patchcritic.tracer.")


class HostClasses:
    """The classes that were there before any traced code ran, and those that imports added."""

    def __init__(self) -> None:
        self._by_id: dict[int, type] = _all_classes()

    def __contains__(self, cls: type) -> bool:
        return not is_heap_type(cls) or id(cls) in self._by_id

    def add_new_since(self, before: dict[int, type]) -> None:
        """Count all classes that were made since then among the host's."""
        for key, cls in _all_classes().items():
            if key not in before:
                self._by_id[key] = cls

    def look(self) -> dict[int, type]:
        """All classes there are now, for ``add_new_since``."""
        return _all_classes()


def _all_classes() -> dict[int, type]:
    found: dict[int, type] = {}
    todo: list[type] = [object]
    while todo:
        cls = todo.pop()
        if id(cls) in found:
            continue
        found[id(cls)] = cls
        todo.extend(type.__subclasses__(cls))
    return found
