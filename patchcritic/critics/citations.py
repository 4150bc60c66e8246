"""Checks mechanically what an answer cites: whether it stands in the patched tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from patchcritic.critics.composed.opinions import contradicts_itself
from patchcritic.critics.quotes import Source, flatten
from patchcritic.critics.trees import SourceReader
from patchcritic.domain import (
    Citation,
    CriticRequest,
    Label,
    Prediction,
    Snapshot,
    Span,
    Step,
    Witness,
)

CAPPED = (0.35, 0.65)
"""Bounds of ``p_pass`` for an answer whose citations do not hold: it leans to its side still, and
counts for less than one that holds."""
MAX_PROBLEMS = 8
"""Shown to the model and to the user; a model that invents one place invents many."""

_NODE_NAME = re.compile(r"(?P<path>[\w./-]+\.\w+)::(?P<name>\w+)")
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An answer, and what is wrong with what it cites."""

    prediction: Prediction
    """With paths and lines put right where the quote leaves no doubt."""
    problems: tuple[str, ...] = ()
    """One sentence each, for the model and for the user."""
    refuted: str = ""
    """Why the label cannot stand: its proof does not exist; empty when it may."""


def check_certificate(prediction: Prediction, request: CriticRequest) -> Checked:
    """What does not hold of an answer's certificate.

    Nothing is checked without the patched tree, nor of an abstention, which claims nothing.

    Premises: the file exists, the line is in it, and what is quoted begins there, or up to two
    lines away. Steps: file and line exist, and so do test and class names given as
    ``path::name``. Witness: it stands where it says, or in the test, its fixtures or other code
    that was shown, so that a ``raise`` in the code and an assertion in a helper are witnesses too.
    Label: PASS needs a trace whose assertions hold, FAIL a trace that does not hold throughout.
    """
    if request.tree is None or prediction.label is Label.ABSTAIN:
        return Checked(prediction=prediction)
    return _Check(request, request.tree).run(prediction)


def cap_confidence(checked: Checked) -> Prediction:
    """What is left of an answer that does not hold although the model was told so.

    ``p_pass`` is drawn towards even odds. The label stays when only places are wrong; it becomes
    ABSTAIN when the proof itself is missing, as a FAIL without a witness does.
    """
    low, high = CAPPED
    capped = replace(
        checked.prediction,
        p_pass=min(high, max(low, checked.prediction.p_pass)),
        problems=checked.problems,
    )
    if not checked.refuted:
        return capped
    return replace(
        capped,
        label=Label.ABSTAIN,
        witness=None,
        rationale=f"Abstained: {checked.refuted} {capped.rationale}".rstrip(),
    )


