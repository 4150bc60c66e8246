from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from patchcritic.domain import Snapshot
from patchcritic.snapshot import MAX_TEXT_BYTES, MemorySnapshot, Workspace

FILES: dict[str, str | bytes] = {
    "b.py": "x = 1\n",
    "a/ä.py": "ü = 2\n",
    "latin.py": b"# -*- coding: latin-1 -*-\ns = '\xe4'\n",
    "bad.py": b"s = '\xe4'\n",
    "nul.bin": b"a\0b",
    "bom.py": b"\xef\xbb\xbfx = 1\n",
    "huge.py": b"#" * (MAX_TEXT_BYTES + 1),
}


def _look(snapshot: Snapshot) -> dict[str, object]:
    return {
        "paths": snapshot.paths(),
        "texts": {path: snapshot.read(path) for path in (*snapshot.paths(), "none")},
        "bytes": {path: snapshot.read_bytes(path) for path in (*snapshot.paths(), "none")},
        "ids": {path: snapshot.blob_id(path) for path in (*snapshot.paths(), "none")},
        "all": list(snapshot.read_all(["none", *reversed(snapshot.paths())])),
    }


def test_memory_and_git_show_the_same(make_repo: Callable[..., Path]) -> None:
    memory = MemorySnapshot(FILES)
    with Workspace.open(make_repo(FILES)) as workspace:
        from_git = workspace.snapshot(workspace.resolve("HEAD"))
        assert isinstance(memory, Snapshot)
        assert isinstance(from_git, Snapshot)
        assert _look(memory) == _look(from_git)


def test_text_is_what_can_be_decoded() -> None:
    snapshot = MemorySnapshot(FILES)
    assert snapshot.read("b.py") == "x = 1\n"
    assert snapshot.read("bom.py") == "x = 1\n"
    assert snapshot.read("latin.py") == "# -*- coding: latin-1 -*-\ns = 'ä'\n"
    assert [snapshot.read(path) for path in ("bad.py", "nul.bin", "huge.py", "none")] == [None] * 4


def test_tree_id_follows_paths_and_contents() -> None:
    ids = {
        MemorySnapshot(files).tree_id
        for files in ({}, {"a": "1"}, {"a": "2"}, {"b": "1"}, {"a": b"1"})
    }
    assert len(ids) == 4
