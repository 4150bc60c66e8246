"""Names from outside the repository that have a value known in advance."""

from __future__ import annotations

import importlib
import sys
from enum import Enum
from typing import Any, Final

from patchcritic.discovery.values import External, Mark

_READABLE: Final = frozenset(
    {
        "builtins", "collections", "collections.abc", "dataclasses", "datetime", "decimal",
        "enum", "fractions", "functools", "io", "itertools", "json", "math", "numbers",
        "operator", "os.path", "pathlib", "re", "string", "types", "typing", "uuid",
    }
)  # fmt: skip
"""Pure modules of the standard library whose constants may be read. None of them can be the
repository's: its own modules are looked up first, and these are already part of Python."""


def external_value(dotted: str) -> Any:
    """A constant of the standard library, a mark, or the name itself."""
    if dotted.startswith("pytest.mark."):
        return Mark(name=dotted.rpartition(".")[2])
    found = real_object(dotted)
    if (
        found is not None
        and isinstance(found, str | bytes | int | float)
        and not isinstance(found, Enum)
    ):
        return found
    return External(dotted=dotted)


def real_object(dotted: str) -> Any:
    """The standard library's own object of that name, or None when it is not a readable one."""
    module, _, name = dotted.rpartition(".")
    if module not in _READABLE:
        return None
    return getattr(importlib.import_module(module), name, None)


def name_of(dotted: str) -> str | None:
    """``__name__`` of something from outside the repository; None when it cannot be told."""
    if dotted in sys.stdlib_module_names:
        return dotted
    found = real_object(dotted)
    if found is None:
        return None
    name = getattr(found, "__name__", None)
    return name if isinstance(name, str) else None


def is_counted(dotted: str) -> bool:
    """Whether instances of a standard class get no id of their own."""
    found = real_object(dotted)
    if not isinstance(found, type) or issubclass(found, Enum | type):
        return False
    return not issubclass(found, str | bytes | int | float | complex)
