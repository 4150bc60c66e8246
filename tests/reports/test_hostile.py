"""One table of what strangers can write, and every format that must not obey it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from patchcritic.domain import (
    Citation,
    CriticFailure,
    Dropped,
    Evaluation,
    Fact,
    Gate,
    Label,
    NodeId,
    Opinion,
    PSource,
    Span,
    Step,
    VerdictLabel,
    Witness,
)
from patchcritic.reports import FORMATS, render_report
from tests.reports.conftest import make_evaluation, make_prediction
from tests.reports.pagecheck import Page

TEXTS = {
    "ansi": "\x1b[2J\x1b]0;owned\x07\x1b[31mred \x9b31m",
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>\"'></details></table><!-- -->",
    "commands": "x\n::error file=a.py::no\n  ::stop-commands::t\n##[error]no ##vso[task.x]y",
    "bidi": "\u202eright\u2066left\u200b\u061c\ufeff\U000e0041",
    "null": "a\x00b\x7fc\x08d",
    "surrogate": "lone \udc80 \ud800 here",
    "not-xml": "\ufffe\uffff\ufdd0 ]]> <![CDATA[ &amp; &#0;",
    "long": "x" * 1_000_000 + " end-of-a-long-line",
    "markdown": "![i](http://e.x/i.png) [l](http://e.x) **b** `c` | d \\| e ~~f~~ $g$ <b>",
    "references": "closes #12, fixes GH-3, o/r#4 @admin @org/team http://e.x www.e.x a@b.c",
    "fences": "```\n````` " + "`" * 200 + " `|` \\|`",
    "lines": "\r\n# heading\n- item\n\n1. one\n> quote\u2028\x85---\r",
    "template": "{{ 7 * 6 }} {% raw %} ${{ secrets.X }} %0A%25",
}


def make_hostile(text: str) -> Evaluation:
    """An evaluation with the text wherever a patch, a test, a model or a file's name can put it."""
    witness = Witness(assertion=text, expected=text, actual=text, path=text, line=3)
    opinion = Opinion(
        by=text, label=Label.PASS, p_pass=0.7, p_source=PSource.MEAN, rationale=text, critic=text
    )
    cut = text[:2_000]
    bad = replace(
        make_prediction(f"tests/test_{cut}.py::T::test_x[{cut}]", 0.1, text=text),
        witness=witness,
        trace=(Step(says=text, path=text, line=3, holds="no"),),
        citations=(Citation(path=text, line=1, quote=text, says=text),),
        problems=(text,),
        signs=(text,),
        opinions=(opinion,),
        critic=cut,
    )
    unsure = replace(bad, node_id=NodeId.parse("t.py::u"), label=Label.ABSTAIN)
    good = replace(bad, node_id=NodeId.parse("t.py::g"), label=Label.PASS, p_pass=0.9)
    known = replace(bad, node_id=NodeId.parse("t.py::k"))
    fact = replace(good, node_id=NodeId.parse("t.py::f"), decided_by="fact")
    tracer = replace(good, node_id=NodeId.parse("t.py::t"), decided_by="tracer")
    failure = CriticFailure(
        node_id=NodeId.parse(f"{cut}::n"), critic=cut, kind="provider", message=text
    )
    gate = Gate(
        baseline=cut, label=VerdictLabel.FAIL, new=(bad.node_id,), known=(known.node_id,),
        mended=(NodeId.parse(f"{cut}::m"),),
    )  # fmt: skip
    evaluation = make_evaluation(
        bad, unsure, good, known, fact, tracer, failures=(failure,), text=text
    )
    return replace(
        evaluation,
        gate=gate,
        model=cut,
        prompt_digest=cut,
        calibration=cut,
        facts=(Fact(kind=cut, path=cut, line=0, message=text, decides=Label.FAIL),),
        left_out=(NodeId.parse(f"{cut}::l"),),
        changed=(replace(evaluation.changed[0], path=cut, qualname=cut, detail=cut),),
        dropped={bad.node_id: (Dropped(title=cut, n_tokens=9, reason=cut),)},
        witnessed={bad.node_id: Span(path=cut, start=3, end=3)},
    )


@pytest.fixture(scope="module", params=TEXTS)
def evaluation(request: pytest.FixtureRequest) -> Evaluation:
    return make_hostile(TEXTS[request.param])


@pytest.fixture(scope="module", params=FORMATS)
def format_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def report(evaluation: Evaluation, format_name: str) -> str:
    return render_report(evaluation, format_name)


def test_no_control_character_and_no_half_character(report: str) -> None:
    report.encode("utf-8")

    found = re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
        "\ud800-\udfff\U000e0000-\U000e0fff]",
        report,
    )
    assert found is None


def test_no_line_is_a_command_but_those_of_github(report: str, format_name: str) -> None:
    assert "##[" not in report
    assert "##vso[" not in report
    commands = [line for line in report.splitlines() if re.match(r"\s*::[\w-]+[^:]*::", line)]
    if format_name == "github":
        assert len(commands) == len(report.splitlines())
        assert {line.split()[0] for line in commands} <= {"::error", "::warning", "::notice"}
    else:
        assert commands == []


def test_the_report_stays_small(report: str) -> None:
    assert len(report) < 2_000_000


def test_who_decided_and_how_much_was_judged_is_there(report: str, format_name: str) -> None:
    for word in ("fact", "tracer", "critic"):
        assert word in report
    if format_name in ("json", "jsonl"):
        assert '"coverage": {' in report
    else:
        assert "associated tests judged" in " ".join(report.replace("│", " ").split())


def test_it_is_what_it_says_it_is(report: str, format_name: str) -> None:
    if format_name in ("json", "sarif"):
        assert report.isascii()
        json.loads(report)
    elif format_name == "jsonl":
        assert [json.loads(line)["record"] for line in report.splitlines()][-1] == "end"
    elif format_name == "junit":
        root = ET.fromstring(report)
        assert [len(suite.findall("testcase")) for suite in root] == [7]
    elif format_name == "html":
        page = Page(report)
        assert not page.tags & {"script", "img", "a"}
        assert not page.attributes & {"src", "onerror", "href", "style"}
        assert "42" not in page.text
    elif format_name == "markdown":
        check_markdown(report)


def check_markdown(text: str) -> None:
    """Nothing in it is markup but the page's own."""
    parser = MarkdownIt("gfm-like")
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # a.py is no link on GitHub
    parser.linkify.add("//", None)
    tokens = list(parser.parse(text))
    inline = [child for token in tokens for child in token.children or ()]
    assert not {"image", "link_open", "em_open", "strong_open", "s_open"} & {
        child.type
        for token in tokens
        if "**Gated**" not in token.content and "**Note:**" not in token.content
        for child in token.children or ()
    }
    html = {child.content for child in inline if child.type == "html_inline"}
    assert html <= {"<br>", "<!-- -->", "<sub>", "</sub>"}
    blocks = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert all(re.fullmatch(r"(</details>\s*)?(<details><summary>[^<]*</summary>)?", one)
               for one in blocks)  # fmt: skip
    assert {token.tag for token in tokens if token.type == "heading_open"} <= {"h2", "h3"}
    assert sum(token.type == "heading_open" for token in tokens) == 2
    said = " ".join(child.content for child in inline if child.type == "text")
    assert not re.search(r"@\w|#\d|GH-\d|://|www\.", said)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in rows}
    assert widths <= {2, 4, 5}
