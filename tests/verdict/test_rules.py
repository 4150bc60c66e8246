from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.domain import Label, VerdictLabel
from patchcritic.errors import UsageProblem
from patchcritic.verdict import RULES, decide_verdict, is_failing, verdict_without_change
from patchcritic.verdict.logistic import Term
from tests.verdict.conftest import (
    make_logistic,
    make_prediction,
    make_profile,
    make_threshold,
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


MIN_ALONE = make_logistic(Term(name="p_min", transform="logit", mean=0.0, scale=1.0, weight=1.0))
LEARNT = make_profile(
    rho=0.5,
    logistic_rule=MIN_ALONE,
    thresholds=tuple(make_threshold(rule, 0.05, 0.85) for rule in RULES),
)


@pytest.mark.parametrize(
    ("rule", "p_passes", "threshold", "label", "p_pass", "decisive"),
    [
        pytest.param("product", [0.9, 0.8], 0.5, "pass", 0.72, ["t1"], id="all pass"),
        pytest.param(
            "product", [0.9, 0.7, 0.6], 0.5, "fail", 0.378, ["t2", "t1"], id="two are enough"
        ),
        pytest.param("product", [0.9, 0.2], 0.5, "fail", 0.18, ["t1"], id="one is enough"),
        pytest.param(
            "product", [0.9, 0.85], 0.8, "uncertain", 0.765, ["t1", "t0"], id="together too little"
        ),
        pytest.param(
            "product", [0.9, 0.7], 0.8, "uncertain", 0.63, ["t1"], id="one alone is too little"
        ),
        pytest.param("noisy-and", [0.9, 0.8], 0.5, "pass", 0.76, ["t1"], id="between the two"),
        pytest.param(
            "noisy-and", [0.65] * 3, 0.5, "fail", 0.4623125, ["t0", "t1", "t2"], id="all of them"
        ),
        pytest.param("logistic", [0.9, 0.8], 0.5, "pass", 0.8, ["t1"], id="as fitted"),
        pytest.param("logistic", [0.9, 0.2], 0.5, "fail", 0.2, ["t1"], id="the weakest decides"),
    ],
)
def test_rules_that_weigh(
    rule: str,
    p_passes: list[float],
    threshold: float,
    label: str,
    p_pass: float,
    decisive: list[str],
) -> None:
    predictions = [make_prediction(f"t{i}", p) for i, p in enumerate(p_passes)]

    verdict = decide_verdict(
        predictions, n_failures=0, n_left_out=0, threshold=threshold, rule=rule, profile=LEARNT
    )

    assert verdict.label == label
    assert verdict.p_pass == pytest.approx(p_pass)
    assert [node.names[-1] for node in verdict.decisive] == decisive
    assert (verdict.rule, verdict.threshold) == (rule, threshold)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("gap", ["abstention", "failure", "left out", "nothing"])
def test_under_no_rule_is_a_gap_a_pass(rule: str, gap: str) -> None:
    predictions = [] if gap == "nothing" else [make_prediction("a", 1.0)]
    if gap == "abstention":
        predictions.append(make_prediction("b", 1.0, Label.ABSTAIN))

    verdict = decide_verdict(
        predictions,
        n_failures=int(gap == "failure"),
        n_left_out=int(gap == "left out"),
        threshold=0.5,
        rule=rule,
        profile=LEARNT,
    )

    assert verdict.label is VerdictLabel.UNCERTAIN
    assert verdict.decisive == ()


@pytest.mark.parametrize("rule", RULES)
def test_the_threshold_of_a_stated_risk_is_named(rule: str) -> None:
    predictions = [make_prediction("a", 0.8)]

    verdict = decide_verdict(
        predictions,
        n_failures=0,
        n_left_out=0,
        threshold=0.5,
        rule=rule,
        profile=LEARNT,
        max_false_accept=0.05,
    )

    assert (verdict.label, verdict.threshold) == (VerdictLabel.UNCERTAIN, 0.85)
    assert len(verdict.decisive) == 1


def test_what_was_not_judged_lowers_a_fitted_rule_and_never_fails_a_patch() -> None:
    share = Term(name="share_judged", transform="none", mean=1.0, scale=1.0, weight=9.0)
    profile = make_profile(logistic_rule=make_logistic(share, intercept=2.0))

    verdict = decide_verdict(
        [make_prediction("a", 0.9)],
        n_failures=3,
        n_left_out=0,
        threshold=0.5,
        rule="logistic",
        profile=profile,
    )

    assert verdict.p_pass < 0.01
    assert (verdict.label, verdict.decisive) == (VerdictLabel.UNCERTAIN, ())


def test_tests_of_one_file_hang_together() -> None:
    same, apart = (
        decide_verdict(
            [make_prediction("a.py::one", 0.8), make_prediction(f"{path}::two", 0.8)],
            n_failures=0,
            n_left_out=0,
            threshold=0.5,
            rule="noisy-and",
            profile=LEARNT,
        )
        for path in ("a.py", "b.py")
    )

    assert same.p_pass == pytest.approx(0.5 * 0.8 + 0.5 * 0.64)
    assert apart.p_pass == pytest.approx(0.64)


def test_an_unknown_rule_lists_the_choices() -> None:
    with pytest.raises(UsageProblem, match="choose one of strict-and, product, noisy-and, logis"):
        decide_verdict([], n_failures=0, n_left_out=0, threshold=0.5, rule="or")


@pytest.mark.parametrize(
    ("p_pass", "label", "decided_by", "rule", "expected"),
    [
        (0.4, None, "critic", "strict-and", True),
        (0.5, None, "critic", "strict-and", False),
        (0.4, Label.ABSTAIN, "critic", "strict-and", False),
        (0.4, None, "critic", "product", True),
        (0.4, None, "critic", "logistic", False),
        (0.0, None, "fact", "logistic", True),
    ],
)
def test_whether_one_test_alone_decides(
    p_pass: float, label: Label | None, decided_by: str, rule: str, expected: bool
) -> None:
    prediction = make_prediction("a", p_pass, label, decided_by=decided_by)

    assert is_failing(prediction, threshold=0.5, rule=rule) is expected


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 1), st.sampled_from([*RULES])
)
def test_one_test_that_fails_alone_fails_the_patch(
    p_passes: list[float], threshold: float, rule: str
) -> None:
    predictions = [make_prediction(f"t{i}", p) for i, p in enumerate(p_passes)]

    verdict = decide_verdict(
        predictions, n_failures=0, n_left_out=0, threshold=threshold, rule=rule, profile=LEARNT
    )

    if any(is_failing(one, threshold=threshold, rule=rule) for one in predictions):
        assert verdict.label is VerdictLabel.FAIL
