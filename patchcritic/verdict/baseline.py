"""Gating on a baseline: what is known is set aside, and the same rule decides about the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from patchcritic.domain import Baseline, Change, Gate, Label, NodeId, Patch, VerdictLabel
from patchcritic.verdict.rules import NO_BEHAVIOUR_CHANGE, decide_verdict

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation
    from patchcritic.verdict.profile import Profile


class KnownTests:
    """Ids of tests, found again when only one side knows the parameters, or the file has moved."""

    def __init__(self, node_ids: Iterable[NodeId], patch: Patch | None = None) -> None:
        moved = _find_moves(patch) if patch else {}
        self._ids = {replace(one, path=moved.get(one.path, one.path)) for one in node_ids}
        self._whole = {one for one in self._ids if one.param is None}
        self._functions = {one.function_id for one in self._ids}

    def __contains__(self, node_id: NodeId) -> bool:
        if node_id in self._ids or node_id.function_id in self._whole:
            return True
        return node_id.param is None and node_id in self._functions


def gate_evaluation(
    evaluation: Evaluation, baseline: Baseline, *, profile: Profile | None = None
) -> Gate:
    """What is left of the verdict without the failures and the doubts of a baseline.

    A test that the baseline has as failing cannot fail newly, whatever is said of it now: it is
    set aside unless it is predicted to pass. One that it has as unknown is set aside only while it
    is unknown. Everything else counts as without a baseline, gaps included.
    """
    failing = KnownTests(baseline.failing, evaluation.patch)
    unknown = KnownTests(baseline.unknown, evaluation.patch)

    known: list[NodeId] = []
    rest = []
    for item in evaluation.predictions:
        is_doubt = item.label is Label.ABSTAIN
        if (item.label is not Label.PASS and item.node_id in failing) or (
            is_doubt and item.node_id in unknown
        ):
            known.append(item.node_id)
        else:
            rest.append(item)
    unanswered = [one.node_id for one in evaluation.failures]
    known += (one for one in unanswered if one in failing)
    verdict = evaluation.verdict
    label = verdict.label
    n_failures = sum(one not in failing for one in unanswered)
    n_left_out = sum(one not in failing for one in evaluation.left_out)
    if known and not (rest or n_failures or n_left_out):
        label = VerdictLabel.PASS
    elif verdict.rule != NO_BEHAVIOUR_CHANGE:
        label = decide_verdict(
            rest,
            n_failures=n_failures,
            n_left_out=n_left_out,
            threshold=verdict.threshold,
            rule=verdict.rule,
            profile=profile,
        ).label
    return Gate(
        baseline=baseline.name,
        label=label,
        new=tuple(item.node_id for item in rest if item.label is Label.FAIL),
        known=tuple(known),
        mended=tuple(sorted(_find_mended(baseline.failing, evaluation), key=str)),
    )


def update_baseline(baseline: Baseline, evaluation: Evaluation) -> Baseline:
    """The baseline with what this run found; what it did not judge stays as it was.

    Entries go only when every test they stand for is predicted to pass, or when the patch deletes
    the test.
    """
    failing = _keep(baseline.failing, evaluation)
    unknown = _keep(baseline.unknown, evaluation)
    known = KnownTests(failing)
    now = [item for item in evaluation.predictions if item.node_id not in known]
    failing |= {item.node_id for item in now if item.label is Label.FAIL}
    known, doubted = KnownTests(failing), KnownTests(unknown)
    unknown |= {
        item.node_id for item in now if item.label is Label.ABSTAIN and item.node_id not in doubted
    }
    return Baseline(
        name=baseline.name,
        failing=frozenset(failing),
        unknown=frozenset(one for one in unknown if one not in known),
    )


def regate_updated(
    evaluation: Evaluation, old: Baseline, new: Baseline, *, profile: Profile | None = None
) -> Gate:
    """The gate after an update, and what the update changed."""
    before, after = old.failing | old.unknown, new.failing | new.unknown
    return replace(
        gate_evaluation(evaluation, new, profile=profile),
        is_updated=True,
        added=tuple(sorted(after - before, key=str)),
        removed=tuple(sorted(before - after, key=str)),
    )


def _keep(entries: frozenset[NodeId], evaluation: Evaluation) -> set[NodeId]:
    """The entries that nothing of this run contradicts, under the names they have now."""
    moved = _find_moves(evaluation.patch)
    gone_files = {one.path for one in evaluation.patch.files if one.change is Change.DELETED}
    gone = {(one.path, one.qualname) for one in evaluation.changed if one.change is Change.DELETED}
    mended = _find_mended(entries, evaluation)

    def is_gone(entry: NodeId) -> bool:
        tops = (".".join(entry.names[: place + 1]) for place in range(len(entry.names)))
        return entry.path in gone_files or any((entry.path, top) in gone for top in tops)

    stay = (entry for entry in entries if entry not in mended and not is_gone(entry))
    return {replace(entry, path=moved.get(entry.path, entry.path)) for entry in stay}


def _find_mended(entries: frozenset[NodeId], evaluation: Evaluation) -> set[NodeId]:
    """The entries of which every test they stand for is predicted to pass."""
    moved = _find_moves(evaluation.patch)
    passing = KnownTests(p.node_id for p in evaluation.predictions if p.label is Label.PASS)
    others = KnownTests(
        [
            *(p.node_id for p in evaluation.predictions if p.label is not Label.PASS),
            *(failure.node_id for failure in evaluation.failures),
            *evaluation.left_out,
        ]
    )
    now = {entry: replace(entry, path=moved.get(entry.path, entry.path)) for entry in entries}
    return {entry for entry, one in now.items() if one in passing and one not in others}


def _find_moves(patch: Patch) -> dict[str, str]:
    return {
        file.old_path: file.path
        for file in patch.files
        if file.change is Change.RENAMED and file.old_path
    }
