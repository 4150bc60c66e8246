from __future__ import annotations

import re
from dataclasses import replace

import pytest

from patchcritic.domain.benchmark import ArmReport, BenchReport
from patchcritic.reports.bench_console import render_bench_console
from tests.reports.conftest import HOSTILE


def test_arms_and_baselines_stand_side_by_side(bench: BenchReport) -> None:
    text = render_bench_console(bench, width=100)

    header = next(line for line in text.splitlines() if "strong" in line and "base rate" in line)
    assert header.index("strong") < header.index("base rate")
    assert re.search(r"accuracy +0\.875 0\.80 to 0\.92 +0\.500\n", text)
    assert re.search(r"AUC +0\.912 +–\n", text)
    assert re.search(r"accuracy +0\.625 0\.50 to 0\.75 +–\n", text)
    assert "12 instances, 24 submissions, 431.2 s" in text
    assert "! 3 skipped: the patch does not apply" in text
    assert "  prompt: certificate" in text


def test_curves_are_drawn_as_text(bench: BenchReport) -> None:
    text = render_bench_console(bench)

    assert re.search(r"reliability +▁        █  true share", text)
    assert re.search(r"coverage-risk +▁▁▁▁▁▁▁▁▁▁██████████  errors", text)
    assert "CL: right ones kept 0.900" in text
    assert "It pays." in text
    assert "cost $1.5000" in " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("n_arms", [1, 7])
def test_no_line_is_wider_than_asked(bench: BenchReport, width: int, n_arms: int) -> None:
    arms = tuple(replace(bench.arms[0], arm=f"arm {number}") for number in range(n_arms))
    text = render_bench_console(replace(bench, arms=arms), width=width)

    assert max(map(len, text.splitlines())) <= width
    assert all(f"arm {number}" in text for number in range(n_arms))


def test_an_empty_report(empty_arm: ArmReport) -> None:
    report = BenchReport(
        dataset="none",
        dataset_digest="",
        arms=(empty_arm,),
        baselines=(),
        n_instances=0,
        n_submissions=0,
    )

    assert "0 tests, 0 patches" in render_bench_console(report)


def test_hostile_names_never_reach_the_terminal(hostile_bench: BenchReport) -> None:
    text = render_bench_console(hostile_bench, color=True)

    own_colours = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", own_colours)
    assert "owned" not in text
    assert HOSTILE not in text
