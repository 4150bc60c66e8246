"""The same tests for every candidate: those that any of them can affect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from patchcritic.domain import Association, Label, NodeId, Prediction, PSource
from patchcritic.errors import UsageProblem
from patchcritic.pipeline.analysis import Analysis
from patchcritic.pipeline.ranking import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A candidate that applies, and what its change can reach."""

    candidate: Candidate
    analysis: Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTests:
    """What all candidates are judged by."""

    node_ids: tuple[NodeId, ...]
    """Best associated first."""
    own: tuple[NodeId, ...]
    """Tests that only some candidates bring along: they tell nothing of the others."""
    kept: Mapping[str, tuple[NodeId, ...]]
    """By candidate: the tests that it cannot affect, which keep the status they had."""
    missing: Mapping[str, tuple[NodeId, ...]]
    """By candidate: the tests that it takes away, of which nothing is known any more."""


def share_tests(trials: Sequence[Trial]) -> SharedTests:
    """The tests that any candidate can affect and that are there without it.

    A test that a candidate brings is none of them, unless all candidates have it, as they have
    those of a test patch.

    Raises:
        UsageProblem: a test that was asked for is in no candidate's tree.
    """
    _check_names(trials)
    best: dict[NodeId, Association] = {}
    n_having: Counter[NodeId] = Counter()
    in_base: set[NodeId] = set()
    for trial in trials:
        for item in trial.analysis.associations:
            n_having[item.node_id] += 1
            if item.node_id not in best or item.score > best[item.node_id].score:
                best[item.node_id] = item
            if "base" in trial.analysis.tests[item.node_id].exists_in:
                in_base.add(item.node_id)
    ordered = sorted(best, key=lambda node_id: -best[node_id].score)
    shared = {one for one in ordered if one in in_base or n_having[one] == len(trials)}
    kept: dict[str, tuple[NodeId, ...]] = {}
    missing: dict[str, tuple[NodeId, ...]] = {}
    for trial in trials:
        reached = {item.node_id for item in trial.analysis.associations}
        others = tuple(one for one in ordered if one in shared and one not in reached)
        gone = _find_gone(others, trial.analysis)
        missing[trial.candidate.name] = tuple(one for one in others if one in gone)
        kept[trial.candidate.name] = tuple(one for one in others if one not in gone)
    return SharedTests(
        node_ids=tuple(one for one in ordered if one in shared),
        own=tuple(one for one in ordered if one not in shared),
        kept=kept,
        missing=missing,
    )


def restrict(
    analysis: Analysis, shared: SharedTests, *, max_tests: int | None
) -> tuple[Analysis, int | None]:
    """The analysis with the shared tests alone, and how many of them are to be judged: of a bound
    that holds for all candidates, this one's part, which stands first."""
    chosen = set(shared.node_ids[:max_tests])
    known = set(shared.node_ids)
    items = [item for item in analysis.associations if item.node_id in known]
    items.sort(key=lambda item: item.node_id not in chosen)
    n_chosen = sum(item.node_id in chosen for item in items)
    only = replace(analysis, associations=tuple(items))
    return only, None if max_tests is None else n_chosen


def credit_kept(
    kept: Sequence[NodeId], judged: Sequence[Prediction], *, threshold: float
) -> tuple[Prediction, ...]:
    """Predictions for tests that a candidate cannot affect, so that it is judged by the same tests.

    Such a test keeps the status it had, which nobody told us. It counts as well as for the best
    of the candidates that do reach it: reaching fewer tests than others is then neither better
    nor worse. One that none of them passes is left out, since its status before is open.

    Args:
        kept: the tests.
        judged: the predictions for the other candidates.
        threshold: 0..1, the least ``p_pass`` with which a test counts as passing.
    """
    best: dict[NodeId, float] = {}
    for item in judged:
        if item.label is Label.PASS and item.p_pass >= threshold:
            best[item.node_id] = max(item.p_pass, best.get(item.node_id, 0.0))
    return tuple(
        Prediction(
            node_id=node_id,
            label=Label.PASS,
            p_pass=best[node_id],
            p_source=PSource.FACT,
            rationale="The candidate cannot affect it; it counts as for the best of the others.",
            critic="facts",
            decided_by="fact",
        )
        for node_id in kept
        if node_id in best
    )


def _check_names(trials: Sequence[Trial]) -> None:
    lost = [set(trial.analysis.unmatched) for trial in trials]
    for name in trials[0].analysis.unmatched if trials else ():
        if all(name in one for one in lost):
            raise UsageProblem(
                f"no such test in any candidate's tree: {name}; write it as `pytest "
                "--collect-only -q` prints it"
            )


def _find_gone(node_ids: Sequence[NodeId], analysis: Analysis) -> set[NodeId]:
    """Those that the patched tree has not: looked for only in files that the patch touches."""
    touched = {file.path for file in analysis.patch.files}
    touched |= {file.old_path for file in analysis.patch.files if file.old_path is not None}
    suspects = {one for one in node_ids if _paths_of(one, touched)}
    for language in analysis.languages:
        paths = {path for one in suspects for path in _paths_of(one, touched)}
        read = sorted(path for path in paths if path.endswith(language.suffixes))
        found = language.discover(analysis.snapshots.patched, read, analysis.index)
        suspects -= {test.node_id for test in found.tests}
    return suspects


def _paths_of(node_id: NodeId, paths: set[str]) -> list[str]:
    """Those that may be the test's file, whose id is relative to pytest's rootdir."""
    return [path for path in paths if f"/{path}".endswith(f"/{node_id.path}")]
