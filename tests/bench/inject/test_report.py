"""Figures over cases, arms beside baselines, worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from patchcritic.bench.inject import InjectReport, InjectRow, make_inject_report
from patchcritic.bench.inject.judging import ALL_LINES
from patchcritic.bench.inject.report import ONE_LINE

Row = Callable[..., InjectRow]


def _report(*rows: InjectRow) -> InjectReport:
    return make_inject_report(rows, dataset="d.jsonl", tolerance=2, seed=0, skipped={"no-fault": 1})


def test_figures_of_two_cases(make_row: Row) -> None:
    second = {"case": "inject-02"}
    report = _report(
        make_row(ALL_LINES, [10], [10, 20, 30, 40]),
        make_row("sharp", [10], [11]),
        make_row("sharp", [10, 30], [30, 90, 95], **second),
        make_row(ALL_LINES, [10, 30], [10, 30], **second),
        make_row("blind", [10]),
        make_row("blind", [10, 30], **second),
    )
    sharp, blind = report.arms
    assert (sharp.arm, sharp.n_cases, sharp.n_faults, sharp.n_flagged) == ("sharp", 2, 3, 4)
    values = {name: one.value for name, one in sharp.figures.items()}
    assert values == {
        "jaccard": pytest.approx((1 + 1 / 4) / 2),
        "recall": 1.0,
        "precision": 2 / 4,
        "faults": 2 / 3,
    }
    assert sharp.operators == {"off-by-one": (3, 2 / 3)}
    assert {name: one.value for name, one in blind.figures.items()} == {
        "jaccard": 0.0,
        "recall": 0.0,
        "precision": None,
        "faults": 0.0,
    }
    every, one_line = report.baselines
    assert (every.arm, one_line.arm) == (ALL_LINES, ONE_LINE)
    assert every.figures["jaccard"].value == pytest.approx((1 / 4 + 1) / 2)
    assert one_line.figures["jaccard"].value == pytest.approx((1 / 4 + 1 / 2) / 2)
    assert report.skipped == {"no-fault": 1}


def test_intervals_are_drawn_by_instance_and_always_the_same(make_row: Row) -> None:
    rows = [
        make_row("one", [10], [10] if number % 2 else [], instance_id=f"acme__tinycalc-{number}")
        for number in range(8)
    ]
    report = _report(*rows)
    interval = report.arms[0].figures["jaccard"]
    assert report.cluster == "instance"
    assert interval.value == 0.5
    assert interval.low is not None
    assert interval.high is not None
    assert 0 < interval.low < 0.5 < interval.high < 1
    assert report == _report(*rows[::-1])


def test_no_rows() -> None:
    report = _report()
    assert (report.arms, report.baselines) == ((), ())
