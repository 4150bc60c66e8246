"""The static half: what changed, and which tests it can affect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from patchcritic.diff import is_prose_path, parse_patch
from patchcritic.discovery import select_tests
from patchcritic.domain import (
    Association,
    ChangedSymbol,
    NodeId,
    Patch,
    Snapshot,
    Snapshots,
    TestCase,
)
from patchcritic.errors import UsageProblem
from patchcritic.impact import associate, find_changes, reads_docstrings
from patchcritic.languages import Language, find_languages
from patchcritic.pipeline.change import ChangeUnderTest, build_trees
from patchcritic.pipeline.shown import Shown, hide_secrets
from patchcritic.redact import Redactor
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
    languages: tuple[Language, ...]
    """Those that the change concerns."""
    shown: Shown
    """Trees and patch without secrets: what anybody else is shown is made of these."""
    failing_before: frozenset[NodeId] = frozenset()
    """Tests that are known to fail without the change."""
    unmatched: tuple[str, ...] = ()
    """What was named and no test of the patched tree has, where that is no error."""

    @property
    def changes_behaviour(self) -> bool:
        """Whether anything but formatting, comments, docstrings and text for people differs.

        Such text counts as behaviour where the repository reads docstrings or runs doctests.
        """
        differing = [symbol for symbol in self.changed if not symbol.is_cosmetic]
        if any(not is_prose_path(symbol.path) for symbol in differing):
            return True
        return bool(differing) and reads_docstrings(self.snapshots.patched, self.index)


def analyse_change(
    workspace: Workspace,
    change: ChangeUnderTest,
    *,
    wanted: Sequence[str] = (),
    failing_before: Sequence[str] = (),
    is_strict: bool = True,
    index: SymbolIndex,
    clock: Clock,
    redactor: Redactor | None = None,
) -> Analysis:
    """Find the changed symbols and the tests that can notice them, best associated first.

    Args:
        workspace: the open repository.
        change: what to judge.
        wanted: node ids, files or folders; when given, only these tests are associated.
        failing_before: tests known to fail without the change; they are associated in any case.
        is_strict: whether a name that no test has is an error; else it is listed.
        index: the symbol index, with or without a store behind it.
        clock: times the stages.
        redactor: takes secrets out of what is shown; one that takes out all it knows when None.

    Raises:
        UsageProblem: a test that was named does not exist in the patched tree.
    """
    named = (*wanted, *failing_before)
    with clock.stage("apply"):
        old, new = build_trees(workspace, change)
        snapshots = Snapshots(base=workspace.snapshot(old), patched=workspace.snapshot(new))
        patch = parse_patch(workspace.diff(old, new))
    with clock.stage("impact"):
        languages, warnings = find_languages(snapshots.patched, patch, named)
        for language in languages[1:]:
            index.add_parser(language.suffixes, language.symbols)
        changed = find_changes(snapshots, patch, index)
        impacts = [one.find_impact(snapshots, patch, changed, index) for one in languages]
    with clock.stage("discover"):
        found = []
        for language, impact in zip(languages, impacts, strict=True):
            paths = {*impact.test_paths, *_paths_named(named, snapshots.patched, language)}
            found.append(language.discover(snapshots.patched, sorted(paths), index))
        tests = tuple(test for one in found for test in one.tests)
        failing = _select(failing_before, tests, is_strict=is_strict)
        asked_for = _select(wanted, tests, is_strict=is_strict)
        explicit = (*asked_for.node_ids, *failing.node_ids)
        associations = tuple(
            item
            for impact, one in zip(impacts, found, strict=True)
            for item in associate(impact, one.tests, explicit=explicit)
        )
        associations = tuple(sorted(associations, key=lambda one: (-one.score, one.distance)))
    if wanted:
        asked = set(explicit)
        associations = tuple(item for item in associations if item.node_id in asked)
    by_id = _tests_of(associations, tests)
    return Analysis(
        snapshots=snapshots,
        patch=patch,
        changed=changed,
        associations=associations,
        tests=by_id,
        n_unaffected=len(tests) - len(associations),
        warnings=(
            *warnings,
            *(text for impact in impacts for text in impact.warnings),
            *(text for one in found for text in one.warnings),
            *workspace.describe_gaps(),
        ),
        index=index,
        languages=languages,
        shown=hide_secrets(snapshots, patch, by_id.values(), redactor or Redactor()),
        failing_before=frozenset(failing.node_ids),
        unmatched=(*failing.unmatched, *asked_for.unmatched),
    )


def _paths_named(wanted: Iterable[str], snapshot: Snapshot, language: Language) -> list[str]:
    """The files of a language that the wanted ids may lie in, in either spelling of their path."""
    heads = {text.partition("::")[0].removeprefix("./").rstrip("/") for text in wanted}
    return [
        path
        for path in snapshot.paths()
        if path.endswith(language.suffixes)
        and any(f"/{head}/" in f"/{path}/" or head in ("", ".") for head in heads)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """The tests that names stand for, and the names that stand for none."""

    node_ids: tuple[NodeId, ...] = ()
    unmatched: tuple[str, ...] = ()


def _select(wanted: Sequence[str], tests: Sequence[TestCase], *, is_strict: bool) -> _Named:
    if not wanted:
        return _Named()
    selection = select_tests(wanted, tests, wants_nearest=is_strict)
    if selection.unmatched and is_strict:
        first, *others = selection.unmatched
        more = f" (and {len(others)} more)" if others else ""
        hint = (
            f"did you mean {first.nearest}?"
            if first.nearest
            else ("write it as `pytest --collect-only -q` prints it")
        )
        raise UsageProblem(f"no such test in the patched tree: {first.wanted}{more}; {hint}")
    return _Named(
        node_ids=tuple(test.node_id for test in selection.tests),
        unmatched=tuple(one.wanted for one in selection.unmatched),
    )


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
