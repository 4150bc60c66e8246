from __future__ import annotations

from dataclasses import replace

from patchcritic.domain.benchmark import ArmReport, BenchReport
from patchcritic.reports.bench_html import render_bench_html
from tests.reports.pagecheck import Page


def test_tables_and_pictures_of_every_arm(bench: BenchReport) -> None:
    page = Page(render_bench_html(bench))

    assert page.titles == ["Bench: mined packages"]
    assert "0.875" in page.text
    assert "0.80 to 0.92" in page.text
    assert page.text.index("can affect") < page.text.index("0.625")
    assert "3: the patch does not apply" in page.text
    names = [name for name in page.labels if "strong" in name]
    assert [name.split(" ")[0] for name in names] == [
        "Reliability",
        "Coverage",
        "Task",
        "Confusion",
        "Confusion",
    ]
    assert "failed called pass 3" in page.text


def test_the_page_needs_nothing_else(bench: BenchReport) -> None:
    page = Page(render_bench_html(bench))

    assert not page.tags & {"script", "img", "link", "iframe", "object", "embed", "base", "form"}
    assert not page.attributes & {"src", "href", "onclick", "onload", "style", "srcset"}
    assert page.policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_hostile_names_stay_text(hostile_bench: BenchReport, bench: BenchReport) -> None:
    page = Page(render_bench_html(hostile_bench))

    assert page.tags == Page(render_bench_html(bench)).tags
    assert page.attributes == Page(render_bench_html(bench)).attributes
    assert "<script>alert(1)</script>" in page.text
    page.check_printable()


def test_an_arm_without_anything(bench: BenchReport, empty_arm: ArmReport) -> None:
    page = Page(render_bench_html(replace(bench, arms=(empty_arm,), baselines=())))

    assert "0 tests, 0 patches" in page.text
    assert "svg" not in page.tags
