from __future__ import annotations

from math import isfinite

import pytest

from patchcritic.bench.metrics import make_report
from patchcritic.domain import Instance, Label, Opinion, PSource, Submission, TestStatus, Usage
from patchcritic.domain.benchmark import BenchReport, Interval, PatchResult, TestResult
from tests.bench.metrics.conftest import make_patch, make_test

FAILED = TestStatus.FAILED


def make_rows() -> tuple[list[TestResult], list[PatchResult]]:
    """Two arms over six repositories with two submissions each: the second one fails test b."""
    tests, patches = [], []
    usage = Usage(n_calls=2, prompt_tokens=100, cost_usd=0.01)
    looks = tuple(
        Opinion(by=by, label=label, p_pass=0.5, p_source=PSource.VOTE, rationale="", critic="m")
        for by, label in [("first look", Label.FAIL), ("second look", Label.PASS)]
    )
    for number in range(6):
        repo = f"o/r{number}"
        for arm, doubt in (("good", 0.1), ("baseline: plain prompt", 0.45)):
            for submission, status in (("s1", TestStatus.PASSED), ("s2", FAILED)):
                name = f"i{number}/{submission}"
                p = 1 - doubt if status is TestStatus.PASSED else doubt
                opinions = looks if arm == "good" else ()
                tests += [
                    make_test(f"{name}/t::a", 0.9, repo=repo, arm=arm),
                    make_test(f"{name}/t::b", p, status, repo=repo, arm=arm, opinions=opinions),
                ]
                patches.append(
                    make_patch(name, p, submission == "s1", repo=repo, arm=arm, usage=usage)
                )
    return tests, patches


@pytest.fixture
def report() -> BenchReport:
    tests, patches = make_rows()
    return make_report(
        tests,
        patches,
        dataset="made up",
        instances=[Instance(instance_id="i0", repo="o/r0", base_commit="c")],
        submissions=[Submission(instance_id="i0", model_name_or_path="s1", model_patch="")],
        skipped={"no repository": 1},
        settings={"seed": "0"},
        n_resamples=50,
    )


def test_arms_and_baselines_stand_apart(report: BenchReport) -> None:
    assert [arm.arm for arm in report.arms] == ["good"]
    names = [arm.arm for arm in report.baselines]
    assert names == ["base rate", "facts only", "lexical distance", "plain prompt"]
    assert (report.n_instances, report.n_submissions) == (6, 12)
    assert report.skipped == {"no repository": 1}
    assert report.settings == {"seed": "0", "intervals": "95 %, 6 x repository"}


def test_the_figures_of_an_arm(report: BenchReport) -> None:
    (arm,) = report.arms

    assert (arm.n_tests, arm.n_patches) == (24, 12)
    assert arm.test_level["accuracy"] == Interval(value=1, low=1, high=1)
    assert arm.test_level["auc"].value == 1
    assert arm.test_level["ece"].value == pytest.approx(0.1)
    assert arm.test_level["aurc"].value == 0
    assert arm.patch_level["tnr"].value == 1
    assert arm.patch_level["progress_error"].value == pytest.approx(0.05)
    assert arm.agreement["kendall"].value == pytest.approx(1)
    assert arm.agreement["kendall_submitters"].value == pytest.approx(1)
    assert arm.confusion["failed/fail"] == 6
    assert arm.patch_confusion["passed/pass"] == 6
    assert (arm.usage.n_calls, arm.usage.prompt_tokens) == (24, 1200)
    assert arm.usage.cost_usd == pytest.approx(0.12)
    assert arm.second_look["acc1"] == 0.5
    assert arm.second_look["n"] == 12
    assert arm.second_look["is_worth_it"] == 0
    assert len(arm.progress) == 12


def test_tests_the_change_cannot_affect_are_told_apart() -> None:
    reached = make_test("i1/s/t::a", 0.2)
    easy = make_test("i1/s/t::b", 0.9, is_reached=False)

    (arm,) = make_report([reached, easy], [], dataset="d").arms

    assert arm.test_level["accuracy"].value == 0.5
    assert arm.reached_level["accuracy"].value == 0
    assert make_report([reached], [], dataset="d").arms[0].reached_level == {}
    assert make_report([easy], [], dataset="d").arms[0].reached_level == {}


def test_a_base_rate_ranks_nothing(report: BenchReport) -> None:
    base = report.baselines[0]

    assert base.test_level["auc"].value == 0.5
    assert base.test_level["accuracy"].value == pytest.approx(0.75)
    assert base.agreement == {}
    assert base.usage == Usage()


@pytest.mark.parametrize("status", [None, TestStatus.SKIPPED, FAILED, TestStatus.PASSED])
def test_degenerate_rows_never_raise(status: TestStatus | None) -> None:
    tests = [make_test(p=0.5, status=status, label=Label.ABSTAIN)]

    (arm,) = make_report(tests, [], dataset="d").arms

    assert arm.n_tests == 1
    assert arm.test_level["accuracy"] == Interval(value=None)
    figures = [one.value for one in arm.test_level.values() if one.value is not None]
    assert all(isfinite(value) for value in figures)


def test_nothing_at_all() -> None:
    report = make_report([], [], dataset="d")

    assert report.arms == ()
    assert report.n_submissions == 0
    assert [arm.n_tests for arm in report.baselines] == [0, 0]


def test_usage_of_tests_counts_where_patches_have_none() -> None:
    tests = [make_test(usage=Usage(n_calls=3))]

    (arm,) = make_report(tests, [make_patch()], dataset="d").arms

    assert arm.usage.n_calls == 3
