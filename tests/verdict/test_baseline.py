from __future__ import annotations

from dataclasses import replace

import pytest

from patchcritic.domain import (
    Baseline,
    Change,
    CriticFailure,
    Evaluation,
    Label,
    NodeId,
    Patch,
    PatchedFile,
    Prediction,
)
from patchcritic.verdict import (
    KnownTests,
    decide_verdict,
    gate_evaluation,
    regate_updated,
    update_baseline,
)
from tests.reports.conftest import make_evaluation, make_prediction

P_OF = {"pass": 0.9, "fail": 0.1, "abstain": 0.5}


def ids(names: str) -> frozenset[NodeId]:
    return frozenset(NodeId.parse(f"t.py::{name}") for name in names.split())


def names(node_ids: object) -> str:
    return " ".join(str(one).removeprefix("t.py::") for one in node_ids)  # type: ignore[attr-defined]


def make(
    said: str, *, unanswered: str = "", left_out: str = "", rule: str = "strict-and"
) -> Evaluation:
    """``a:fail b:pass`` as an evaluation."""
    predictions: list[Prediction] = []
    for word in said.split():
        name, _, label = word.rpartition(":")
        predictions.append(make_prediction(f"t.py::{name}", P_OF[label], label=Label(label)))
    failures = tuple(
        CriticFailure(node_id=one, critic="m", kind="timeout", message="late")
        for one in sorted(ids(unanswered))
    )
    evaluation = make_evaluation(*predictions, failures=failures)
    out = tuple(sorted(ids(left_out)))
    verdict = decide_verdict(
        predictions, n_failures=len(failures), n_left_out=len(out), threshold=0.5, rule=rule
    )
    return replace(evaluation, left_out=out, verdict=verdict)


@pytest.mark.parametrize(
    ("said", "failing", "unknown", "label", "new", "known", "mended"),
    [
        ("a:fail b:pass", "", "", "fail", "a", "", ""),
        ("a:fail b:pass", "a", "", "pass", "", "a", ""),
        ("a:fail b:fail", "a", "", "fail", "b", "a", ""),
        ("a:fail", "a", "", "pass", "", "a", ""),
        ("a:pass b:pass", "a", "", "pass", "", "", "a"),
        # What nobody can tell of a known failure is no news; of another test it is.
        ("a:abstain b:pass", "a", "", "pass", "", "a", ""),
        ("a:abstain b:pass", "", "a", "pass", "", "a", ""),
        ("a:abstain b:pass", "b", "", "uncertain", "", "", "b"),
        ("a:fail b:pass", "", "a", "fail", "a", "", ""),
        # A test that the baseline never saw counts.
        ("n:fail a:fail", "a z", "", "fail", "n", "a", ""),
        # Ids without a parameter stand for all of them, on either side.
        ("f[1]:fail f[2]:fail", "f", "", "pass", "", "f[1] f[2]", ""),
        ("f:fail", "f[1]", "", "pass", "", "f", ""),
        ("f[1]:fail f[2]:fail", "f[1]", "", "fail", "f[2]", "f[1]", ""),
        ("f[1]:fail f[2]:pass", "f", "", "pass", "", "f[1]", ""),
        ("f[1]:pass f[2]:pass", "f", "", "pass", "", "", "f"),
    ],
)
def test_the_gate(
    said: str, failing: str, unknown: str, label: str, new: str, known: str, mended: str
) -> None:
    evaluation = make(said)
    gate = gate_evaluation(evaluation, Baseline(failing=ids(failing), unknown=ids(unknown)))

    assert gate.label == label
    assert (names(gate.new), names(gate.known), names(gate.mended)) == (new, known, mended)
    assert replace(evaluation, gate=gate).decision == label


@pytest.mark.parametrize(
    ("unanswered", "left_out", "failing", "label"),
    [
        ("x", "", "", "uncertain"),
        ("x", "", "x", "pass"),
        ("", "x", "", "uncertain"),
        ("", "x", "x", "pass"),
        ("x", "y", "x", "uncertain"),
    ],
)
def test_gaps_hold_the_gate_but_for_what_failed_anyway(
    unanswered: str, left_out: str, failing: str, label: str
) -> None:
    evaluation = make("a:pass", unanswered=unanswered, left_out=left_out)

    assert gate_evaluation(evaluation, Baseline(failing=ids(failing))).label == label


