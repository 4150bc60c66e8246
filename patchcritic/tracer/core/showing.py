"""Values for a reader, written without running a line of traced code."""

from __future__ import annotations

from collections.abc import Iterable
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any, Final

from patchcritic.tracer.core.unknown import Unknown, reason_of

MAX_TEXT: Final = 200
"""Characters of one value."""
_MAX_ITEMS: Final = 20
_MAX_DEPTH: Final = 4
_MAX_NESTED: Final = 2
_NAME: Final = type.__dict__["__name__"]
_MRO: Final = type.__dict__["__mro__"]
_NAMESPACE: Final = type.__dict__["__dict__"]
_ATOMS: Final = (int, float, complex, bool, type(None), type(...), str, bytes, range)


def show_plain(value: Any, depth: int = 0) -> str:
    """The ``repr`` of plain data, cut; of another object its class and its attributes, since the
    ``repr`` of a traced object is traced code, which may change what it shows."""
    kind = type(value)
    if kind is Unknown:
        return f"<unknown: {reason_of(value)}>"
    if kind in (str, bytes):
        return _cut(repr(value[:MAX_TEXT]))
    if kind is int and value.bit_length() > 4 * MAX_TEXT:
        return f"<int of {value.bit_length():,} bits>"
    if kind in _ATOMS:
        return _cut(repr(value))
    if kind in (list, tuple, set, frozenset, dict) and depth < _MAX_DEPTH:
        return _cut(_show_items(value, kind, depth + 1))
    name = _NAME.__get__(value if kind is type else kind)
    if kind is type:
        return f"<class {name}>"
    if depth >= _MAX_NESTED:
        return f"<{name}>"
    pairs = _first(_attributes(value, kind).items())
    parts = [name, *(f"{key}={show_plain(one, depth + 1)}" for key, one in pairs)]
    return _cut(f"<{' '.join(parts)}>")


def _attributes(value: Any, kind: type) -> dict[str, Any]:
    """The attributes that an object itself holds, read past whatever its class defines."""
    found: dict[str, Any] = {}
    for cls in _MRO.__get__(kind):
        namespace = _NAMESPACE.__get__(cls)
        for key, member in namespace.items():
            if key == "__dict__" and type(member) is GetSetDescriptorType:
                found |= member.__get__(value, kind)
            elif type(member) is MemberDescriptorType and "__slots__" in namespace:
                try:
                    found.setdefault(key, member.__get__(value, kind))
                except AttributeError:  # a slot that holds nothing
                    continue
    return found


def _show_items(value: Any, kind: type, depth: int) -> str:
    more = ", ..." if len(value) > _MAX_ITEMS else ""
    if kind is dict:
        pairs = _first(value.items())
        shown = [f"{show_plain(key, depth)}: {show_plain(one, depth)}" for key, one in pairs]
        return "{" + ", ".join(shown) + more + "}"
    items = ", ".join(show_plain(one, depth) for one in _first(value)) + more
    if kind is list:
        return f"[{items}]"
    if kind is tuple:
        return f"({items},)" if len(value) == 1 else f"({items})"
    if not value:
        return f"{kind.__name__}()"
    return f"{{{items}}}" if kind is set else f"frozenset({{{items}}})"


def _first(items: Iterable[Any]) -> list[Any]:
    return [one for one, _ in zip(items, range(_MAX_ITEMS), strict=False)]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
