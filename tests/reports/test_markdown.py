from __future__ import annotations

import re
from dataclasses import replace

import pytest

from patchcritic.domain import Evaluation, Gate, Label, VerdictLabel
from patchcritic.reports import render_report
from patchcritic.reports.markdown import MARKER, MAX_COMMENT, render_comment, render_markdown
from patchcritic.reports.markdown_text import write_code, write_text
from tests.reports.conftest import make_evaluation, make_prediction
from tests.reports.test_hostile import TEXTS, check_markdown, make_hostile


def make_many(n_tests: int) -> Evaluation:
    labels = (Label.FAIL, Label.ABSTAIN, Label.PASS, Label.PASS)
    return make_evaluation(
        *(
            make_prediction(f"tests/test_{n}.py::test_é", 0.1, label=labels[n % 4], text="é" * 900)
            for n in range(n_tests)
        )
    )


def test_a_reader_sees_verdict_failures_and_the_rest_folded(mixed: Evaluation) -> None:
    text = render_report(mixed, "markdown")

    assert text.startswith("## :x: patchcritic: FAIL, p\\_pass 0.08\n")
    assert "2 of 4 associated tests judged" in text
    assert (
        "| `tests/test_a.py::test_fail[a-1]` | 0.08 | critic (verbalised) | `assert f() == 2`, "
        "expected `2`, got `3`, at `tests/test_a.py:1`<br>traced |"
    ) in text
    assert "<details><summary>2 tests that nobody could tell</summary>" in text
    assert "| `tests/test_b.py::test_none` |  | nobody | timeout: no answer within 120 s |" in text
    assert "<details><summary>1 test predicted to pass</summary>" in text
    assert "Left out of this page" not in text
    assert text.rstrip().endswith("nothing of the repository was executed</sub>")
    check_markdown(text)


@pytest.mark.parametrize("n_tests", [10, 400, 5_000])
def test_a_comment_never_outgrows_what_github_takes(n_tests: int) -> None:
    text = render_comment(make_many(n_tests))

    assert text.startswith(f"{MARKER}\n## ")
    assert len(text.encode()) <= MAX_COMMENT
    assert text.count("<details>") == text.count("</details>")
    check_markdown(text.removeprefix(MARKER))


def test_a_cut_page_says_what_is_missing_in_whole_rows() -> None:
    text = render_markdown(make_many(4_000), max_bytes=20_000)

    assert len(text.encode()) <= 20_000
    missing = re.search(r"Left out of this page: (.*)\.\n", text)
    assert missing is not None
    n_over, n_all = re.findall(r"([\d,]+)", missing[1])[:2]
    assert n_all == "1,000"
    shown = text.count("| `tests/test_")
    assert shown + int(n_over.replace(",", "")) == 1_000
    assert '2,000 of "2,000 tests predicted to pass"' in missing[1]
    check_markdown(text)


def test_what_is_known_is_folded_and_said(mixed: Evaluation) -> None:
    known = mixed.predictions[1].node_id
    gate = Gate(
        baseline="b@x.json", label=VerdictLabel.UNCERTAIN, known=(known,),
        mended=(mixed.predictions[0].node_id,), is_updated=True, added=(known,),
    )  # fmt: skip
    text = render_report(replace(mixed, gate=gate, is_interrupted=True), "markdown")

    assert "## :grey_question: patchcritic: UNCERTAIN but for what is known (fail" in text
    assert "1 test known to the baseline" in text
    assert "1 in the baseline, predicted to pass now" in text
    assert "updated: 1 added, 0 removed" in text
    assert "**Note:** interrupted: this report is partial" in text
    assert "b@<!-- -->x.json" in text


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_comment_is_only_text(name: str) -> None:
    text = render_comment(make_hostile(TEXTS[name]))

    assert len(text.encode()) <= MAX_COMMENT
    check_markdown(text.removeprefix(MARKER))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a", "`a`"),
        ("", ""),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a|b", "`a\\|b`"),
        ("a\\|b", "`a\\∣b`"),
        ("`" * 9, "`" + "ˋ" * 9 + "`"),
        ("@me #1 <b>", "`@me #1 <b>`"),
        ("two\nlines", "`two lines`"),
    ],
)
def test_code_spans(text: str, code: str) -> None:
    assert write_code(text) == code


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, 3 < 4", "plain words, 3 \\< 4"),
        ("@me fixes #12", "@<!-- -->me fixes #<!-- -->12"),
        ("GH-3 http://x www.x", "GH<!-- -->-3 http:<!-- -->//x www<!-- -->.x"),
        ("![i](u) a|b", "!\\[i\\](u) a\\|b"),
        ("snake_case *b* $x$ &lt;", "snake\\_case \\*b\\* \\$x\\$ \\&lt;"),
    ],
)
def test_prose(text: str, written: str) -> None:
    assert write_text(text) == written