@pytest.mark.parametrize("rule", ["strict-and", "product"])
def test_the_rule_decides_about_the_rest(rule: str) -> None:
    evaluation = make("a:fail b:pass", rule=rule)

    assert evaluation.verdict.label == "fail"
    assert gate_evaluation(evaluation, Baseline(failing=ids("a"))).label == "pass"


def test_a_renamed_file_keeps_its_known_failures() -> None:
    file = PatchedFile(path="t.py", old_path="old.py", change=Change.RENAMED)
    evaluation = replace(make("a:fail b:pass"), patch=Patch(files=(file,), text=""))
    baseline = Baseline(failing=frozenset({NodeId.parse("old.py::a")}))

    assert gate_evaluation(evaluation, baseline).label == "pass"
    assert update_baseline(baseline, evaluation).failing == ids("a")
    copied = replace(file, change=Change.COPIED)
    evaluation = replace(evaluation, patch=Patch(files=(copied,), text=""))
    assert gate_evaluation(evaluation, baseline).label == "fail"


@pytest.mark.parametrize(
    ("said", "failing", "unknown", "then_failing", "then_unknown"),
    [
        ("a:fail b:pass c:abstain", "", "", "a", "c"),
        # What was not judged this time is not lost; what passes goes.
        ("a:pass", "a z", "y", "z", "y"),
        ("a:abstain", "a", "", "a", ""),
        ("a:fail", "", "a", "a", ""),
        ("a:pass", "", "a", "", ""),
        ("a:abstain", "", "a", "", "a"),
        # No entry is added for what another one stands for.
        ("f[1]:fail f[2]:pass", "f", "", "f", ""),
        ("f[1]:pass f[2]:pass", "f", "", "", ""),
        ("f:fail", "f[1]", "", "f[1]", ""),
        ("f[1]:pass f[2]:fail", "f[1]", "", "f[2]", ""),
    ],
)
def test_an_update(
    said: str, failing: str, unknown: str, then_failing: str, then_unknown: str
) -> None:
    old = Baseline(name="b", failing=ids(failing), unknown=ids(unknown))
    new = update_baseline(old, make(said))

    assert new == Baseline(name="b", failing=ids(then_failing), unknown=ids(then_unknown))
    assert update_baseline(new, make(said)) == new


def test_an_unanswered_or_left_out_test_keeps_its_entry() -> None:
    old = Baseline(failing=ids("x y f"))
    evaluation = make("f[1]:pass", unanswered="x f[2]", left_out="y n")

    assert update_baseline(old, evaluation) == old


def test_deleted_tests_leave_the_baseline() -> None:
    evaluation = make("a:pass")
    (symbol,) = evaluation.changed
    gone = replace(symbol, path="t.py", qualname="T.gone", change=Change.DELETED)
    file = PatchedFile(path="gone.py", old_path="gone.py", change=Change.DELETED)
    evaluation = replace(evaluation, changed=(gone,), patch=Patch(files=(file,), text=""))
    old = Baseline(failing=frozenset({NodeId.parse("gone.py::x"), *ids("T::gone[1] T::stays")}))

    assert update_baseline(old, evaluation).failing == ids("T::stays")


def test_after_an_update_nothing_is_new_and_it_is_said_what_changed() -> None:
    evaluation = make("a:fail b:pass", left_out="z")
    old = Baseline(name="b", failing=ids("b"))
    gate = regate_updated(evaluation, old, update_baseline(old, evaluation))

    assert (gate.label, gate.new, gate.is_updated) == ("uncertain", (), True)
    assert (names(gate.added), names(gate.removed)) == ("a", "b")


def test_known_tests_by_parameter() -> None:
    known = KnownTests(ids("f[1] g"))

    for name, is_known in {
        "f[1]": True,
        "f[2]": False,
        "f": True,
        "g[9]": True,
        "h": False,
    }.items():
        assert (NodeId.parse(f"t.py::{name}") in known) is is_known
