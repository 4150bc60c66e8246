from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.context.cases import Case, match_case, read_marks

SOURCE = """
import enum
import pytest

class Colour(enum.Enum):
    RED = 1

CASES = [("x", 1), ("y", 2)]

@pytest.mark.parametrize("name, n", [("a", 1), ("b", -2), ("a-b", 2.5)])
def test_pairs(name, n): ...

@pytest.mark.parametrize("value", [None, True, "sp ace", "\\u00e9", b"raw", 1j, [], {}, Colour.RED])
def test_kinds(value): ...

@pytest.mark.parametrize("n", [1, 2], ids=["one", None])
@pytest.mark.parametrize(("a", "b"), [pytest.param("p", "q", id="special"), ("r", "s")])
def test_stacked(a, b, n): ...

@pytest.mark.parametrize("name,n", CASES)
def test_constant(name, n): ...

@pytest.mark.parametrize(argnames=["n"], argvalues=[(3,), (3,), (4,)])
def test_twice(n): ...

@pytest.mark.parametrize("n", range(2))
def test_computed(n): ...
"""
TREE = ast.parse(SOURCE)


def marks_of(function: str) -> tuple[tuple[Case, ...], ...]:
    constants = {
        node.targets[0].id: node.value
        for node in TREE.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    node = next(n for n in TREE.body if isinstance(n, ast.FunctionDef) and n.name == function)
    return read_marks(node.decorator_list, constants.get, 0)


@pytest.mark.parametrize(
    ("node_id", "values"),
    [
        ("test_pairs[a-1]", "name='a', n=1"),
        ("test_pairs[b--2]", "name='b', n=-2"),
        ("test_pairs[a-b-2.5]", "name='a-b', n=2.5"),
        ("test_kinds[None]", "value=None"),
        ("test_kinds[value6]", "value=[]"),
        ("test_kinds[Colour.RED]", "value=Colour.RED"),
        ("test_stacked[special-one]", "a='p', b='q', n=1"),
        ("test_stacked[r-s-2]", "a='r', b='s', n=2"),
        ("test_constant[y-2]", "name='y', n=2"),
        ("test_computed[0]", ""),
        ("test_pairs[zz]", ""),
    ],
)
def test_the_values_of_an_id(node_id: str, values: str) -> None:
    assert say(node_id) == values


def test_every_id_that_pytest_prints_is_understood(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    ids = re.findall(r"::(test_\w+\[.*\])$", run.stdout, re.MULTILINE)
    assert len(ids) == 3 + 9 + 4 + 2 + 3 + 2
    assert [one for one in ids if not say(one)] == ["test_computed[0]", "test_computed[1]"]


def say(node_id: str) -> str:
    function, _, param = node_id.removesuffix("]").partition("[")
    found = match_case(marks_of(function), param)
    return ", ".join(f"{name}={text}" for case in found for name, text in case.values)
