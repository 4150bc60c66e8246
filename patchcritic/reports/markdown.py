"""GitHub-flavoured Markdown: a job's summary, and the body of a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from patchcritic import __version__
from patchcritic.domain import VerdictLabel
from patchcritic.reports.findings import (
    Finding,
    describe_coverage,
    describe_decider,
    describe_deciders,
    describe_ends,
    describe_gate,
    describe_run,
    describe_verdict,
    list_findings,
)
from patchcritic.reports.markdown_page import Page, Section
from patchcritic.reports.markdown_text import write_code, write_text

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation, Fact

MAX_SUMMARY = 1024 * 1024
"""Bytes of a job's summary that GitHub takes."""
MAX_COMMENT = 65_536
"""Characters of a comment that GitHub takes; counted in bytes here, which are never fewer."""
MARKER = "<!-- patchcritic -->"
"""A comment starts with it, by which the next run finds it again."""
MARKS = {
    VerdictLabel.PASS: ":white_check_mark:",
    VerdictLabel.FAIL: ":x:",
    VerdictLabel.UNCERTAIN: ":grey_question:",
}
MAX_ID, MAX_CODE, MAX_WHY, MAX_PASSING_WHY = 240, 200, 300, 100


def render_markdown(evaluation: Evaluation, *, max_bytes: int = MAX_SUMMARY) -> str:
    """The evaluation as a page of at most ``max_bytes``, cut at whole rows; it ends with what had
    to be left out."""
    page = Page(max_bytes=max_bytes)
    page.write(_head(evaluation))
    page.reserve(_tail(evaluation))
    for section in _sections(evaluation):
        page.write_section(section)
    return page.finish()


def render_comment(evaluation: Evaluation, *, marker: str = MARKER) -> str:
    """The body of a pull request's comment: the same page, in the size that a comment may have."""
    rest = MAX_COMMENT - len(marker.encode()) - 1
    return f"{marker}\n{render_markdown(evaluation, max_bytes=rest)}"


def _head(evaluation: Evaluation) -> str:
    verdict = evaluation.verdict
    mark, says = MARKS[evaluation.decision], write_text(describe_verdict(evaluation))
    title = f"## {mark} patchcritic: {says}"
    parts = [
        f"{_capitalise(describe_coverage(evaluation))}.",
        *(f"{_capitalise(one)}." for one in [describe_deciders(evaluation)] if one),
        f"Rule {verdict.rule}, threshold {verdict.threshold:g}.",
    ]
    notes = [
        *(["**Gated** on the " + write_text(describe_gate(evaluation))] if evaluation.gate else []),
        *(f"**Note:** {write_text(text)}" for text in describe_ends(evaluation)),
    ]
    return "\n\n".join([title, " ".join(parts), *notes]) + "\n"


def _tail(evaluation: Evaluation) -> str:
    return (
        f"\n<sub>{write_text(describe_run(evaluation), MAX_WHY)} · patchcritic {__version__} · "
        "nothing of the repository was executed</sub>\n"
    )


def _sections(evaluation: Evaluation) -> Iterator[Section]:
    findings = list_findings(evaluation)
    by_standing = {
        standing: [one for one in findings if one.standing == standing]
        for standing in ("fail", "known", "abstain", "unanswered", "pass")
    }
    yield _tests("predicted to fail", by_standing["fail"], is_open=True, max_rows=300)
    unsure = by_standing["abstain"] + by_standing["unanswered"]
    yield _tests("that nobody could tell", unsure, max_rows=200)
    yield _tests("known to the baseline", by_standing["known"], max_rows=100)
    mended = evaluation.gate.mended if evaluation.gate else ()
    yield Section(
        title=f"{len(mended):,} in the baseline, predicted to pass now",
        columns=("test",),
        rows=[(write_code(str(node_id), MAX_ID),) for node_id in mended],
        max_rows=100,
    )
    yield Section(
        title=f"{_count(len(evaluation.warnings), 'warning')}",
        columns=("warning",),
        rows=[(write_text(text, MAX_WHY),) for text in evaluation.warnings],
        max_rows=20,
    )
    yield Section(
        title=_count(len(evaluation.facts), "fact"),
        columns=("fact", "place", "decides"),
        rows=[_fact(fact) for fact in evaluation.facts],
        max_rows=50,
    )
    left_out = evaluation.left_out
    yield Section(
        title=f"{_count(len(left_out), 'test')} left out",
        columns=("test",),
        rows=[(write_code(str(node_id), MAX_ID),) for node_id in left_out],
        max_rows=50,
    )
    yield _tests("predicted to pass", by_standing["pass"], max_rows=100)


def _tests(
    says: str, findings: Sequence[Finding], *, is_open: bool = False, max_rows: int
) -> Section:
    return Section(
        title=f"{_count(len(findings), 'test')} {says}",
        columns=("test", "p_pass", "decided by", "why"),
        rows=[_row(one) for one in findings[:max_rows]],
        n_rows=len(findings),
        is_open=is_open,
        max_rows=max_rows,
    )


def _row(finding: Finding) -> tuple[str, ...]:
    prediction = finding.prediction
    name = write_code(str(finding.node_id), MAX_ID)
    if prediction is None:
        return name, "", "nobody", write_text(finding.reason, MAX_WHY)
    by = write_text(describe_decider(prediction, prediction.critic), MAX_CODE)
    n_letters = MAX_WHY if finding.standing != "pass" else MAX_PASSING_WHY
    why = [_witness(finding), write_text(finding.reason, n_letters)]
    return name, f"{prediction.p_pass:.2f}", by, "<br>".join(one for one in why if one)


def _witness(finding: Finding) -> str:
    witness = finding.prediction.witness if finding.prediction else None
    if witness is None:
        return ""
    said = [write_code(witness.assertion, MAX_CODE)] if witness.assertion != finding.reason else []
    if witness.expected or witness.actual:
        expected, actual = witness.expected or "?", witness.actual or "?"
        said.append(f"expected {write_code(expected, 80)}, got {write_code(actual, 80)}")
    place = finding.place
    said.append(f"at {write_code(f'{place.path}:{place.start}', MAX_ID)}")
    return ", ".join(said)


def _fact(fact: Fact) -> tuple[str, ...]:
    about = f"<br>{write_code(str(fact.node_id), MAX_ID)}" if fact.node_id else ""
    decides = str(fact.decides) if fact.decides else "nothing by itself"
    place = write_code(f"{fact.path}:{fact.line}", MAX_ID)
    return write_text(fact.message, MAX_WHY) + about, place, decides


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
