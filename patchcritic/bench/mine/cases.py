"""From two trees to a case: the instance, its candidates, and the tests each may affect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from patchcritic.bench.mine.candidates import CandidateMaker
from patchcritic.bench.mine.difftext import cut_files
from patchcritic.bench.mine.nouns import Candidate, Case
from patchcritic.diff import is_test_path, parse_patch
from patchcritic.discovery import load_layout
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import ChangeUnderTest, Clock, analyse_change

if TYPE_CHECKING:
    from patchcritic.domain import Instance, Patch
    from patchcritic.snapshot import Workspace
    from patchcritic.symbols import SymbolIndex

MAX_PATCH_BYTES = 400_000
"""A larger reference patch is no change that anybody judges at once."""
_TRIES_PER_FAULT = 3
_METADATA = ("PKG-INFO",)


def split_change(workspace: Workspace, old: str, new: str) -> tuple[str, str]:
    """The diff between two revisions as source part and test part."""
    diff = workspace.diff(workspace.resolve(old), workspace.resolve(new))
    if not diff:
        return "", ""
    source: list[str] = []
    tests: list[str] = []
    for part in cut_files(diff):
        file = parse_patch(part).files[0]
        if file.path not in _METADATA:
            (tests if is_test_path(file.path) else source).append(part)
    return "".join(source), "".join(tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMaker:
    """Makes a case of an instance, without running anything."""

    workspace: Workspace
    index: SymbolIndex
    seed: int
    n_faults: int

    def make(self, instance: Instance) -> Case | None:
        """The instance's case; None when its patch is too large or its parts do not apply."""
        if len(instance.patch) > MAX_PATCH_BYTES:
            return None
        base = self.workspace.resolve(instance.base_commit)
        try:
            gold = self._apply(base, instance.patch)
            tested = self._apply(gold, instance.test_patch)
            self._apply(base, instance.test_patch)
        except UsageProblem:
            return None
        tree = self.workspace.snapshot(tested)
        layout = load_layout(tree)
        maker = CandidateMaker(
            instance=instance,
            base=self.workspace.snapshot(base),
            gold=self.workspace.snapshot(gold),
            seed=self.seed,
        )
        faulted = list(self._faulted(instance, maker))
        kept = [one for one in faulted if one.associated][: self.n_faults]
        plain = [self._associate(instance, one) for one in maker.make_plain()]
        return Case(
            instance=instance,
            candidates=(*plain, *kept),
            test_files=tuple(path for path in tree.paths() if layout.is_test_file(path)),
            n_unreached=sum(not one.associated for one in faulted),
        )

    def _faulted(self, instance: Instance, maker: CandidateMaker) -> Iterator[Candidate]:
        n_found = 0
        for one in islice(maker.make_faulted(), self.n_faults * _TRIES_PER_FAULT):
            if n_found == self.n_faults:
                return
            candidate = self._associate(instance, one)
            n_found += bool(candidate.associated)
            yield candidate

    def _associate(self, instance: Instance, candidate: Candidate) -> Candidate:
        """Note the tests that the product itself finds for the candidate."""
        change = ChangeUnderTest(
            old=instance.base_commit,
            patch=_parse(candidate.patch),
            test_patch=_parse(instance.test_patch),
        )
        try:
            analysis = analyse_change(self.workspace, change, index=self.index, clock=Clock())
        except UsageProblem:  # nothing changes, or a part left out is needed by another
            return candidate
        found = tuple(sorted(str(one.node_id) for one in analysis.associations))
        return replace(candidate, associated=found)

    def _apply(self, tree: str, patch: str) -> str:
        parsed = _parse(patch)
        return tree if parsed is None else self.workspace.apply(tree, parsed)


def read_tree(workspace: Workspace, instance: Instance, patch: str) -> dict[str, bytes]:
    """The files of base + patch + test patch. Raises ``UsageProblem`` when one does not apply."""
    tree = workspace.resolve(instance.base_commit)
    for text in (patch, instance.test_patch):
        parsed = _parse(text)
        tree = tree if parsed is None else workspace.apply(tree, parsed)
    snapshot = workspace.snapshot(tree)
    return dict(snapshot.read_all(snapshot.paths()))


def _parse(patch: str) -> Patch | None:
    return parse_patch(patch) if patch.strip() else None
