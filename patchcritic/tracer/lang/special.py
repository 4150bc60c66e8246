"""Special methods, looked up as the interpreter does it."""

from __future__ import annotations

from typing import Any, Final

MISSING: Final = object()


def find_special(value: Any, name: str) -> Any:
    """A special method as the interpreter looks it up: on the type, bound; else MISSING."""
    kind = type(value)
    for cls in type.__dict__["__mro__"].__get__(kind):
        if name in cls.__dict__:
            method = cls.__dict__[name]
            bind = getattr(type(method), "__get__", None)
            return method if bind is None else bind(method, value, kind)
    return MISSING
