"""The report for people: the tests by file, the worst first, then the verdict."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from patchcritic.domain import Change, Label, SymbolKind, VerdictLabel
from patchcritic.reports.findings import (
    describe_coverage,
    describe_deciders,
    describe_ends,
    describe_gate,
    describe_run,
    describe_source,
    is_guess,
)
from patchcritic.reports.ordering import by_urgency
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patchcritic.domain import (
        ChangedSymbol,
        CriticFailure,
        Evaluation,
        NodeId,
        Prediction,
    )

_MARKS = {Change.ADDED: "+", Change.DELETED: "-"}
STYLES = {"pass": "green", "fail": "bold red", "abstain": "yellow", "uncertain": "yellow",
          "known": "dim"}  # fmt: skip
MAX_ROWS = 30
"""Passing tests beyond this many rows are counted, not listed."""
MAX_URGENT = 200
"""Tests that do not pass and are listed; only ``verbose`` lists more."""
MAX_TEXT = 240
"""Characters of a rationale, and of each line of a witness."""
MIN_WHY = 16
"""A passing test's rationale is shown when at least this many characters of it fit."""
MAX_NAMES = 6
"""Changed symbols named for one file."""
INDENT = 16
"""Columns before what stands below a test."""
MAX_NOTES = 8
MAX_NOTE = 600
"""Characters of a warning or a fact."""
MAX_FAILURES = 3
"""Tests named that got no answer for one and the same reason."""


def render_console(
    evaluation: Evaluation, *, width: int = 100, color: bool = False, verbose: bool = False
) -> str:
    """The evaluation as text of at most ``width`` columns, coloured when ``color`` is set.

    ``verbose`` adds why each test was associated and every witness in full.
    """
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=color, no_color=not color, highlight=False
    )
    console.print(_header(evaluation))
    if evaluation.predictions or evaluation.failures:
        for row in _rows(evaluation, width=width, verbose=verbose):
            _print_row(console, row)
    for line in _notes(evaluation):
        console.print(line)
    console.print(_panel(evaluation))
    console.print(Text(make_one_line(describe_run(evaluation)), style="dim"))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _print_row(console: Console, row: RenderableType) -> None:
    # rich joins the texts of one call into a new one, which forgets how each was to be wrapped.
    if isinstance(row, Text):
        console.print(row, no_wrap=row.no_wrap, overflow=row.overflow)
    else:
        console.print(row)


def _header(evaluation: Evaluation) -> Text:
    lines = [line for file in evaluation.patch.files for hunk in file.hunks for line in hunk.lines]
    n_files = len(evaluation.patch.files)
    text = Text()
    text.append(f"{n_files} file{'s' * (n_files != 1)} changed", style="bold")
    text.append(f"  +{sum(line.tag == '+' for line in lines)}", style="green")
    text.append(f" -{sum(line.tag == '-' for line in lines)}", style="red")
    symbols = sorted(_worth_naming(evaluation.changed), key=lambda symbol: symbol.path)
    files = [(path, list(group)) for path, group in groupby(symbols, key=lambda s: s.path)]
    for path, group in files[:MAX_NOTES]:
        names = [f"{_MARKS.get(item.change, '~')} {item.qualname}" for item in group[:MAX_NAMES]]
        more = f"  … {len(group) - MAX_NAMES} more" if len(group) > MAX_NAMES else ""
        text.append(f"\n  {make_one_line(path)}  ", style="dim")
        text.append(make_one_line("   ".join(names)) + more)
    if len(files) > MAX_NOTES:
        text.append(f"\n  … and {len(files) - MAX_NOTES} more files", style="dim")
    return text


def _worth_naming(changed: Sequence[ChangedSymbol]) -> Iterator[ChangedSymbol]:
    """Without cosmetic changes, imports, and the members of classes that come or go whole."""
    whole = {
        (symbol.path, symbol.qualname)
        for symbol in changed
        if symbol.change in (Change.ADDED, Change.DELETED)
    }
    for symbol in changed:
        parent = symbol.qualname.rpartition(".")[0]
        if symbol.is_cosmetic or symbol.kind is SymbolKind.IMPORT:
            continue
        if (symbol.path, parent) not in whole:
            yield symbol


