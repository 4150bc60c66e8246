from __future__ import annotations

from dataclasses import replace

import pytest

from patchcritic.domain import Usage
from patchcritic.domain.benchmark import ArmReport, BenchReport, Interval
from patchcritic.reports.figures import (
    describe_looks,
    describe_usage,
    format_range,
    format_value,
    list_arms,
    list_figures,
)


def arms_of(arm: ArmReport, *values: dict[str, float | None]) -> list[ArmReport]:
    return [
        replace(arm, test_level={name: Interval(value=one) for name, one in value.items()})
        for value in values
    ]


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ([{"accuracy": 0.8}, {"accuracy": 0.9}], {1}),
        ([{"accuracy": 0.8}, {"accuracy": 0.8}], set()),
        ([{"accuracy": 0.9001}, {"accuracy": 0.9}, {"accuracy": 0.1}], {0, 1}),
        ([{"ece": 0.2}, {"ece": None}, {"ece": 0.1}], {2}),
        ([{"tnr": 0.2}, {"tnr": 0.9}], set()),
        ([{"accuracy": 1.0, "abstention": 0.97}, {"accuracy": 0.8}, {"accuracy": 0.7}], {1}),
        ([{"own_figure": 0.2}, {"own_figure": 0.9}], set()),
    ],
)
def test_the_best_arm_of_a_figure(
    empty_arm: ArmReport, values: list[dict[str, float | None]], best: set[int]
) -> None:
    rows = list_figures(arms_of(empty_arm, *values), "test_level")

    assert rows[0].best == best


def test_figures_in_their_order_and_unknown_ones_last(empty_arm: ArmReport) -> None:
    arms = arms_of(
        empty_arm, {"own_figure": 1, "brier": 0.1, "coverage": 1}, {"accuracy": 1, "auc": None}
    )

    rows = list_figures(arms, "test_level")

    assert [row.figure.title for row in rows] == ["accuracy", "Brier", "own figure"]
    assert [row.intervals[0] for row in rows] == [None, Interval(value=0.1), Interval(value=1)]


def test_baselines_stand_behind_the_arms(bench: BenchReport) -> None:
    assert [arm.arm for arm in list_arms(bench)] == ["strong", "base rate"]


@pytest.mark.parametrize(
    ("interval", "value", "around"),
    [
        (None, "–", ""),
        (Interval(value=None), "–", ""),
        (Interval(value=0.12345), "0.123", ""),
        (Interval(value=-0.5, low=-0.75, high=0.126), "-0.500", "-0.75 to 0.13"),
    ],
)
def test_how_figures_are_written(interval: Interval | None, value: str, around: str) -> None:
    assert (format_value(interval), format_range(interval)) == (value, around)


def test_unknown_costs_are_not_invented() -> None:
    assert describe_usage(Usage(n_calls=1, cost_usd=None))["cost"] == "unknown"
    assert describe_usage(Usage()) == {"calls": "0"}


def test_a_second_look_that_does_not_pay() -> None:
    said = describe_looks({"cl": 0.5, "n": 1200, "is_worth_it": 0})

    assert said == "CL: right ones kept 0.500; of 1,200 tests looked at twice. It does not pay."
