from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from _pytest.python import IdMaker
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.discovery.ids import IdRules, Parametrization, make_ids
from patchcritic.discovery.values import Param

PRELUDE = """
    import collections
    import enum
    import pytest
    import datetime as dt
    from pathlib import Path
    class Color(enum.Enum):
        RED = 1
        BLUE = 2
    class Level(enum.IntEnum):
        LOW = enum.auto()
        HIGH = enum.auto()
    class Word(enum.StrEnum):
        YES = "yes"
        NO = enum.auto()
    class Bit(enum.IntFlag):
        ONE = enum.auto()
        TWO = enum.auto()
        FOUR = enum.auto()
    class Thing: pass
    def helper(): return Thing()
    Row = collections.namedtuple("Row", "a b")
"""


def param_ids(ids: Callable[..., list[str]], decorators: str, args: str = "a") -> list[str]:
    text = textwrap.dedent(PRELUDE) + f"{decorators}\ndef test_x({args}): pass\n"
    return [one.removeprefix("test_x") for one in ids(text)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ('[1, -2, 1.5, True, None, "x", b"y"]', "1 -2 1.5 True None x y"),
        (r'["\xe9", "a\nb", "\t", b"\xff"]', r"\xe9 a\nb \t \xff"),
        ("[Color.RED, Level.HIGH, Word.YES, Word.NO, Bit.FOUR]", "Color.RED 2 yes no 4"),
        ("[Color['BLUE'], Color.RED.name, Color.RED.value]", "Color.BLUE RED 1"),
        ("Color", "Color.RED Color.BLUE"),
        ("[Thing, helper, int, ValueError, len, lambda: 1]",
         "Thing helper int ValueError len <lambda>"),
        ("[Thing(), helper(), [1], (2,), {3: 4}, {5}, object()]", "a0 a1 a2 a3 a4 a5 a6"),
        ("[dt.date(2020, 1, 1), dt.timezone.utc, Path('x')]", "a0 a1 a2"),
        ("[list[int], collections.OrderedDict, dt.datetime]", "list OrderedDict datetime"),
        ("[Row(1, 2), Row(a=3, b=4)]", "a0 a1"),
        ('["a", "a", "b"]', "a0 a1 b"),
        ("[1, 1, '1_0']", "1_1 1_2 1_0"),
        ("[1, 1]", "1_0 1_1"),
        ('["", ""]', "0 1"),
        ("[]", "NOTSET"),
        ('["x" * 101, "y" * 100]', "a0 " + "y" * 100),
        ("range(3)", "0 1 2"),
        ("[x * 2 for x in range(5) if x % 2]", "2 6"),
        ('{"k": 1, "l": 2}.items()', "a0 a1"),
        ('{"k": 1, "l": 2}', "k l"),
        ('sorted({"b", "a"})', "a b"),
        ('["a"] + ["b"] * 2', "a b0 b1"),
        ('[*("a", "b"), f"{1 + 1}-{2!r:0>3}"]', "a b 2-002"),
        ('[str(x) for x in map(abs, (-1, -2))]', "1 2"),
        ('"a-b".split("-")', "a b"),
        ("list(zip('ab', 'cd'))", "a0 a1"),
        ("[float('inf'), float('nan'), 1e100, 3 + 4j]", "inf nan 1e+100 (3+4j)"),
        ("[pytest.param(1, id='one'), 2, pytest.param(3, marks=pytest.mark.skip)]", "one 2 3"),
        ("(1 if True else 2, not 1, 2 > 1, 1 and 3, 0 or 4)", "1 False True 3 4"),
        ("[{'a': [1, 2]}['a'][-1], 'abc'[1:], (7, 8)[0]]", "2 bc 7"),
    ],
)  # fmt: skip
def test_values(ids: Callable[..., list[str]], values: str, expected: str) -> None:
    found = param_ids(ids, f"@pytest.mark.parametrize('a', {values})")
    assert found == [f"[{one}]" for one in expected.split(" ")]


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ("@pytest.mark.parametrize('a', [1, 2], ids=['x', None])", ["[x]", "[2]"]),
        ("@pytest.mark.parametrize('a', [1, 2], ids=str)", ["[1]", "[2]"]),
        ("@pytest.mark.parametrize('a', [1, 2], ids=lambda v: f'v{v}')", ["[v1]", "[v2]"]),
        ("@pytest.mark.parametrize('a', [1, 2], ids=lambda v: None)", ["[1]", "[2]"]),
        ("@pytest.mark.parametrize('a', unknown(), ids=['x', 'y'])", ["[x]", "[y]"]),
        ("@pytest.mark.parametrize('a', [unknown()])", [""]),
        ("@pytest.mark.parametrize('a', [1], ids=unknown())", [""]),
        ("@pytest.mark.parametrize('a', {'b', 'a'})", [""]),
        ("@pytest.mark.parametrize(argnames='a', argvalues=(1,))", ["[1]"]),
        ("@pytest.mark.parametrize(['a'], [(1,)])", ["[1]"]),
        ("@pytest.mark.parametrize('a,', [(1,)])", ["[1]"]),
        ("@pytest.mark.parametrize('a', [pytest.param(1, id=pytest.HIDDEN_PARAM)])", [""]),
        ("many = pytest.mark.parametrize('a', [1])\n@many", ["[1]"]),
        ("def both(f):\n    return pytest.mark.parametrize('a', [1, 2])(f)\n@both", ["[1]", "[2]"]),
        ("def p(*v):\n    return pytest.mark.parametrize('a', v)\n@p(1, 2)", ["[1]", "[2]"]),
        (
            "@pytest.mark.parametrize('b', [1, 2])\n@pytest.mark.parametrize('a', 'xy')",
            ["[x-1]", "[x-2]", "[y-1]", "[y-2]"],
        ),
    ],
)
def test_marks(ids: Callable[..., list[str]], decorators: str, expected: list[str]) -> None:
    args = "a, b" if "'b'" in decorators and "{" not in decorators else "a"
    assert param_ids(ids, decorators, args) == expected


def test_an_unknown_id_is_noted(discover: Callable[..., Any]) -> None:
    text = "import pytest, os\n@pytest.mark.parametrize('a', os.listdir())\ndef test_x(a): pass\n"
    (test,) = discover({"test_it.py": text}).tests
    assert test.is_parametrized
    assert test.node_id.param is None
    assert "not static" in test.note


literals = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=120),
    st.binary(max_size=120), st.lists(st.integers(), max_size=2),
)  # fmt: skip


@given(st.lists(st.tuples(literals, literals), min_size=1, max_size=6))
def test_ids_are_those_of_pytest(rows: list[tuple[Any, Any]]) -> None:
    sets = [pytest.param(*row) for row in rows]
    theirs = IdMaker(["a", "b"], sets, None, None, None, None).make_unique_parameterset_ids()
    given_rows = tuple(Param(values=row) for row in rows)
    ours = make_ids(
        Parametrization(argnames=("a", "b"), rows=given_rows), IdRules(), lambda *_: None
    )
    assert list(ours) == list(theirs)
