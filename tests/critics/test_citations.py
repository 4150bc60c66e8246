"""A certificate about a small tree, and each thing that may be wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from patchcritic.critics.answer import make_prediction, parse_answer
from patchcritic.critics.citations import CAPPED, Checked, cap_confidence, check_certificate
from patchcritic.diff import parse_patch
from patchcritic.domain import (
    Context,
    CriticRequest,
    Fixture,
    Label,
    NodeId,
    Prediction,
    Snippet,
    Span,
    Step,
    TestCase,
    Usage,
    Witness,
)
from patchcritic.snapshot import MemorySnapshot

CORE = """\
def split_pair(text):
    left, _, right = text.partition("=")
    if not right:
        raise ValueError(f"no value in {text!r}")
    return left.strip(), right.strip()
"""
CONFTEST = """\
import pytest


@pytest.fixture
def pair():
    return "a = b"
"""
TEST = """\
from helpers import check_pair
from pkg.core import split_pair


class TestPairs:
    def test_splits(self, pair):
        left, right = split_pair(pair)
        assert left == "a"
        check_pair(right, "b")


def test_imports():
    split_pair("a=b")
"""
HELPERS = """\
def check_pair(value, expected):
    assert value == expected, value
"""
DIFF = """\
--- a/src/pkg/core.py
+++ b/src/pkg/core.py
@@ -1,5 +1,5 @@
 def split_pair(text):
-    left, right = text.split("=")
+    left, _, right = text.partition("=")
     if not right:
         raise ValueError(f"no value in {text!r}")
     return left.strip(), right.strip()
