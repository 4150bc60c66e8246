from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest

from patchcritic.domain import Fact, Label, TestStatus
from patchcritic.facts.marks import Unknowable, evaluate, find_marks
from patchcritic.facts.tables import build_table

CONDITIONS = [
    "True",
    "not 0",
    "sys.version_info >= (3, 8)",
    "sys.version_info < (3,)",
    "sys.version_info[:2] == (3, 11)",
    "sys.version_info[0] == 3",
    "sys.version_info.major > 2",
    "sys.platform == 'win32'",
    "sys.platform.startswith('linux')",
    "sys.platform in ('linux', 'darwin')",
    "not sys.platform.startswith('win') and sys.version_info > (3, 0)",
    "sys.platform == 'x' or 1 != 1",
    "sys.implementation.name == 'pypy'",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_evaluate_as_python_does(condition: str) -> None:
    expected = eval(condition, {"sys": sys})  # noqa: S307
    assert evaluate(ast.parse(condition, mode="eval").body, None) == expected


@pytest.mark.parametrize(
    "condition", ["HAS_X", "f()", "sys.version_info < 3", "os.environ['X']", "x.startswith('a')"]
)
def test_what_is_not_spelled_out_is_unknowable(condition: str) -> None:
    with pytest.raises(Unknowable):
        evaluate(ast.parse(condition, mode="eval").body, None)


@pytest.mark.parametrize(
    ("source", "word", "is_literal"),
    [
        ("@pytest.mark.skip\ndef t(): pass", "skip", True),
        ("@pytest.mark.skip(reason='x')\ndef t(): pass", "skip", True),
        ("@pytest.mark.skipif(True, reason='x')\ndef t(): pass", "skip", True),
        ("@pytest.mark.skipif(sys.version_info > (3, 0), reason='x')\ndef t(): 0", "skip", False),
        ("@pytest.mark.skipif('sys.version_info > (3, 0)')\ndef t(): pass", "skip", False),
        ("PY3 = sys.version_info > (3,)\n@pytest.mark.skipif(PY3)\ndef t(): 0", "skip", False),
        ("@unittest.skip('x')\ndef t(): pass", "skip", True),
        ("@unittest.skipUnless(False, 'x')\ndef t(): pass", "skip", True),
        ("@pytest.mark.xfail\ndef t(): pass", "xfail", True),
        ("@unittest.expectedFailure\ndef t(): pass", "xfail", True),
        ("pytestmark = pytest.mark.skip\ndef t(): pass", "skip", True),
        ("pytestmark = [pytest.mark.slow, pytest.mark.xfail(True)]\ndef t(): 0", "xfail", True),
    ],
)
def test_marks_that_hold(source: str, word: str, is_literal: bool) -> None:
    module = ast.parse(source)
    function = module.body[-1]
    assert isinstance(function, ast.FunctionDef)
    (mark,) = find_marks([function], build_table(module))
    assert mark.word == word
    assert mark.is_literal is is_literal


@pytest.mark.parametrize(
    "mark",
    [
        "pytest.mark.skipif(False, reason='x')",
        "pytest.mark.skipif(HAS_X, reason='x')",
        "pytest.mark.skipif(sys.platform == 'amiga', reason='x')",
        "pytest.mark.skipif(reason='x')",
        "unittest.skipUnless(True, 'x')",
        "pytest.mark.slow",
        "pytest.mark.skipif('syntax error here')",
    ],
)
def test_marks_that_do_not_hold_or_cannot_be_told(mark: str) -> None:
    module = ast.parse(f"@{mark}\ndef t(): pass")
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert find_marks([function], build_table(module)) == []


@pytest.mark.parametrize(
    ("status", "decides"),
    [(TestStatus.FAILED, Label.FAIL), (TestStatus.PASSED, None), (None, None)],
)
def test_a_skip_settles_only_a_test_that_has_to_turn_green(
    judge: Callable[..., tuple[Fact, ...]], status: TestStatus | None, decides: Label | None
) -> None:
    base = {"a.py": "x = 1", "test_a.py": "import pytest\n@pytest.mark.skip\ndef test_a(): pass"}
    (fact,) = judge(base, {"a.py": "x = 2"}, "test_a.py::test_a", base_status=status)
    assert (fact.kind, fact.line, fact.decides) == ("test-skip", 2, decides)


def test_marks_of_the_class_apply(judge: Callable[..., tuple[Fact, ...]]) -> None:
    test = "import pytest\n@pytest.mark.xfail\nclass TestA:\n    def test_a(self): pass"
    base = {"a.py": "x = 1", "test_a.py": test}
    (fact,) = judge(base, {"a.py": "x = 2"}, "test_a.py::TestA::test_a")
    assert (fact.kind, fact.decides) == ("test-xfail", None)
