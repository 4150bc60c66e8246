"""Each operator by examples: source before, and the lines it makes of it."""

from __future__ import annotations

import ast
import random
import textwrap
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import patchcritic
from patchcritic.bench.faults import Fault, apply_fault, choose_faults, propose_faults

ROOT = Path(patchcritic.__file__).parent
FILES = sorted((ROOT / "diff").glob("*.py")) + sorted((ROOT / "domain").glob("*.py"))

# operator, the body of a function, the line it becomes (stripped)
EXAMPLES = [
    ("negated-condition", "if a == b:\n    return a", "if not a == b:"),
    ("negated-condition", "if a or b:\n    return a", "if not (a or b):"),
    ("negated-condition", "while a:\n    a -= 1", "while not a:"),
    ("negated-condition", "return [x for x in a if x]", "return [x for x in a if not x]"),
    ("negated-condition", "assert a, 'no'", "assert not a, 'no'"),
    ("missing-not", "if not a:\n    return b", "if (a):"),
    ("off-by-one-boundary", "return a < b", "return a <= b"),
    ("off-by-one-boundary", "return a >= b", "return a > b"),
    ("wrong-comparison", "return a not in b", "return a in b"),
    ("wrong-comparison", "return a  is  not b", "return a  is b"),
    ("wrong-comparison", "return 'é' == a", "return 'é' != a"),
    ("wrong-connective", "return a and b", "return a or b"),
    ("dropped-condition", "return a and b", "return a"),
    ("off-by-one", "return a[0]", "return a[1]"),
    ("off-by-one", "return a[2]", "return a[1]"),
    ("off-by-one", "return a + 1", "return a"),
    ("off-by-one-slice", "return a[b:]", "return a[b + 1:]"),
    ("off-by-one-slice", "return a[:b]", "return a[:b - 1]"),
    ("off-by-one-range", "return range(a)", "return range(a - 1)"),
    ("off-by-one-range", "return range(1, a)", "return range(1, a + 1)"),
    ("flipped-constant", "return True", "return False"),
    ("wrong-number", "return 0.5", "return 1.0"),
    ("wrong-operator", "return a + b", "return a - b"),
    ("wrong-operator", "a += b", "a -= b"),
    ("wrong-separator", "return ', '.join(a)", "return ','.join(a)"),
    ("wrong-separator", "return ','.join(a)", "return ', '.join(a)"),
    ("wrong-text-case", "return a['Key']", "return a['kEY']"),
    ("wrong-text", "return a or ''", "return a or ' '"),
    ("wrong-text", "raise ValueError('not so')", "raise ValueError('not s')"),
    ("changed-default", "return a", "def f(self, a, b=False):"),
    ("swapped-arguments", "return g(a, b)", "return g(b, a)"),
    ("missing-argument", "return g(a, key=b)", "return g(a)"),
    ("wrong-function", "return a.upper()", "return a.lower()"),
    ("wrong-function", "return min(a)", "return max(a)"),
    ("wrong-variable", "return b", "return a"),
    ("wrong-attribute", "return self.left + self.right", "return self.left + self.left"),
    ("dropped-call", "a.append(b)\nreturn a", "return a"),
    ("dropped-call", "if a:\n    a.pop()", "pass"),
    ("dropped-raise", "if a:\n    raise KeyError(a)", "pass"),
    ("dropped-assignment", "a = 1\nreturn a", "return a"),
    ("dropped-yield", "yield a\nyield b", "yield b"),
    ("dropped-return", "if a:\n    return b", "pass"),
    ("wrong-return", "return a", "return None"),
    ("dropped-branch", "if a:\n    b = 1\nreturn b", "return b"),
    ("dropped-branch", "if a:\n    b = 1\nelif b:\n    b = 2\nreturn b", "return b"),
    ("dropped-else", "if a:\n    b = 1\nelse:\n    b = 2\nreturn b", "return b"),
    ("returned-early", "b = 1\na.pop()\nreturn b", "return a"),
    ("returned-early", "b = 1\nyield b", "return"),
    ("wrong-jump", "for x in a:\n    break", "continue"),
    ("wrong-exception", "raise ValueError(a)", "raise TypeError(a)"),
    ("wrong-exception", "raise CustomError", "raise RuntimeError"),
    ("wrong-exception", "try:\n    g()\nexcept KeyError:\n    pass", "except IndexError:"),
]  # fmt: skip


def in_function(body: str) -> str:
    code = textwrap.indent(body, "        ")
    return f"class Häuser:\n    def f(self, a, b=None):\n{code}\n"


