"""What two candidates are compared by: the tests that may tell them apart, and their code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patchcritic.critics.compare.prompt import Contest, Side
from patchcritic.critics.signs.find import find_signs
from patchcritic.domain import (
    CriticRequest,
    Label,
    NodeId,
    Prediction,
    Snapshots,
    Snippet,
    Span,
    SymbolKind,
)
from patchcritic.impact import associate
from patchcritic.pipeline.rank_same import find_differences

if TYPE_CHECKING:
    from patchcritic.pipeline.plan import Plan
    from patchcritic.pipeline.rank_tests import Trial
    from patchcritic.snapshot import Workspace

MAX_TESTS = 4
"""Shown in one comparison; more tests make the answer about the first of them."""
MIN_DIFFERENCE = 0.1
"""Of ``p_pass``, from which on a test is taken to tell two candidates apart."""
MAX_CHARACTERS = 24_000
"""Of each part of the prompt, about 6,000 tokens; the rest is cut, and says so."""
MAX_FACTS = 8

_CODE = {SymbolKind.FUNCTION, SymbolKind.METHOD}
_CHANGED = {"changed-before", "changed-after", "reference"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A candidate that may win, with what was said of it."""

    trial: Trial
    plan: Plan
    predictions: Mapping[NodeId, Prediction]
    """On the shared tests, those included that it cannot affect."""

    @property
    def name(self) -> str:
        """The candidate's."""
        return self.trial.candidate.name


def make_contest(workspace: Workspace, one: Player, other: Player) -> Contest | None:
    """What to show of two candidates; None when no test that a critic may judge tells them
    apart."""
    requests = list(_find_requests(workspace, one, other))
    if not requests:
        return None
    return Contest(
        first=_show_side(one),
        second=_show_side(other),
        node_ids=tuple(request.test.node_id for request in requests),
        tests=_cut(_gather(requests)),
    )


def find_player_signs(player: Player) -> tuple[str, ...]:
    """Where a candidate tries to dictate the answer."""
    for association in player.plan.selected:
        step = player.plan.step(association)
        if isinstance(step, CriticRequest):
            return tuple(str(sign) for sign in find_signs(step))
    return ()


def _find_requests(workspace: Workspace, one: Player, other: Player) -> Iterator[CriticRequest]:
    """The tests as either of the two is asked about them; what facts decide is no question."""
    n_found = 0
    for node_id in _find_telling(workspace, one, other):
        for player in (one, other):
            own = {item.node_id: item for item in player.plan.selected}
            step = player.plan.step(own[node_id]) if node_id in own else None
            if isinstance(step, CriticRequest):
                yield step
                n_found += 1
                break
        if n_found == MAX_TESTS:
            return


def _find_telling(workspace: Workspace, one: Player, other: Player) -> list[NodeId]:
    """Tests that are said to come out differently, the most different first, and then those that
    reach the lines in which the candidates differ, the nearest first."""
    gaps = {
        node_id: _measure_gap(mine, other.predictions[node_id])
        for node_id, mine in one.predictions.items()
        if node_id in other.predictions
    }
    clear = [node_id for node_id, gap in gaps.items() if gap >= MIN_DIFFERENCE]
    clear.sort(key=lambda node_id: -gaps[node_id])
    reached = _find_reached(workspace, one.trial, other.trial)
    return list(dict.fromkeys((*clear, *(item for item in reached if item in gaps))))


def _measure_gap(mine: Prediction, theirs: Prediction) -> float:
    if Label.ABSTAIN in (mine.label, theirs.label):
        return 0.0 if mine.label is theirs.label else MIN_DIFFERENCE
    return round(abs(mine.p_pass - theirs.p_pass), 9)


def _find_reached(workspace: Workspace, one: Trial, other: Trial) -> list[NodeId]:
    patch, changed = find_differences(workspace, one, other)
    snapshots = Snapshots(
        base=one.analysis.snapshots.patched, patched=other.analysis.snapshots.patched
    )
    tests = {**one.analysis.tests, **other.analysis.tests}
    found = [
        item
        for language in other.analysis.languages
        for item in associate(
            language.find_impact(snapshots, patch, changed, other.analysis.index),
            tuple(tests.values()),
        )
    ]
    found.sort(key=lambda item: (-item.score, item.distance))
    return [item.node_id for item in found]


def _gather(requests: Sequence[CriticRequest]) -> Iterator[Snippet]:
    """The tests' code and what they use, each piece once; what candidates change stands with
    them."""
    seen = set()
    for request in requests:
        for snippet in (*request.context.shared, *request.context.snippets):
            key = (snippet.span, snippet.text)
            if snippet.role not in _CHANGED and key not in seen:
                seen.add(key)
                yield snippet


def _show_side(player: Player) -> Side:
    patch = player.trial.analysis.shown.patch
    facts = [fact for fact in player.plan.facts if fact.node_id is None]
    return Side(
        diff=_cut_text(patch.text),
        code=_cut(_find_code(player.trial)),
        facts=tuple(facts[:MAX_FACTS]),
    )


def _find_code(trial: Trial) -> Iterator[Snippet]:
    """Whole functions that a candidate changes: a diff shows three lines around a change."""
    tree = trial.analysis.shown.snapshots.patched
    for symbol in trial.analysis.changed:
        span = symbol.new_span
        if span is None or symbol.is_cosmetic or symbol.kind not in _CODE:
            continue
        lines = (tree.read(span.path) or "").split("\n")[span.start - 1 : span.end]
        shown = [f"{span.start + n}|{line}" for n, line in enumerate(lines)]
        yield _make_snippet(str(symbol), span, "\n".join(shown))


def _make_snippet(title: str, span: Span, text: str) -> Snippet:
    return Snippet(role="changed-after", span=span, text=text, n_tokens=len(text) // 4, title=title)


def _cut(snippets: Iterator[Snippet]) -> tuple[Snippet, ...]:
    """As many whole snippets as there is room for."""
    kept, n_left, n_dropped = [], MAX_CHARACTERS, 0
    for snippet in snippets:
        if len(snippet.text) > n_left:
            n_dropped += 1
            continue
        n_left -= len(snippet.text)
        kept.append(snippet)
    if n_dropped:
        span = Span(path="...", start=0, end=0)
        kept.append(_make_snippet("...", span, f"... {n_dropped} more pieces of code left out"))
    return tuple(kept)


def _cut_text(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[:MAX_CHARACTERS]}\n... {len(text) - MAX_CHARACTERS} more characters left out"
