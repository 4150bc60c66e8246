"""From folders of mined cases to examples, through the same pipeline that a run goes through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from patchcritic.critics.static import FeatureReader
from patchcritic.datasets import (
    RepositoryFolder,
    Skipped,
    read_instances,
    read_labels,
    read_submissions,
)
from patchcritic.diff import parse_patch
from patchcritic.domain import (
    Association,
    CriticRequest,
    Instance,
    LabelledPair,
    Patch,
    Submission,
    TestStatus,
)
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import Analysis, ChangeUnderTest, Clock, Plan, analyse_change
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex
from patchcritic.training.example import Example
from patchcritic.training.kept import KeptExamples, key_of

Listener = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinedFolder:
    """What ``bench mine`` wrote: a dataset, submissions, labels and repositories."""

    path: Path
    repos: Path | None = None
    """Where the repositories are; the folder's own ``repos`` when None."""
    examples: Path | None = None
    """Where examples are kept; a file in the folder itself when None."""


def collect_examples(folder: MinedFolder, listen: Listener = lambda _: None) -> Iterator[Example]:
    """Every labelled pair of a folder, its features read where the critic would be asked.

    Submissions that do not apply, and instances without a repository, are told of and left out.
    Raises ``UsageProblem`` when a file cannot be read.
    """
    instances = {one.instance_id: one for one in read_instances(folder.path / "dataset.jsonl")}
    labels: dict[tuple[str, str], list[LabelledPair]] = defaultdict(list)
    for pair in read_labels(folder.path / "labels.jsonl"):
        labels[pair.instance_id, pair.submission].append(pair)
    kept = KeptExamples(folder.examples or folder.path / "static-examples.jsonl")
    reader = _SubmissionReader(RepositoryFolder(folder.repos or folder.path / "repos"))
    for submission in read_submissions(folder.path / "predictions.jsonl"):
        pairs = labels.get((submission.instance_id, submission.model_name_or_path), [])
        instance = instances.get(submission.instance_id)
        if instance is None or not pairs or not submission.model_patch.strip():
            continue
        key = key_of(instance, submission, pairs)
        known = kept.get(key)
        if known is None:
            try:
                known = tuple(reader.read(instance, submission, pairs))
            except UsageProblem as error:
                listen(f"{submission.instance_id} {submission.model_name_or_path}: {error}")
                continue
            kept.add(key, known)
            listen(f"{submission.instance_id} {submission.model_name_or_path}: {len(known)}")
        yield from known


class _SubmissionReader:
    """Analyses submissions; those of one instance share the index of symbols."""

    def __init__(self, repos: RepositoryFolder) -> None:
        self._repos = repos
        self._features = FeatureReader()
        self._index = SymbolIndex()
        self._instance_id = ""

    def read(
        self, instance: Instance, submission: Submission, pairs: Sequence[LabelledPair]
    ) -> Iterator[Example]:
        """The submission's examples. Raises ``UsageProblem`` when it cannot be analysed."""
        repo = self._repos.find(instance)
        if isinstance(repo, Skipped):
            raise UsageProblem(repo.reason)
        if instance.instance_id != self._instance_id:
            self._instance_id, self._index = instance.instance_id, SymbolIndex()
        change = ChangeUnderTest(
            old=instance.base_commit,
            patch=parse_patch(submission.model_patch),
            test_patch=_parse(instance.test_patch),
        )
        with Workspace.open(repo) as workspace:
            analysis = analyse_change(workspace, change, index=self._index, clock=Clock())
            plan = Plan(analysis, mode="none")
            found = _Associations(analysis)
            failing = failing_before(instance, submission)
            for pair in pairs:
                yield self._read_pair(plan, found.find(pair), instance, pair, failing)

    def _read_pair(
        self,
        plan: Plan,
        association: Association | None,
        instance: Instance,
        pair: LabelledPair,
        failing: frozenset[str],
    ) -> Example:
        example = Example(
            repo=instance.repo,
            instance_id=instance.instance_id,
            submission=pair.submission,
            kind=pair.kind,
            node_id=str(pair.node_id),
            status=pair.status,
            is_reached=association is not None,
        )
        if association is None:
            return example
        step = plan.step(association)
        if not isinstance(step, CriticRequest):
            return replace(example, decided=step.label)
        if str(pair.node_id) in failing:
            step = replace(step, base_status=TestStatus.FAILED)
        return replace(example, features=self._features.read(step))


class _Associations:
    """An analysis asked by node id; a case whose id is not static is its function's."""

    def __init__(self, analysis: Analysis) -> None:
        self._by_id = {one.node_id: one for one in analysis.associations}

    def find(self, pair: LabelledPair) -> Association | None:
        """The pair's association; None when the change does not reach the test."""
        return self._by_id.get(pair.node_id) or self._by_id.get(pair.node_id.function_id)


def failing_before(instance: Instance, submission: Submission) -> frozenset[str]:
    """The tests that are said to fail without the change: all that do, for every other
    submission; none for the rest, since users often do not know."""
    is_known = sum(submission.model_name_or_path.encode()) % 2 == 0
    return frozenset(instance.fail_to_pass if is_known else ())


def _parse(patch: str) -> Patch | None:
    return parse_patch(patch) if patch.strip() else None
