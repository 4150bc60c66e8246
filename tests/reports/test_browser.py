"""The pages as a browser shows them: nothing fails, nothing is loaded, and all of it is legible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from patchcritic.domain import Evaluation, Gate, NodeId, VerdictLabel
from patchcritic.domain.benchmark import BenchReport
from patchcritic.reports import render_report
from patchcritic.reports.bench_html import render_bench_html
from tests.reports.browser import BROWSER, Browser, start_browser
from tests.reports.test_hostile import TEXTS, make_hostile

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium is installed")
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for text of the usual size."""
CONTRASTS = """(() => {
  const parse = text => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
  const ground = element => {
    const above = element.parentElement ? ground(element.parentElement) : [255, 255, 255];
    return over(parse(getComputedStyle(element).backgroundColor), above);
  };
  const light = rgb => rgb
    .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const found = {};
  for (const element of document.querySelectorAll('body *')) {
    const says = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!says || element.closest('svg') || !element.getClientRects().length) continue;
    const below = ground(element);
    const [a, b] = [light(over(parse(getComputedStyle(element).color), below)), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const name = element.tagName + '.' + element.className;
    found[name] = Math.min(found[name] ?? 99, ratio);
  }
  return found;
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with start_browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def pages(
    mixed: Evaluation, sampled: Evaluation, bench: BenchReport, tmp_path: Path
) -> dict[str, Path]:
    known = mixed.predictions[1].node_id
    gate = Gate(baseline="b.json", label=VerdictLabel.UNCERTAIN, known=(known,))
    everything = replace(
        mixed,
        gate=gate,
        predictions=(*mixed.predictions, *sampled.predictions),
        dropped=sampled.dropped,
        left_out=(NodeId.parse("t.py::left_out"),),
        is_interrupted=True,
    )
    texts = {
        "everything": render_report(everything, "html"),
        "hostile": render_report(
            make_hostile("".join(TEXTS[n] for n in TEXTS if n != "long")), "html"
        ),
        "long": render_report(make_hostile(TEXTS["long"]), "html"),
        "bench": render_bench_html(bench),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: tmp_path / f"{name}.html" for name in texts}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["everything", "hostile", "long", "bench"])
def test_a_page_can_be_read(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    browser.open(pages[name], width=width, scheme=scheme)
    browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    assert browser.problems() == []
    assert browser.requests() == [pages[name].as_uri()]
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    contrasts: dict[str, float] = browser.evaluate(CONTRASTS)
    assert len(contrasts) > 5
    assert {what: round(n, 2) for what, n in contrasts.items() if n < LEAST_CONTRAST} == {}
    is_dark = (
        browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    )
    assert is_dark == (scheme == "dark")


def test_the_browser_sees_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    """A page that breaks every rule, so that the checks above are known to look."""
    page = tmp_path / "bad.html"
    page.write_text(
        "<body style='background:#fff'><p style='color:#bbb;width:3000px'>pale</p>"
        "<img src='absent.png'><script>throw new Error('no')</script>",
        encoding="utf-8",
    )
    browser.open(page, width=1280, scheme="light")

    assert any("no" in problem for problem in browser.problems())
    assert len(browser.requests()) == 2
    assert browser.evaluate("document.documentElement.scrollWidth") > 1280
    assert browser.evaluate(CONTRASTS)["P."] < 2
