from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from patchcritic.context.common import find_common
from patchcritic.context.slicer import Slicer
from patchcritic.context.testcode import TestReader

MakeCase = Callable[[Mapping[str, str], Mapping[str, str]], Any]
FILES = {
    "lib.py": "def changed():\n    return 1\n",
    "test_lib.py": """
        from lib import changed

        def often():
            return changed()

        def seldom():
            return changed()

        def test_a():
            assert often() == 2

        def test_b():
            assert often() == 2

        def test_c():
            assert often() + seldom() == 4
    """,
}


@pytest.mark.parametrize(("room", "names"), [(500, ["test_lib.py::often"]), (5, [])])
def test_code_that_most_tests_use(make_case: MakeCase, room: int, names: list[str]) -> None:
    case = make_case(FILES, {"lib.py": "def changed():\n    return 2\n"})
    slicer = Slicer(case.patched, [("lib.py", "changed")])
    tests = list(case.tests().values())
    shown = {("lib.py", "changed")}
    found = find_common(case.patched, TestReader(case.patched), slicer, tests, shown, room)
    assert [p.name for p in found] == names
