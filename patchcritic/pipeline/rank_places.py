"""From groups of names to places, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from patchcritic.domain import Evaluation, Label
from patchcritic.pipeline.rank_duels import winner_of
from patchcritic.pipeline.rank_tests import SharedTests
from patchcritic.pipeline.ranking import Candidate, Duel, Ranked, Standing

MAX_NAMED = 3
"""Tests named in one reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All that decides who stands where."""

    groups: tuple[tuple[str, ...], ...]
    """Names of those that were judged, best first, those that nothing tells apart together."""
    standings: Mapping[str, Standing]
    evaluations: Mapping[str, Evaluation]
    problems: Mapping[str, str]
    same: Mapping[str, str]
    """Of a duplicate the name of the one it is the same as."""
    duels: tuple[Duel, ...]
    shared: SharedTests


def give_places(candidates: Sequence[Candidate], places: Places) -> tuple[Ranked, ...]:
    """Every candidate in its place: duplicates beside the one they are the same as, and those
    that were not judged last, all in one place."""
    twins: dict[str, list[str]] = {}
    for name, twin_of in places.same.items():
        twins.setdefault(twin_of, []).append(name)
    ranked: list[Ranked] = []
    for group in places.groups:
        rank = len(ranked) + 1
        for name in group:
            first = _rank_judged(name, rank, group, candidates, places)
            ranked += [first, *(_rank_twin(twin, first) for twin in twins.get(name, ()))]
    rank = len(ranked) + 1
    done = {one.name for one in ranked}
    for candidate in candidates:
        if candidate.name not in done:
            twin_of = places.same.get(candidate.name, "")
            problem = places.problems.get(candidate.name) or places.problems[twin_of]
            ranked.append(Ranked(rank=rank, name=candidate.name, problem=problem, same_as=twin_of))
    return tuple(ranked)


def _rank_judged(
    name: str,
    rank: int,
    group: tuple[str, ...],
    candidates: Sequence[Candidate],
    places: Places,
) -> Ranked:
    evaluation = places.evaluations[name]
    candidate = next(one for one in candidates if one.name == name)
    reasons = (
        *_explain_tests(evaluation, places.standings[name]),
        *_explain_missing(name, places.shared),
        *_explain_edits(candidate, evaluation),
        *_explain_duels(name, places.duels),
        *_explain_tie(name, group),
    )
    signs = dict.fromkeys(sign for item in evaluation.predictions for sign in item.signs)
    return Ranked(
        rank=rank,
        name=name,
        evaluation=evaluation,
        standing=places.standings[name],
        is_tied=len(group) > 1,
        reasons=reasons,
        signs=tuple(signs),
    )


def _rank_twin(name: str, first: Ranked) -> Ranked:
    return Ranked(
        rank=first.rank,
        name=name,
        evaluation=first.evaluation,
        standing=first.standing,
        is_tied=first.is_tied,
        same_as=first.name,
        signs=first.signs,
    )


def _explain_tests(evaluation: Evaluation, standing: Standing) -> Iterator[str]:
    failing = [item for item in evaluation.predictions if item.label is Label.FAIL]
    failing.sort(key=lambda item: item.p_pass)
    if failing:
        names = [str(item.node_id) for item in failing]
        yield f"{_count(len(failing), 'test')} predicted to fail: {_name_some(names)}"
    if standing.n_unknown:
        yield f"{_count(standing.n_unknown, 'test')} could not be told"
    if standing.n_kept:
        yield (
            f"cannot affect {standing.n_kept} of the tests, which keep the status they had and "
            "count as for the best of the others"
        )


def _explain_missing(name: str, shared: SharedTests) -> Iterator[str]:
    missing = [str(node_id) for node_id in shared.missing[name]]
    if missing:
        yield f"takes away {_count(len(missing), 'test')}: {_name_some(missing)}"


def _explain_edits(candidate: Candidate, evaluation: Evaluation) -> Iterator[str]:
    """A candidate that changes what it is judged by should not do so unseen."""
    files = () if candidate.patch is None else candidate.patch.test_files
    paths = {file.path for file in files}
    edited = [
        str(item.node_id)
        for item in evaluation.associations
        if item.kind == "changed" and item.node_id.path in paths
    ]
    if edited:
        yield f"changes {_count(len(edited), 'test')} that it is judged by: {_name_some(edited)}"


def _explain_duels(name: str, duels: Sequence[Duel]) -> Iterator[str]:
    own = [duel for duel in duels if name in (duel.first, duel.second)]
    if own:
        n_won = sum(winner_of(duel) == name for duel in own)
        n_tied = sum(winner_of(duel) is None for duel in own)
        yield f"side by side: {n_won} won, {len(own) - n_won - n_tied} lost, {n_tied} tied"


def _explain_tie(name: str, group: tuple[str, ...]) -> Iterator[str]:
    others = [one for one in group if one != name]
    if others:
        yield f"nothing tells it from {_name_some(others)}"


def _name_some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"