@pytest.mark.parametrize(("operator", "body", "line"), EXAMPLES)
def test_operators(operator: str, body: str, line: str) -> None:
    source = in_function(body)
    made = [
        changed
        for fault in propose_faults("m.py", source)
        if fault.operator == operator and (changed := apply_fault(source, fault)) is not None
    ]
    assert any(line in [one.strip() for one in text.splitlines()] for text in made), made


def test_an_awaited_call_loses_its_await() -> None:
    source = "async def f(a):\n    return await a.get()\n"
    texts = [apply_fault(source, one) for one in propose_faults("m.py", source)]
    assert "async def f(a):\n    return a.get()\n" in texts


def test_a_fault_names_its_place() -> None:
    source = in_function("b = 1\nif a:\n    return b")
    (fault,) = (
        one for one in propose_faults("m.py", source) if one.operator == "negated-condition"
    )
    assert (fault.path, fault.function, fault.line) == ("m.py", "Häuser.f", 4)
    assert (fault.before, fault.after) == ("a", "not a")


def test_only_functions_that_hold_the_lines() -> None:
    source = "def f(a):\n    return a + 1\n\ndef g(a):\n    return a + 2\n"
    assert {one.function for one in propose_faults("m.py", source, {5})} == {"g"}
    assert {one.function for one in propose_faults("m.py", source)} == {"f", "g"}
    assert propose_faults("m.py", source, ()) == []


@pytest.mark.parametrize(
    "source",
    ["def f(:\n", "", "x = 1\n", 'def f():\n    """Only words."""\n', "a\0b", "(" * 3000],
)
def test_nothing_to_break(source: str) -> None:
    assert propose_faults("m.py", source) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(a):\r\n    if a:\r\n        a.b()\r\n    return a\r\n",
        "def f(a):\n    x = 'é' * 3; return x + a",
        "def f(a):\n\x0c\n    return a + 1\n",
        "def f(a): return a < 1 # < here\n",
        "def f(a, b):\n    return (a\n            # and\n            and b)\n",
        "def f(a):\n\tif a:\n\t\treturn 1\n\telse: return 2",
        "def f(a):\n    return f'{a + 1} {a!r:>{10}}' + \"é\"\n",
        "def f(a):\n    match a:\n        case 1 if a > 0:\n            return 2\n",
    ],
)
def test_odd_layouts_leave_sound_files(source: str) -> None:
    faults = propose_faults("m.py", source)
    results = [apply_fault(source, one) for one in faults]
    assert faults
    assert sum(one is not None for one in results) >= len(results) // 2


def test_what_is_nested_too_deeply_is_left_alone() -> None:
    source = f"def f(a):\n    return {' + '.join(['a'] * 950)}\n"
    for fault in propose_faults("m.py", source)[:3]:
        assert apply_fault(source, fault) is None


@cache
def propose_for(path: Path) -> tuple[str, list[Fault]]:
    source = path.read_text(encoding="utf-8")
    return source, propose_faults("m.py", source)


@settings(max_examples=40)
@given(data=st.data())
def test_every_result_parses_and_differs(data: st.DataObject) -> None:
    source, faults = propose_for(data.draw(st.sampled_from(FILES)))
    if not faults:
        return
    fault = data.draw(st.sampled_from(faults))
    changed = apply_fault(source, fault)
    if changed is not None:
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))
        head = source.encode()[: fault.edit.start]
        assert changed.encode().startswith(head)
        assert changed.encode().endswith(source.encode()[fault.edit.end :])


def test_nearly_every_proposal_is_sound() -> None:
    source = (ROOT / "diff" / "parser.py").read_text(encoding="utf-8")
    faults = propose_faults("m.py", source)
    sample = random.Random(1).sample(faults, 60)
    assert sum(apply_fault(source, one) is not None for one in sample) >= 58


def test_choosing_spreads_over_functions_and_kinds() -> None:
    source = (ROOT / "diff" / "parser.py").read_text(encoding="utf-8")
    faults = propose_faults("m.py", source)
    chosen = list(choose_faults(faults, random.Random(1)))
    assert sorted(map(repr, chosen)) == sorted(map(repr, faults))
    n_functions = len({one.function for one in faults})
    assert len({one.function for one in chosen[:n_functions]}) == n_functions
    assert len({one.operator for one in chosen[:n_functions]}) > n_functions // 2
    assert chosen == list(choose_faults(faults, random.Random(1)))
    assert chosen != list(choose_faults(faults, random.Random(2)))