def _rows(evaluation: Evaluation, *, width: int, verbose: bool) -> Iterator[RenderableType]:
    known = frozenset(evaluation.gate.known) if evaluation.gate else frozenset()
    predictions = sorted(by_urgency(evaluation.predictions), key=lambda p: p.node_id in known)
    shown, hidden = _select_rows(predictions, n_urgent=None if verbose else MAX_URGENT)
    names = [_name(item.node_id) for item in shown]
    column = min(max(map(len, names), default=0), width // 2)
    reasons = {item.node_id: item.reasons for item in evaluation.associations}
    yield Text(f"{'':2}{'label':<8}{'p':>4}  {'by':<8}{'test':<{column}}  why", style="dim")
    for path, group in groupby(shown, key=lambda item: item.node_id.path):
        yield Text(make_one_line(path), style="bold")
        for item in group:
            label = "known" if item.node_id in known else item.label.value
            yield _row(item, label, column=column, width=width, model=evaluation.model)
            if label != "known" or verbose:
                yield from (_indent(line, style) for line, style in _details(item))
            for reason in reasons.get(item.node_id, ()) if verbose else ():
                yield _indent(make_one_line(reason), "dim")
    for label, n_hidden in hidden.items():
        yield Text(f"  … and {n_hidden:,} more that {label}", style="dim")
    yield from _failure_rows(evaluation.failures)


def _failure_rows(failures: Sequence[CriticFailure]) -> Iterator[RenderableType]:
    """Tests without an answer; of many with one and the same reason only the first few."""
    by_reason: dict[tuple[str, str], list[NodeId]] = {}
    for failure in failures:
        by_reason.setdefault((failure.kind, failure.message), []).append(failure.node_id)
    for (kind, message), node_ids in by_reason.items():
        for node_id in node_ids[:MAX_FAILURES]:
            yield Text(f"  NO ANSWER     {make_one_line(str(node_id))}", style="magenta")
        if len(node_ids) > MAX_FAILURES:
            more = f"  NO ANSWER     … and {len(node_ids) - MAX_FAILURES} more"
            yield Text(more, style="magenta")
        yield _indent(f"{kind}: {make_one_line(message, MAX_TEXT)}", "")


def _select_rows(
    predictions: Sequence[Prediction], *, n_urgent: int | None
) -> tuple[list[Prediction], dict[str, int]]:
    """The rows to show, files kept together in order of their worst test; and how many of each
    label are not."""
    urgent = [item for item in predictions if item.label is not Label.PASS]
    passing = [item for item in predictions if item.label is Label.PASS]
    shown = urgent[:n_urgent]
    shown += passing[: max(0, MAX_ROWS - len(shown))]
    hidden = {
        label: sum(item.label is label for item in predictions)
        - sum(item.label is label for item in shown)
        for label in (Label.FAIL, Label.ABSTAIN, Label.PASS)
    }
    rank: dict[str, int] = {}
    for item in shown:
        rank.setdefault(item.node_id.path, len(rank))
    shown.sort(key=lambda item: rank[item.node_id.path])
    return shown, {str(label): n for label, n in hidden.items() if n}


def _row(item: Prediction, label: str, *, column: int, width: int, model: str) -> Text:
    """One line, more only for the long name of a test that does not pass; where its probability
    comes from and why it passes stand in what room there is."""
    name = _name(item.node_id)
    is_pass = item.label is Label.PASS
    text = Text(no_wrap=is_pass, overflow="ellipsis" if is_pass else "fold")
    text.append(f"  {label.upper():<8}{item.p_pass:.2f}  ", style=STYLES[label])
    text.append(f"{item.decided_by:<8}", style="dim")
    text.append(f"{name:<{column}}")
    source = make_one_line(describe_source(item, model))
    room = width - text.cell_len - 2
    if source and len(source) <= room:
        text.append(f"  {source}", style="dim")
        room -= len(source) + 2
    if is_pass and room >= MIN_WHY:
        text.append(f"  {make_one_line(item.rationale, room)}", style="dim")
    return text


def _indent(line: str, style: str) -> Padding:
    return Padding(Text(line, style=style), (0, 0, 0, INDENT))


def _details(item: Prediction) -> Iterator[tuple[str, str]]:
    """Lines below a test: doubts about any, the reasons of one that does not pass."""
    if item.label is not Label.PASS:
        yield make_one_line(item.rationale, MAX_TEXT), ""
        yield from _witness_lines(item)
        for opinion in item.opinions:
            said = "dropped" if opinion.is_dropped else f"{opinion.label} {opinion.p_pass:.2f}"
            yield make_one_line(f"{opinion.by}: {said} · {opinion.rationale}", MAX_TEXT), "dim"
    for problem in item.problems:
        yield make_one_line(f"unproven: {problem}", MAX_TEXT), "yellow"
    for sign in item.signs:
        yield make_one_line(f"tries to dictate: {sign}", MAX_TEXT), "magenta"


def _witness_lines(item: Prediction) -> Iterator[tuple[str, str]]:
    witness = item.witness
    if witness is None:
        return
    place = f"{make_one_line(witness.path, MAX_TEXT)}:{witness.line}  " if witness.path else ""
    if witness.assertion != item.rationale:
        yield place + make_one_line(witness.assertion, MAX_TEXT), "italic"
    elif place:
        yield place, "italic"
    if witness.expected or witness.actual:
        pair = f"expected {witness.expected or '?'}, got {witness.actual or '?'}"
        yield make_one_line(pair, MAX_TEXT), "red"


def _name(node_id: NodeId) -> str:
    tail = "::".join(node_id.names)
    return make_one_line(tail if node_id.param is None else f"{tail}[{node_id.param}]")


def _notes(evaluation: Evaluation) -> Iterator[Text]:
    notes = [("!", w, "yellow") for w in evaluation.warnings]
    if any(item.p_raw is not None for item in evaluation.predictions):
        notes.append(("i", evaluation.calibration, "cyan"))
    said = {item.rationale for item in evaluation.predictions}
    notes += [
        ("i", f"{f.message} ({f.path}:{f.line})", "cyan")
        for f in evaluation.facts
        if not any(f.message in rationale for rationale in said)
    ]
    unique = list(dict.fromkeys(notes))
    for mark, text, style in unique[:MAX_NOTES]:
        yield Text(f"{mark} {make_one_line(text, MAX_NOTE)}", style=style)
    if len(unique) > MAX_NOTES:
        yield Text(f"… and {len(unique) - MAX_NOTES} more notes in the JSON report", style="dim")


def _panel(evaluation: Evaluation) -> Panel:
    verdict = evaluation.verdict
    style = STYLES[evaluation.decision]
    lines = [Text(describe_coverage(evaluation))]
    lines += [Text(said) for said in [describe_deciders(evaluation)] if said]
    if verdict.decisive and verdict.label is not VerdictLabel.PASS:
        shown = [make_one_line(str(node_id)) for node_id in verdict.decisive[:MAX_NOTES]]
        lines.append(Text("decided by " + "\n           ".join(shown)))
        if len(verdict.decisive) > MAX_NOTES:
            lines.append(Text(f"           … and {len(verdict.decisive) - MAX_NOTES} more"))
    if evaluation.gate:
        lines.append(Text(make_one_line(describe_gate(evaluation)), style=style))
    lines += [Text(said, style="yellow") for said in describe_ends(evaluation)]
    p_pass = "n/a" if is_guess(evaluation) else f"{verdict.p_pass:.2f}"
    title = Text(
        f" {_headline(evaluation)}  p_pass {p_pass}"
        f"  (rule {verdict.rule}, threshold {verdict.threshold:g}) ",
        style=style,
    )
    return Panel(Group(*lines), title=title, title_align="left", border_style=style)


def _headline(evaluation: Evaluation) -> str:
    """The label that counts, and the verdict's where a baseline makes another one of it."""
    label, decision = evaluation.verdict.label, evaluation.decision
    if label == decision:
        return label.upper()
    return f"{decision.upper()} ({label.upper()} without the baseline)"
