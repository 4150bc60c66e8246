"""Which figures of a bench report are shown, in which order, and under what names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from patchcritic.domain import Usage
from patchcritic.domain.benchmark import ArmReport, BenchReport, Interval

Level = Literal["test_level", "reached_level", "patch_level", "agreement"]


class Figure(NamedTuple):
    """How one figure is shown."""

    title: str
    means: str
    better: Literal["high", "low", ""] = "high"
    """Empty where more of it is bought with less of another figure."""


FIGURES: Mapping[str, Figure] = {
    "accuracy": Figure("accuracy", "labels that are right"),
    "balanced_accuracy": Figure("balanced accuracy", "mean of both classes' share right"),
    "f1_pass": Figure("F1 (pass)", "passing as the positive class"),
    "f1_fail": Figure("F1 (fail)", "failing as the positive class"),
    "tnr": Figure("failing caught (TNR)", "failing that are called failing", ""),
    "precision_fail": Figure("alarms right", "called failing that really fail", ""),
    "recall_pass": Figure("passing let through", "passing that are called passing", ""),
    "precision_pass": Figure("passes right", "called passing that really pass", ""),
    "auc": Figure("AUC", "chance that a passing one gets the higher p"),
    "brier": Figure("Brier", "squared error of p", "low"),
    "log_loss": Figure("log loss", "in nats", "low"),
    "ece": Figure("ECE", "gap between p and true share, ten bins", "low"),
    "aurc": Figure("area under coverage-risk", "mean error over all coverages", "low"),
    "abstention": Figure("abstained", "without a label", ""),
    "share_passing": Figure("truly passing", "what a constant guess is up against", ""),
    "progress_error": Figure("progress error", "predicted against true share of passing", "low"),
    "spearman": Figure("Spearman", "submissions of an instance, mean of instances"),
    "kendall": Figure("Kendall tau-b", "submissions of an instance, mean of instances"),
    "spearman_submitters": Figure("Spearman (submitters)", "by mean rate of resolved"),
    "kendall_submitters": Figure("Kendall tau-b (submitters)", "by mean rate of resolved"),
}
HIDDEN = frozenset({"coverage"})
"""The rest of ``abstention``."""
MAX_SILENT = 0.5
LOOKS = {
    "acc1": "first answers right",
    "acc2": "second answers right",
    "cl": "CL: right ones kept",
    "cs": "CS: wrong ones mended",
    "rss": "RSS",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure of all arms, in their order."""

    figure: Figure
    intervals: tuple[Interval | None, ...]
    best: frozenset[int]
    """Places of the arms with the best value; empty when there is nothing to compare."""


def list_arms(report: BenchReport) -> tuple[ArmReport, ...]:
    """The arms, then the baselines: the columns of every table."""
    return (*report.arms, *report.baselines)


def list_figures(arms: Sequence[ArmReport], level: Level) -> list[FigureRow]:
    """The figures that any arm has a value of; those this release does not know come last."""
    levels: list[Mapping[str, Interval]] = [getattr(arm, level) for arm in arms]
    names = dict.fromkeys([*FIGURES, *(name for one in levels for name in one)])
    rows, silent = [], _find_silent(levels)
    for name in names:
        found = tuple(one.get(name) for one in levels)
        if name not in HIDDEN and any(one is not None and one.value is not None for one in found):
            figure = FIGURES.get(name, Figure(name.replace("_", " "), "", ""))
            best = _find_best(figure, found, silent)
            rows.append(FigureRow(figure=figure, intervals=found, best=best))
    return rows


def _find_silent(levels: Iterable[Mapping[str, Interval]]) -> frozenset[int]:
    """Arms that abstain on most: few labels are easily right, which is no better than many."""
    shares = [one["abstention"].value if "abstention" in one else None for one in levels]
    return frozenset(place for place, share in enumerate(shares) if (share or 0.0) > MAX_SILENT)


def _find_best(
    figure: Figure, intervals: Iterable[Interval | None], silent: frozenset[int]
) -> frozenset[int]:
    values = {
        place: round(one.value, 3)
        for place, one in enumerate(intervals)
        if one is not None and one.value is not None and place not in silent
    }
    if not figure.better or len(set(values.values())) < 2:
        return frozenset()
    best = (max if figure.better == "high" else min)(values.values())
    return frozenset(place for place, value in values.items() if value == best)


def format_value(interval: Interval | None) -> str:
    """The figure with three digits; a dash where it is not defined."""
    return "–" if interval is None or interval.value is None else f"{interval.value:.3f}"


def format_range(interval: Interval | None) -> str:
    """The interval's bounds with two digits; empty where there are none."""
    if interval is None or interval.low is None or interval.high is None:
        return ""
    return f"{interval.low:.2f} to {interval.high:.2f}"


def describe_looks(rates: Mapping[str, float]) -> str:
    """The rates of a second look, and whether it pays, as one sentence."""
    known = [f"{title} {rates[key]:.3f}" for key, title in LOOKS.items() if key in rates]
    pays = "pays" if rates.get("is_worth_it") else "does not pay"
    return f"{', '.join(known)}; of {rates.get('n', 0):,.0f} tests looked at twice. It {pays}."


def describe_usage(usage: Usage) -> dict[str, str]:
    """What an arm took, for a reader; an unknown cost is said to be unknown."""
    if not usage.n_calls:
        return {"calls": "0"}
    cost = "unknown" if usage.cost_usd is None else f"${usage.cost_usd:,.4f}"
    return {
        "calls": f"{usage.n_calls:,}",
        "prompt tokens": f"{usage.prompt_tokens:,}",
        "of them cached": f"{usage.cached_tokens:,}",
        "completion tokens": f"{usage.completion_tokens:,}",
        "cost": cost,
        "model time": f"{usage.seconds:,.1f} s",
    }
