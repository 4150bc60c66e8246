from __future__ import annotations

from patchcritic.bench.metrics import baselines
from patchcritic.bench.metrics.cases import Case
from patchcritic.domain import Label, TestStatus, Usage, VerdictLabel
from tests.bench.metrics.conftest import make_patch, make_test

FAILED = TestStatus.FAILED


def test_the_base_rate_does_not_peek_into_its_own_repository() -> None:
    rows = [
        make_test("i1/s/t::a", repo="r1"),
        make_test("i1/s/t::b", repo="r1"),
        make_test("i2/s/t::a", status=FAILED, repo="r2"),
        make_test("i3/s/t::a", repo="r2"),
        make_test("i3/s/t::b", status=TestStatus.SKIPPED, repo="r2"),
        make_test("i4/s/t::a", status=FAILED, repo="r3"),
    ]

    shares = baselines.find_base_rates(rows)

    assert shares == {"i1": 1 / 3, "i2": 2 / 3, "i3": 2 / 3, "i4": 3 / 4}


def test_of_one_repository_the_other_instances_are_asked() -> None:
    rows = [make_test("i1/s/t::a"), make_test("i2/s/t::a", status=FAILED)]

    assert baselines.find_base_rates(rows) == {"i1": 0.0, "i2": 1.0}
    assert baselines.find_base_rates(rows[:1]) == {"i1": 0.5}
    assert baselines.find_base_rates([]) == {}


def test_each_test_counts_once_and_facts_are_kept() -> None:
    rows = [
        make_test("i1/s/t::a", arm="no facts"),
        make_test("i1/s/t::a", 0.01, arm="facts", decided_by="fact"),
        make_test("i1/s/t::b", arm="no facts"),
        make_test("i1/s/t::b", arm="facts"),
    ]

    unique = baselines.find_unique(rows)

    assert [(row.node_id, row.arm) for row in unique] == [("t::a", "facts"), ("t::b", "no facts")]
    patches = [make_patch(arm="a"), make_patch(arm="b"), make_patch("i1/s2")]
    assert len(baselines.find_unique(patches)) == 2


def test_the_base_rate_predicts_the_likelier_label() -> None:
    rows = [
        make_test("i1/s/t::a", 0.2, repo="r1", usage=Usage(n_calls=1)),
        make_test("i2/s/t::a", 0.2, FAILED, repo="r2"),
    ]

    first, second = baselines.predict_base_rate(rows)

    assert (first.arm, first.label, first.p_pass) == ("base rate", Label.FAIL, 0)
    assert (second.label, second.p_pass, second.status) == (Label.PASS, 1, FAILED)
    assert first.usage == Usage()


def test_facts_decide_and_the_rest_abstains() -> None:
    rows = [
        make_test("i1/s1/t::a", 0.01, FAILED, decided_by="fact"),
        make_test("i1/s1/t::b", 0.9),
        make_test("i2/s1/t::b", 0.9),
    ]
    patches = [make_patch("i1/s1", is_resolved=False), make_patch("i2/s1")]

    decided, *rest = baselines.predict_facts_only(rows)
    failed, open_ = baselines.judge_facts_only(patches, rows)

    assert (decided.label, decided.p_pass) == (Label.FAIL, 0.01)
    assert [(row.label, row.p_pass) for row in rest] == [(Label.ABSTAIN, 1), (Label.ABSTAIN, 0.5)]
    assert (failed.verdict, failed.p_pass) == (VerdictLabel.FAIL, 0)
    assert (open_.verdict, open_.p_pass) == (VerdictLabel.UNCERTAIN, 0)


def test_likeness_is_one_probability_for_all_tests_of_a_submission() -> None:
    likeness = {("i1", "s1"): 0.7}
    rows = [make_test("i1/s1/t::a", 0.1), make_test("i1/s2/t::a", 0.1)]

    (test,) = baselines.predict_lexical(rows, likeness)
    (patch,) = baselines.judge_lexical([make_patch(p=0.1), make_patch("i1/s2")], likeness)

    assert (test.label, test.p_pass, test.p_raw) == (Label.PASS, 0.7, 0.7)
    assert (patch.verdict, patch.p_pass, patch.arm) == (VerdictLabel.PASS, 0.7, "lexical distance")


def test_what_is_only_assumed_ranks_nothing() -> None:
    cases = [Case(0.8, True, True), Case(0.01, False, False), Case(0.7, None, True)]

    assert [c.p for c in baselines.tie_assumed("base rate", cases)] == [0.5, 0.5, 0.5]
    assert [c.p for c in baselines.tie_assumed("facts only", cases)] == [0.8, 0.01, 0.5]
    assert baselines.tie_assumed("a model", cases) == cases
