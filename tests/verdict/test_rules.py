from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.domain import Label, NodeId, Prediction, PSource, VerdictLabel
from patchcritic.verdict import decide_verdict, verdict_without_change


def make_prediction(name: str, p_pass: float, label: Label | None = None) -> Prediction:
    return Prediction(
        node_id=NodeId(path="t.py", names=(name,)),
        label=label or (Label.PASS if p_pass >= 0.5 else Label.FAIL),
        p_pass=p_pass,
        p_source=PSource.VERBALISED,
        rationale="",
        critic="scripted",
    )


@pytest.mark.parametrize(
    ("p_passes", "n_gaps", "threshold", "label", "p_pass", "decisive"),
    [
        pytest.param([0.9, 0.8], (0, 0, 0), 0.5, "pass", 0.8, ["t1"], id="all pass"),
        pytest.param(
            [0.9, 0.2, 0.1], (0, 0, 0), 0.5, "fail", 0.1, ["t2", "t1"], id="failing first"
        ),
        pytest.param([0.9], (1, 0, 0), 0.5, "uncertain", 0.9, [], id="an abstention is no pass"),
        pytest.param([0.9], (0, 1, 0), 0.5, "uncertain", 0.9, [], id="a failure is no pass"),
        pytest.param(
            [0.9, 0.1], (1, 1, 0), 0.5, "fail", 0.1, ["t1"], id="a known failure is enough"
        ),
        pytest.param(
            [0.9, 0.7], (0, 0, 0), 0.8, "uncertain", 0.7, ["t1"], id="below a high threshold"
        ),
        pytest.param([0.9, 0.4], (0, 0, 0), 0.3, "pass", 0.4, ["t1"], id="above a low threshold"),
        pytest.param([0.9], (0, 0, 1), 0.5, "uncertain", 0.9, [], id="a test left out is no pass"),
        pytest.param([0.1], (0, 0, 1), 0.5, "fail", 0.1, ["t0"], id="nor does it save a failure"),
        pytest.param([], (0, 0, 0), 0.5, "uncertain", 0.5, [], id="nothing judged"),
        pytest.param([0.5], (0, 0, 0), 0.5, "pass", 0.5, ["t0"], id="the threshold itself passes"),
    ],
)
def test_strict_and(
    p_passes: list[float],
    n_gaps: tuple[int, int, int],
    threshold: float,
    label: str,
    p_pass: float,
    decisive: list[str],
) -> None:
    n_abstain, n_failures, n_left_out = n_gaps
    predictions = [make_prediction(f"t{i}", p) for i, p in enumerate(p_passes)]
    predictions += [make_prediction(f"a{i}", 0.5, Label.ABSTAIN) for i in range(n_abstain)]

    verdict = decide_verdict(
        predictions, n_failures=n_failures, n_left_out=n_left_out, threshold=threshold
    )

    assert verdict.label == label
    assert verdict.p_pass == p_pass
    assert [node.names[-1] for node in verdict.decisive] == decisive
    assert verdict.rule == "strict-and"
    assert verdict.coverage.judged == len(p_passes)
    assert verdict.coverage.failed == n_abstain + n_failures
    assert verdict.coverage.associated == len(p_passes) + sum(n_gaps)


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(0, 2), st.floats(0, 1))
def test_a_gap_is_never_a_pass_and_coverage_adds_up(
    p_passes: list[float], n_failures: int, threshold: float
) -> None:
    predictions = [make_prediction(f"t{i}", p) for i, p in enumerate(p_passes)]

    verdict = decide_verdict(predictions, n_failures=n_failures, n_left_out=0, threshold=threshold)

    coverage = verdict.coverage
    assert coverage.associated == coverage.judged + coverage.failed + coverage.left_out
    if n_failures or not p_passes:
        assert verdict.label is not VerdictLabel.PASS
    if verdict.label is VerdictLabel.PASS:
        assert min(p_passes) >= threshold


def test_no_behaviour_change_keeps_the_base_status() -> None:
    verdict = verdict_without_change(threshold=0.7)

    assert (verdict.label, verdict.p_pass, verdict.threshold) == (VerdictLabel.PASS, 1.0, 0.7)
    assert verdict.rule == "no-behaviour-change"