"""
TREE = MemorySnapshot(
    {
        "src/pkg/core.py": CORE,
        "tests/conftest.py": CONFTEST,
        "tests/test_core.py": TEST,
        "tests/helpers.py": HELPERS,
        "tests/data.bin": b"\0\1",
    }
)
ANSWER = """\
Let me trace it.
```json
{"premises": [
   {"path": "src/pkg/core.py", "line": 2, "quote": "text.partition('=')", "says": "splits once"},
   {"path": "tests/conftest.py", "line": 6, "quote": "return \\"a = b\\"", "says": "the pair"},
 ],
 "trace": [
   {"says": "left = 'a ', right = ' b'", "path": "src/pkg/core.py", "line": 2, "holds": null},
   {"says": "left.strip() == 'a'", "path": "tests/test_core.py", "line": 8, "holds": "yes"},
   {"says": "right.strip() == 'b'", "path": "tests/helpers.py", "line": 2, "holds": true}
 ],
 "witness": null, "rationale": "Both parts are stripped.", "label": "pass", "p_pass": 0.97}
```
"""
STEPS = (
    Step(says="left = 'a '", path="src/pkg/core.py", line=2),
    Step(says="left == 'a'", path="tests/test_core.py", line=8, holds="yes"),
)
WITNESS = Witness(assertion='assert left == "a"', path="tests/test_core.py", line=8)

Change = Callable[..., Prediction]


@pytest.fixture
def request_pair() -> CriticRequest:
    span = Span(path="tests/test_core.py", start=6, end=9)
    helper = Span(path="tests/helpers.py", start=1, end=2)
    before = Span(path="src/pkg/core.py", start=1, end=5)
    return CriticRequest(
        patch=parse_patch(DIFF),
        test=TestCase(
            node_id=NodeId.parse("tests/test_core.py::TestPairs::test_splits"),
            span=span,
            fixtures=(Fixture(name="pair", span=Span(path="tests/conftest.py", start=4, end=6)),),
        ),
        context=Context(
            shared=(Snippet(role="changed-before", span=before, text="", n_tokens=1),),
            snippets=(
                Snippet(role="called", span=helper, text="", n_tokens=1),
                Snippet(role="test", span=span, text="", n_tokens=1),
            ),
            n_tokens=1,
            budget=10,
        ),
        tree=TREE,
    )


@pytest.fixture
def good(request_pair: CriticRequest) -> Prediction:
    return make_prediction(request_pair, parse_answer(ANSWER), critic="m", usage=Usage())


@pytest.fixture
def fail(good: Prediction) -> Prediction:
    trace = (STEPS[0], replace(STEPS[1], holds="no"))
    return replace(good, label=Label.FAIL, p_pass=0.05, trace=trace, witness=WITNESS)


def test_a_certificate_that_holds(request_pair: CriticRequest, good: Prediction) -> None:
    assert [step.holds for step in good.trace] == [None, "yes", "yes"]
    assert good.citations[1].says == "the pair"
    assert check_certificate(good, request_pair) == Checked(prediction=good)


def test_nothing_is_checked_without_a_tree_or_a_claim(
    request_pair: CriticRequest, good: Prediction
) -> None:
    wrong = replace(good, trace=())
    assert check_certificate(wrong, request_pair).problems
    assert not check_certificate(wrong, replace(request_pair, tree=None)).problems
    assert not check_certificate(replace(wrong, label=Label.ABSTAIN), request_pair).problems


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"path": "src/pkg/other.py"}, "there is no file src/pkg/other.py in the patched tree."),
        ({"line": 5}, "does not stand at src/pkg/core.py:5, but at line 2."),
        (
            {"line": 50, "quote": "retry"},
            '"retry" does not stand at src/pkg/core.py:50; the file has 5 lines.',
        ),
        (
            {"quote": "return None"},
            '"return None" does not stand at src/pkg/core.py:2, which reads "left, _, right',
        ),
        (
            {"quote": 'left, right = text.split("=")'},
            "does not stand at src/pkg/core.py:2: the patch removes it.",
        ),
        ({"quote": "", "line": 6}, "src/pkg/core.py has 5 lines, none is 6."),
        ({"quote": "", "line": 0}, "src/pkg/core.py has 5 lines, none is 0."),
        (
            {"says": "used by src/pkg/core.py::join_pair"},
            "there is no src/pkg/core.py::join_pair in the patched tree.",
        ),
    ],
)
def test_a_premise_that_does_not_hold(
    request_pair: CriticRequest, good: Prediction, changes: dict[str, Any], problem: str
) -> None:
    first, second = good.citations
    wrong = replace(good, citations=(second, replace(first, **changes)))
    checked = check_certificate(wrong, request_pair)
    [found] = checked.problems
    assert found.startswith("Premise 2: ")
    assert problem in found
    assert not checked.refuted


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"line": 4}, ("src/pkg/core.py", 2)),
        ({"path": "b/src/pkg/core.py"}, ("src/pkg/core.py", 2)),
        ({"path": "core.py", "line": 1}, ("src/pkg/core.py", 2)),
        ({"quote": ""}, ("src/pkg/core.py", 2)),
    ],
)
def test_a_premise_that_is_put_right(
    request_pair: CriticRequest,
    good: Prediction,
    changes: dict[str, Any],
    expected: tuple[str, int],
) -> None:
    near = replace(good, citations=(replace(good.citations[0], **changes),))
    checked = check_certificate(near, request_pair)
    [citation] = checked.prediction.citations
    assert (citation.path, citation.line) == expected
    assert not checked.problems


def test_what_cannot_be_read_cannot_be_checked(
    request_pair: CriticRequest, good: Prediction
) -> None:
    binary = replace(good.citations[0], path="tests/data.bin", line=9, quote="anything")
    step = replace(STEPS[1], path="tests/data.bin", line=9, says="reads tests/data.bin::x")
    odd = replace(good, citations=(binary,), trace=(*good.trace, step))
    assert not check_certificate(odd, request_pair).problems


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (Step(says="x", path="lost.py", line=1), "there is no file lost.py in the patched tree."),
        (Step(says="x", path="src/pkg/core.py", line=6), "src/pkg/core.py has 5 lines, none is 6."),
        (
            Step(says="calls tests/test_core.py::TestTriples::test_splits first"),
            "there is no tests/test_core.py::TestTriples in the patched tree.",
        ),
        (
            Step(says="see tests/test_other.py::test_x"),
            "there is no tests/test_other.py::test_x in the patched tree.",
        ),
        (Step(says="tests/test_core.py::TestPairs::test_inherited, line 3", line=3), ""),
        (Step(says="no place at all"), ""),
        (Step(says="a file alone", path="core.py"), ""),
    ],
)
def test_steps(request_pair: CriticRequest, good: Prediction, step: Step, problem: str) -> None:
    checked = check_certificate(replace(good, trace=(*STEPS, step)), request_pair)
    assert checked.problems == ((f"Step 3: {problem}",) if problem else ())


@pytest.mark.parametrize(
    ("witness", "place"),
    [
        (WITNESS, ("tests/test_core.py", 8)),
        (Witness(assertion="left == 'a'"), ("tests/test_core.py", 8)),
        (Witness(assertion="left == 'a'", path="nowhere.py", line=3), ("tests/test_core.py", 8)),
        (
            Witness(assertion='assert left == "a" fails with left = "a "', line=7),
            ("tests/test_core.py", 8),
        ),
        (
            Witness(assertion="assert value == expected", path="tests/helpers.py", line=1),
            ("tests/helpers.py", 2),
        ),
        (Witness(assertion="assert value == expected"), ("tests/helpers.py", 2)),
        (Witness(assertion='return "a = b"'), ("tests/conftest.py", 6)),
        (
            Witness(assertion="raise ValueError(...)", path="src/pkg/core.py", line=4),
            ("src/pkg/core.py", 4),
        ),
        (
            Witness(assertion="from helpers import check_pair", path="tests/test_core.py", line=1),
            ("tests/test_core.py", 1),
        ),
    ],
)
def test_a_witness_that_exists(
    request_pair: CriticRequest, fail: Prediction, witness: Witness, place: tuple[str, int]
) -> None:
    checked = check_certificate(replace(fail, witness=witness), request_pair)
    found = checked.prediction.witness
    assert found is not None
    assert (found.path, found.line) == place
    assert not checked.problems


@pytest.mark.parametrize(
    ("witness", "problem", "is_refuted"),
    [
        (
            replace(WITNESS, assertion='assert right == "c"'),
            '"assert right == "c"" does not stand at tests/test_core.py:8 word for word.',
            False,
        ),
        (
            Witness(assertion="assert 1 == 2", path="tests/test_core.py", line=13),
            '"assert 1 == 2" stands neither where it says nor in the test.',
            True,
        ),
        (
            Witness(assertion="raise KeyError(text)", path="src/pkg/core.py", line=4),
            '"raise KeyError(text)" stands neither where it says nor in the test.',
            True,
        ),
        (
            Witness(assertion="assert 1 == 2", path="tests/invented.py", line=3),
            '"assert 1 == 2" stands neither where it says nor in the test.',
            True,
        ),
    ],
)
def test_a_witness_that_does_not_exist(
    request_pair: CriticRequest,
    fail: Prediction,
    witness: Witness,
    problem: str,
    is_refuted: bool,
) -> None:
    checked = check_certificate(replace(fail, witness=witness), request_pair)
    assert checked.problems == (f"Witness: {problem}",)
    assert bool(checked.refuted) is is_refuted


def test_the_witness_in_a_test_that_cannot_be_read_is_believed(
    request_pair: CriticRequest, fail: Prediction
) -> None:
    without = MemorySnapshot({"src/pkg/core.py": CORE})
    request = replace(request_pair, tree=without)
    checked = check_certificate(replace(fail, citations=(), trace=(STEPS[0],)), request)
    assert not checked.problems


@pytest.mark.parametrize(
    ("label", "holds", "problem", "is_refuted"),
    [
        (Label.PASS, (), "it says pass, and shows no trace of the test", True),
        (Label.PASS, ("yes", "no"), "it says pass, and that step 2 does not hold", True),
        (Label.PASS, ("yes", "unknown"), "it says pass, and that step 2 is unknown", False),
        (Label.PASS, (None, None), "it says pass, and no assertion is traced to yes", False),
        (Label.FAIL, ("yes", "yes"), "it says fail, and that every assertion holds", True),
        (Label.FAIL, ("yes", "no"), "", False),
        (Label.FAIL, ("yes", None), "", False),
        (Label.FAIL, (), "", False),
    ],
)
def test_a_label_and_its_trace(
    request_pair: CriticRequest,
    fail: Prediction,
    label: Label,
    holds: tuple[Any, ...],
    problem: str,
    is_refuted: bool,
) -> None:
    trace = tuple(Step(says="a step", holds=value) for value in holds)
    witness = WITNESS if label is Label.FAIL else None
    prediction = replace(fail, label=label, trace=trace, witness=witness)
    checked = check_certificate(prediction, request_pair)
    assert checked.problems == ((f"Label: {problem}.",) if problem else ())
    assert bool(checked.refuted) is is_refuted


def test_a_failure_needs_a_witness(request_pair: CriticRequest, fail: Prediction) -> None:
    checked = check_certificate(replace(fail, witness=None), request_pair)
    assert checked.problems == ("Label: it says fail, and names no statement that fails.",)
    assert checked.refuted


def test_a_test_without_assertions_needs_none(
    request_pair: CriticRequest, good: Prediction
) -> None:
    span = Span(path="tests/test_core.py", start=12, end=13)
    request = replace(request_pair, test=replace(request_pair.test, span=span))
    smoke = replace(good, trace=(Step(says="split_pair('a=b') = ('a', 'b')"),))
    assert not check_certificate(smoke, request).problems


def test_many_problems_are_cut(request_pair: CriticRequest, good: Prediction) -> None:
    steps = tuple(Step(says="x", path=f"lost{n}.py", line=1) for n in range(50))
    checked = check_certificate(replace(good, trace=(*STEPS, *steps)), request_pair)
    assert len(checked.problems) == 8


@pytest.mark.parametrize(
    ("label", "p_pass", "refuted", "expected"),
    [
        (Label.PASS, 0.97, "", (Label.PASS, CAPPED[1])),
        (Label.FAIL, 0.02, "", (Label.FAIL, CAPPED[0])),
        (Label.PASS, 0.55, "", (Label.PASS, 0.55)),
        (Label.FAIL, 0.02, "it is not there.", (Label.ABSTAIN, CAPPED[0])),
        (Label.PASS, 0.97, "it shows nothing.", (Label.ABSTAIN, CAPPED[1])),
    ],
)
def test_what_is_left_of_an_answer_that_does_not_hold(
    fail: Prediction,
    label: Label,
    p_pass: float,
    refuted: str,
    expected: tuple[Label, float],
) -> None:
    prediction = replace(fail, label=label, p_pass=p_pass)
    checked = Checked(prediction=prediction, problems=("one", "two"), refuted=refuted)
    capped = cap_confidence(checked)
    assert (capped.label, capped.p_pass) == expected
    assert capped.problems == ("one", "two")
    assert (capped.witness is None) is bool(refuted)
    assert capped.rationale.endswith(prediction.rationale)
    assert capped.rationale.startswith(f"Abstained: {refuted}" if refuted else "Both")
