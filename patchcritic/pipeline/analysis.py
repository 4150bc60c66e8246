"""The static half: what changed, and which tests it can affect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from patchcritic.diff import parse_patch
from patchcritic.discovery import discover_tests, load_layout, select_tests
from patchcritic.domain import Association, ChangedSymbol, NodeId, Patch, Snapshots, TestCase
from patchcritic.errors import UsageProblem
from patchcritic.impact import associate, find_changes, find_impact
from patchcritic.pipeline.change import ChangeUnderTest, build_trees
from patchcritic.symbols import SymbolIndex

if TYPE_CHECKING:
    from patchcritic.pipeline.events import Clock
    from patchcritic.snapshot import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything known about a change before facts and critic are asked."""

    snapshots: Snapshots
    patch: Patch
    """The canonical diff between the two trees, however the change was given."""
    changed: tuple[ChangedSymbol, ...]
    associations: tuple[Association, ...]
    """Best first."""
    tests: Mapping[NodeId, TestCase]
    """The associated tests."""
    n_unaffected: int
    """Tests in the same files that the change cannot affect; they keep their base status."""
    warnings: tuple[str, ...]
    index: SymbolIndex

    @property
    def changes_behaviour(self) -> bool:
        """Whether anything but formatting, comments and docstrings differs."""
        return any(not symbol.is_cosmetic for symbol in self.changed)


def analyse_change(
    workspace: Workspace,
    change: ChangeUnderTest,
    *,
    wanted: Sequence[str] = (),
    index: SymbolIndex,
    clock: Clock,
) -> Analysis:
    """Find the changed symbols and the tests that can notice them, best associated first.

    Args:
        workspace: the open repository.
        change: what to judge.
        wanted: node ids, files or folders; when given, only these tests are associated.
        index: the symbol index, with or without a store behind it.
        clock: times the stages.

    Raises:
        UsageProblem: a wanted test does not exist in the patched tree.
    """
    with clock.stage("apply"):
        old, new = build_trees(workspace, change)
        snapshots = Snapshots(base=workspace.snapshot(old), patched=workspace.snapshot(new))
        patch = parse_patch(workspace.diff(old, new))
    with clock.stage("impact"):
        layout = load_layout(snapshots.patched)
        changed = find_changes(snapshots, patch, index)
        impact = find_impact(snapshots, patch, changed, index, is_test_file=layout.is_test_file)
    with clock.stage("discover"):
        paths = set(impact.test_paths) | set(_paths_named(wanted, snapshots.patched.paths()))
        discovery = discover_tests(snapshots.patched, sorted(paths), layout)
        explicit = _select(wanted, discovery.tests)
        associations = associate(impact, discovery.tests, explicit=explicit)
    if wanted:
        asked = set(explicit)
        associations = tuple(item for item in associations if item.node_id in asked)
    return Analysis(
        snapshots=snapshots,
        patch=patch,
        changed=changed,
        associations=associations,
        tests=_tests_of(associations, discovery.tests),
        n_unaffected=len(discovery.tests) - len(associations),
        warnings=(*impact.warnings, *discovery.warnings),
        index=index,
    )


def _paths_named(wanted: Iterable[str], paths: Sequence[str]) -> list[str]:
    """The Python files that the wanted ids may lie in, in either spelling of their path."""
    heads = {text.partition("::")[0].removeprefix("./").rstrip("/") for text in wanted}
    return [
        path
        for path in paths
        if path.endswith(".py")
        and any(f"/{head}/" in f"/{path}/" or head in ("", ".") for head in heads)
    ]


def _select(wanted: Sequence[str], tests: Sequence[TestCase]) -> tuple[NodeId, ...]:
    if not wanted:
        return ()
    selection = select_tests(wanted, tests)
    if selection.unmatched:
        first, *others = selection.unmatched
        more = f" (and {len(others)} more)" if others else ""
        raise UsageProblem(
            f"no such test in the patched tree: {first}{more}; "
            "write it as `pytest --collect-only -q` prints it"
        )
    return tuple(test.node_id for test in selection.tests)


def _tests_of(
    associations: Iterable[Association], tests: Iterable[TestCase]
) -> dict[NodeId, TestCase]:
    by_id = {test.node_id: test for test in tests}
    return {
        item.node_id: replace(by_id[item.node_id], exists_in=frozenset({"patched"}))
        if item.kind == "added"
        else by_id[item.node_id]
        for item in associations
    }
