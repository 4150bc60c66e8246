"""Names of datasets meet node ids, however either is spelled."""

from __future__ import annotations

import pytest

from patchcritic.bench.run.matching import NameIndex, spell_for_pytest

STORED = ("a.py::f[1]", "a.py::f[2-x", "a.py::g", "a.py::K::f", "a.py::h[p] q]")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.py::f[1]", ["a.py::f[1]"]),
        ("a.py::f[2-x-y]", ["a.py::f[2-x"]),
        ("a.py::f[3]", []),
        ("a.py::f", ["a.py::f[1]", "a.py::f[2-x"]),
        ("a.py::f[1", ["a.py::f[1]"]),
        ("a.py::g", ["a.py::g"]),
        ("a.py::g[1]", ["a.py::g"]),
        ("a.py::g[1", ["a.py::g"]),
        ("a.py::h[p", ["a.py::h[p] q]"]),
        ("a.py::K::f", ["a.py::K::f"]),
        ("b.py::f[1]", []),
    ],
)
def test_names_of_one_test_find_each_other(name: str, found: list[str]) -> None:
    assert list(NameIndex({one: one for one in STORED}).find(name)) == found


FILES = ("tests/file_storage/tests.py", "sympy/core/tests/test_add.py", "data/x.json")


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("a.py::f[x", ["a.py::f[x"]),
        (
            "test_ids (file_storage.tests.FileTests)",
            ["tests/file_storage/tests.py::FileTests::test_ids"],
        ),
        (
            "test_ids (file_storage.tests.FileTests.test_ids)",
            ["tests/file_storage/tests.py::FileTests::test_ids"],
        ),
        ("test_b (other.tests.Some)", ["tests/other/tests.py::Some::test_b"]),
        ("test_b (Some)", []),
        (
            "test_add",
            ["tests/file_storage/tests.py::test_add", "sympy/core/tests/test_add.py::test_add"],
        ),
        ("The first line of a docstring.", []),
    ],
)
def test_other_runners_names_are_spelled_for_pytest(name: str, spelled: list[str]) -> None:
    assert list(spell_for_pytest(name, FILES)) == spelled
