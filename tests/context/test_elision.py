from __future__ import annotations

import ast

import pytest

from patchcritic.context.elision import find_elidable, iter_docstrings

LONG_LIST = "NAMES = [\n" + "".join(f"    {n},\n" for n in range(30)) + "]\n"
LONG_TEXT = 'TEXT = """a\n' + "row\n" * 30 + '"""\n'


@pytest.mark.parametrize(
    ("source", "elidable"),
    [
        ("x = [1,\n  2]\n", []),
        (LONG_LIST, range(5, 32)),
        (LONG_TEXT, range(5, 32)),
        ('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n', [3, 4]),
        ('def f():\n    """One."""\n    return 1\n', []),
        ("class A:\n    'doc'\n    x = 1\n", []),
    ],
)
def test_middles_of_docstrings_and_long_literals_may_go(source: str, elidable: list[int]) -> None:
    assert find_elidable(ast.parse(source)) == frozenset(elidable)


def test_lines_move_by_the_offset() -> None:
    assert find_elidable(ast.parse(LONG_LIST), 100) == frozenset(range(105, 132))


def test_only_first_statements_are_docstrings() -> None:
    tree = ast.parse('"""m"""\nx = 1\n"""no"""\ndef f(): "f"\n')
    assert [node.value for node in iter_docstrings(tree)] == ["m", "f"]