class _Check:
    """One answer's check: reads each file once and collects problems."""

    def __init__(self, request: CriticRequest, tree: Snapshot) -> None:
        self._request = request
        self._files = SourceReader(tree, request.patch)
        self._problems: list[str] = []
        self._refuted = ""

    def run(self, prediction: Prediction) -> Checked:
        citations = tuple(
            self._check_premise(citation, f"Premise {number}")
            for number, citation in enumerate(prediction.citations, start=1)
        )
        trace = tuple(
            self._check_step(step, f"Step {number}")
            for number, step in enumerate(prediction.trace, start=1)
        )
        witness = prediction.witness and self._check_witness(prediction.witness)
        self._check_label(prediction)
        return Checked(
            prediction=replace(prediction, citations=citations, trace=trace, witness=witness),
            problems=tuple(dict.fromkeys(self._problems))[:MAX_PROBLEMS],
            refuted=self._refuted,
        )

    def _check_premise(self, citation: Citation, who: str) -> Citation:
        self._check_names(citation.says, who)
        path = self._find_path(citation.path, who)
        source = self._files.read(path) if path else None
        if path is None or source is None:
            return citation
        citation = replace(citation, path=path)
        if not flatten(citation.quote):
            self._check_line(path, citation.line, source, who)
            return citation
        line = source.find_near(citation.quote, citation.line)
        if line is None:
            self._problems.append(f"{who}: {self._explain_quote(citation, source)}")
            return citation
        return replace(citation, line=line)

    def _check_step(self, step: Step, who: str) -> Step:
        self._check_names(step.says, who)
        path = self._find_path(step.path, who) if step.path else None
        source = self._files.read(path) if path else None
        if path is None or source is None:
            return step
        if step.line:
            self._check_line(path, step.line, source, who)
        return replace(step, path=path)

    def _check_witness(self, witness: Witness) -> Witness:
        spans = list(self._spans(witness))
        for span in spans:
            source = self._files.read(span.path)
            line = source and source.find_statement(
                witness.assertion, span.start, span.end, near=witness.line
            )
            if line:
                return replace(witness, path=span.path, line=line)
        if self._files.read(self._request.test.span.path) is None:
            return witness
        shown = _shorten(witness.assertion)
        path = self._files.resolve(witness.path)
        if any(span.path == path and span.start <= witness.line <= span.end for span in spans[1:]):
            self._problems.append(
                f"Witness: {shown} does not stand at {path}:{witness.line} word for word."
            )
        else:
            self._refuted = f"the failing statement {shown} is not in the code."
            self._problems.append(f"Witness: {shown} stands neither where it says nor in the test.")
        return witness

    def _spans(self, witness: Witness) -> Iterator[Span]:
        """Where a witness may stand, the place that it names first."""
        path = self._files.resolve(witness.path) or ""
        yield Span(path=path, start=witness.line - 2, end=witness.line + 2)
        test = self._request.test
        yield test.span
        yield from (fixture.span for fixture in test.fixtures)
        context = self._request.context
        for snippet in (*context.snippets, *context.shared):
            if snippet.role not in ("changed-before", "reference"):
                yield snippet.span

    def _check_label(self, prediction: Prediction) -> None:
        contradiction = contradicts_itself(prediction)
        if not contradiction and prediction.label is Label.PASS and not prediction.trace:
            contradiction = "it says pass, and shows no trace of the test"
        if not contradiction and prediction.label is Label.FAIL and prediction.witness is None:
            contradiction = "it says fail, and names no statement that fails"
        if contradiction:
            self._refuted = self._refuted or f"{contradiction}."
            self._problems.append(f"Label: {contradiction}.")
        elif prediction.label is Label.PASS:
            self._check_assertions(prediction.trace)

    def _check_assertions(self, trace: tuple[Step, ...]) -> None:
        holds = [step.holds for step in trace]
        if "unknown" in holds:
            number = holds.index("unknown") + 1
            self._problems.append(f"Label: it says pass, and that step {number} is unknown.")
        elif "yes" not in holds and self._has_assertion():
            self._problems.append("Label: it says pass, and no assertion is traced to yes.")

    def _has_assertion(self) -> bool:
        span = self._request.test.span
        source = self._files.read(span.path)
        lines = source.lines[span.start - 1 : span.end] if source else ()
        return any("assert" in line.lower() for line in lines)

    def _check_names(self, says: str, who: str) -> None:
        """Names as ``path::name``; of several only the first, since methods may be inherited."""
        for match in _NODE_NAME.finditer(says):
            path = self._files.resolve(match["path"])
            source = self._files.read(path) if path else None
            if path and source is None:
                continue
            if source is None or not source.has_word(match["name"]):
                self._problems.append(f"{who}: there is no {match[0]} in the patched tree.")

    def _find_path(self, path: str, who: str) -> str | None:
        found = self._files.resolve(path)
        if found is None:
            self._problems.append(f"{who}: {self._files.explain_absence(path)}")
        return found

    def _check_line(self, path: str, line: int, source: Source, who: str) -> None:
        if not 1 <= line <= len(source.lines):
            self._problems.append(f"{who}: {path} has {len(source.lines)} lines, none is {line}.")

    def _explain_quote(self, citation: Citation, source: Source) -> str:
        shown = f"{_shorten(citation.quote)} does not stand at {citation.path}:{citation.line}"
        elsewhere = source.find(citation.quote, 1, len(source.lines), near=citation.line)
        if elsewhere is not None:
            return f"{shown}, but at line {elsewhere}."
        if self._files.is_removed(citation.path, citation.quote):
            return f"{shown}: the patch removes it."
        if 1 <= citation.line <= len(source.lines):
            return f"{shown}, which reads {_shorten(source.lines[citation.line - 1])}."
        return f"{shown}; the file has {len(source.lines)} lines."


def _shorten(code: str) -> str:
    text = " ".join(code.split())
    return f'"{text[:_SHOWN_CHARS]}..."' if len(text) > _SHOWN_CHARS else f'"{text}"'
