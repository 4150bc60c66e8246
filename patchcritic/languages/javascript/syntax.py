"""Facts about JavaScript: syntax errors that a patch brings in, and tests marked as skipped."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.domain import Change, Fact, Patch, Snapshot, Snapshots, TestCase, TestStatus
from patchcritic.languages.javascript.grammar import MAX_SOURCE_CHARS, find_error, parse_tree
from patchcritic.languages.javascript.graph import is_script
from patchcritic.symbols import SymbolIndex


def find_new_errors(snapshots: Snapshots, patch: Patch) -> Iterator[Fact]:
    """Each changed script that the grammar reads at base and no longer after the patch.

    A premise, never decisive: a grammar can be older than the syntax it is given.
    """
    for file in patch.files:
        if not is_script(file.path) or file.change is Change.DELETED:
            continue
        error = _error_of(snapshots.patched, file.path)
        if error is None or (file.old_path and _error_of(snapshots.base, file.old_path)):
            continue
        line, message = error
        rows = (snapshots.patched.read(file.path) or "").splitlines()
        shown = rows[line - 1].strip()[:80] if line <= len(rows) else ""
        yield Fact(
            kind="syntax-error",
            path=file.path,
            line=line,
            message=f"{file.path} does not parse: SyntaxError: {message}, at `{shown}`.",
        )


def _error_of(snapshot: Snapshot, path: str) -> tuple[int, str] | None:
    text = snapshot.read(path)
    if text is None or len(text) > MAX_SOURCE_CHARS:
        return None
    return find_error(parse_tree(path, text).root_node)


class ScriptFacts:
    """What is certain about one change of scripts."""

    def __init__(self, snapshots: Snapshots, patch: Patch, index: SymbolIndex) -> None:
        """Nothing is parsed before it is asked for."""
        self._snapshots = snapshots
        self._patch = patch
        self._index = index

    def patch_facts(self) -> tuple[Fact, ...]:
        """Syntax errors that the patch brings in."""
        return tuple(find_new_errors(self._snapshots, self._patch))

    def test_facts(
        self, test: TestCase, *, is_reached: bool, base_status: TestStatus | None = None
    ) -> tuple[Fact, ...]:
        """That the test, or a suite around it, is marked to be skipped."""
        symbols = self._index.symbols(self._snapshots.patched, test.span.path)
        found = []
        for one in symbols.definitions if symbols is not None else ():
            is_around = one.start <= test.span.start and test.span.end <= one.end
            marks = {"skip", "todo"} & set(one.decorators[1:])
            if is_around and marks:
                message = f"The test is skipped: `{one.name}` is marked `{min(marks)}`."
                found.append(
                    Fact(
                        kind="test-skip",
                        path=test.span.path,
                        line=one.start,
                        message=message,
                        node_id=test.node_id,
                    )
                )
        return tuple(found)
