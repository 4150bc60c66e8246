"""Test names of a dataset beside the node ids that discovery finds, in either direction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

Value = TypeVar("Value")

_UNITTEST = re.compile(r"(?P<method>\w+) \((?P<place>[\w.]+)\)")
"""As Django's runner prints a test: ``test_x (package.module.Class)``."""


class NameIndex(Generic[Value]):
    """Values by test name, found under every name of the same test.

    Two names are of the same test when they are equal, when one of them is the function of the
    other, or when one is cut off inside the parameter of the other: 676 ids of SWE-bench
    Verified are (https://github.com/SWE-bench/SWE-bench/issues/290).
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    @cached_property
    def _by_function(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for name in self._values:
            groups.setdefault(name.partition("[")[0], []).append(name)
        return groups

    def find(self, name: str) -> tuple[Value, ...]:
        """The values of a test, in their order; of an exact name only its own."""
        if name in self._values:
            return (self._values[name],)
        group = self._by_function.get(name.partition("[")[0], ())
        return tuple(self._values[one] for one in group if _is_same_test(name, one))


def _is_same_test(one: str, other: str) -> bool:
    if "[" not in one or "[" not in other:
        return True
    return (_is_cut(one) and other.startswith(one)) or (_is_cut(other) and one.startswith(other))


def _is_cut(name: str) -> bool:
    return "[" in name and not name.endswith("]")


def spell_for_pytest(name: str, test_files: Iterable[str]) -> tuple[str, ...]:
    """A dataset's name of a test as pytest would print it; several where the name leaves it open.

    Args:
        name: a node id; ``test_x (package.module.Class)`` as unittest prints it; or a function's
            bare name.
        test_files: the files of the test patch, in which the other spellings are looked for.
    """
    if "::" in name:
        return (name,)
    match = _UNITTEST.fullmatch(name)
    if match is not None:
        return _spell_unittest(match["method"], match["place"].split("."), test_files)
    if name.isidentifier():
        return tuple(f"{path}::{name}" for path in test_files if path.endswith(".py"))
    return ()


def _spell_unittest(method: str, place: list[str], test_files: Iterable[str]) -> tuple[str, ...]:
    if place[-1] == method:  # since Python 3.11 the method stands there too
        place = place[:-1]
    *module, class_name = place
    if not module:
        return ()
    ending = f"/{'/'.join(module)}.py"
    paths = [path for path in test_files if f"/{path}".endswith(ending)]
    return tuple(f"{path}::{class_name}::{method}" for path in paths or [f"tests{ending}"])
