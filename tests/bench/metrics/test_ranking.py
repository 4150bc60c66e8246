from __future__ import annotations

import pytest

from patchcritic.bench.metrics.ranking import (
    measure_progress,
    prepare_agreement,
    prepare_progress_error,
    prepare_submitter_agreement,
)
from patchcritic.domain import TestStatus
from tests.bench.metrics.conftest import make_patch, make_test

FAILED = TestStatus.FAILED


def test_progress_is_the_true_and_the_expected_share() -> None:
    rows = [
        make_test("i1/s1/t::a", 0.9),
        make_test("i1/s1/t::b", 0.5, FAILED),
        make_test("i1/s1/t::c", 0.1, TestStatus.SKIPPED),
        make_test("i1/s2/t::a", 1.0, FAILED),
    ]

    progress = measure_progress(rows)

    assert progress == {("i1", "s1"): (0.5, pytest.approx(0.7)), ("i1", "s2"): (0.0, 1.0)}
    error = prepare_progress_error(progress, {"i1": 0}, 1)
    assert error([1])["progress_error"] == pytest.approx((0.2 + 1) / 2)


def test_one_probability_for_all_ranks_nothing() -> None:
    rows = [
        make_test(f"i1/s{size}/t::{number}", 0.7, TestStatus.PASSED if number else FAILED)
        for size in (1, 3, 5, 7, 11)
        for number in range(size)
    ]
    patches = [
        make_patch(f"i{number}/s{size}", 0.7, number > size, repo=f"r{number}")
        for size in (3, 4, 5)
        for number in range(size)
    ]
    clusters = {f"i{number}": number for number in range(5)}

    measure = prepare_agreement(measure_progress(rows), clusters, 5)
    by_submitter = prepare_submitter_agreement(patches, clusters, 5)

    assert set(measure([1] * 5).values()) == {None}
    assert set(by_submitter([1] * 5).values()) == {None}


def test_agreement_is_the_mean_over_instances_that_rank_something() -> None:
    progress = {
        ("i1", "s1"): (1.0, 0.9),
        ("i1", "s2"): (0.5, 0.7),
        ("i2", "s1"): (1.0, 0.1),
        ("i2", "s2"): (0.0, 0.8),
        ("i3", "s1"): (1.0, 0.6),
        ("i3", "s2"): (1.0, 0.7),
        ("i4", "s1"): (1.0, 0.7),
    }
    measure = prepare_agreement(progress, {"i1": 0, "i2": 1, "i3": 2, "i4": 2}, 3)

    assert measure([1, 1, 1]) == {"spearman": 0, "kendall": 0}
    assert measure([3, 1, 1]) == {
        "spearman": pytest.approx(0.5),
        "kendall": pytest.approx(0.5),
    }
    assert measure([0, 0, 1]) == {"spearman": None, "kendall": None}


def test_submitters_are_ranked_by_mean_rates() -> None:
    rows = [
        make_patch("i1/best", 0.9, True),
        make_patch("i2/best", 0.8, True),
        make_patch("i1/middle", 0.9, True),
        make_patch("i2/middle", 0.2, False),
        make_patch("i1/worst", 0.6, False),
        make_patch("i2/worst", 0.1, False),
        make_patch("i1/unknown", 0.6, None),
    ]
    measure = prepare_submitter_agreement(rows, {"i1": 0, "i2": 1}, 2)

    assert measure([1, 1]) == {
        "spearman_submitters": pytest.approx(1),
        "kendall_submitters": pytest.approx(1),
    }


def test_who_has_few_instances_is_not_ranked() -> None:
    rows = [make_patch(f"i{number}/a", 0.9, True) for number in range(3)]
    rows += [make_patch("i0/b", 0.1, False)]
    measure = prepare_submitter_agreement(rows, {"i0": 0, "i1": 0, "i2": 0}, 1)

    assert measure([1]) == {"spearman_submitters": None, "kendall_submitters": None}


def test_no_rows() -> None:
    assert measure_progress([]) == {}
    assert prepare_agreement({}, {}, 1)([1]) == {"spearman": None, "kendall": None}
    assert prepare_progress_error({}, {}, 1)([1]) == {"progress_error": None}
    nothing = {"spearman_submitters": None, "kendall_submitters": None}
    assert prepare_submitter_agreement([], {}, 1)([1]) == nothing
