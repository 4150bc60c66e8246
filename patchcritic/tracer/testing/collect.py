"""Finding one test by its node id in a loaded module, as pytest's collectors would."""

from __future__ import annotations

import fnmatch
import inspect
import unittest
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from patchcritic.domain import NodeId
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.testing.config import TestConfig
from patchcritic.tracer.testing.definitions import FixtureDefinition
from patchcritic.tracer.testing.marks import Mark, marks_of_class, marks_of_object


def find_function(
    module: ModuleType, node_id: NodeId, config: TestConfig
) -> tuple[tuple[type, ...], Any]:
    """The classes on the way to a test, outermost first, and its function, not bound.

    Raises:
        Undecided: it is not there, or pytest would not collect it.
    """
    holder: Any = module
    owners: list[type] = []
    for name in node_id.names[:-1]:
        cls = _read(holder, name)
        if not isinstance(cls, type):
            raise _absent(f"{name} is no class")
        _check_class(name, cls, config)
        owners.append(cls)
        holder = cls
    name = node_id.names[-1]
    function = _read(holder, name)
    if isinstance(function, FixtureDefinition):
        raise _absent(f"{name} is a fixture")
    inner = function.__func__ if isinstance(function, staticmethod | classmethod) else function
    if not callable(inner) or isinstance(inner, type):
        raise _absent(f"{name} is no function")
    is_unittest = bool(owners) and issubclass(owners[-1], unittest.TestCase)
    patterns = ("test", "runTest") if is_unittest else config.python_functions
    if not (_is_named(name, patterns) or _flag(inner) is True):
        raise _absent(f"{name} is not named like a test")
    return tuple(owners), function


def _check_class(name: str, cls: type, config: TestConfig) -> None:
    if inspect.isabstract(cls):
        raise _absent(f"{name} is abstract")
    if _flag(cls) is False:
        raise _absent(f"{name} says that it is no test")
    if issubclass(cls, unittest.TestCase):
        return
    if not (_is_named(name, config.python_classes) or _flag(cls) is True):
        raise _absent(f"{name} is not named like a test class")
    if cls.__init__ is not object.__init__ or cls.__new__ is not object.__new__:
        raise _absent(f"{name} has a constructor")


def _read(holder: Any, name: str) -> Any:
    spaces = [holder] if isinstance(holder, ModuleType) else type.mro(holder)
    for one in spaces:
        if name in one.__dict__:
            found = one.__dict__[name]
            if type(found) is Unknown:
                raise undecided_by(found)
            return found
    raise _absent(f"there is no {name}")


def _flag(value: Any) -> Any:
    try:
        return getattr(value, "__test__", None)
    except AttributeError:
        return None


def _is_named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(
        name.startswith(pattern)
        or (any(letter in pattern for letter in "*?[") and fnmatch.fnmatch(name, pattern))
        for pattern in patterns
    )


def _absent(reason: str) -> Undecided:
    return Undecided(UndecidedKind.COLLECTION, reason)


def marks_of(module: ModuleType, owners: tuple[type, ...], function: Any) -> Iterator[Mark]:
    """A test's marks: the function's from the lowest decorator up, then classes' and module's."""
    inner = function.__func__ if isinstance(function, staticmethod | classmethod) else function
    yield from marks_of_object(inner)
    for cls in reversed(owners):
        yield from marks_of_class(cls)
    yield from marks_of_object(module)
