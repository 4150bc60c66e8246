from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patchcritic.diff import parse_patch
from patchcritic.domain import Change
from patchcritic.snapshot import Workspace

_NAMES = st.sampled_from(["a.py", "a b.py", "d/a.py", "b/a.py", "ä/tests/x.py", 'q"\\.py', "\tt"])
_LINES = st.lists(st.sampled_from(["", "x", "--- a", "+++ b", "@@ -1 +1 @@", "-- ", "\\", "é\r"]))
_CONTENT = st.one_of(
    _LINES.map("\n".join).map(str.encode),
    _LINES.map(lambda lines: "".join(f"{line}\n" for line in lines).encode()),
    st.binary(max_size=20),
)
_TREE = st.dictionaries(_NAMES, _CONTENT, max_size=4)
_OPTIONS = st.sampled_from(["-U3", "-U0", "--no-prefix", "--find-copies-harder", "--no-renames"])


@pytest.fixture
def write_tree(make_repo: Callable[..., Path], git: Callable[..., str]) -> Callable[..., str]:
    repo = make_repo({})

    def write(files: dict[str, bytes]) -> str:
        git(repo, "read-tree", "--empty")
        entries = b""
        for path, content in files.items():
            blob = git(repo, "hash-object", "-w", "--stdin", stdin=content).strip()
            entries += f"100644 {blob}\t{path}\0".encode()
        git(repo, "update-index", "-z", "--index-info", stdin=entries)
        return git(repo, "write-tree").strip()

    return write


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=_TREE, after=_TREE, option=_OPTIONS)
def test_diffs_that_git_makes_come_back(
    write_tree: Callable[..., str],
    git: Callable[..., str],
    tmp_path: Path,
    before: dict[str, bytes],
    after: dict[str, bytes],
    option: str,
) -> None:
    old, new = write_tree(before), write_tree(after)
    text = git(tmp_path / "repo", "diff", "--binary", option, old, new)
    if not text:
        assert old == new
        return
    patch = parse_patch(text)
    with Workspace.open(tmp_path / "repo") as workspace:
        assert workspace.apply(old, patch) == new
        canonical = parse_patch(workspace.diff(old, new))
    touched = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    named = {name for file in patch.files for name in (file.path, file.old_path) if name}
    assert touched <= named
    assert {file.path for file in canonical.files if file.change is not Change.DELETED} <= {*after}
    for file in patch.files:
        for hunk in file.hunks:
            assert sum(line.old_line is not None for line in hunk.lines) == hunk.old_length
            assert sum(line.new_line is not None for line in hunk.lines) == hunk.new_length
