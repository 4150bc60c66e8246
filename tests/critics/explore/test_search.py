"""A literal search, and how it is bounded."""

from __future__ import annotations

import time

import pytest

from patchcritic.critics.explore import search as explore_search
from patchcritic.critics.explore.search import MAX_HITS, search_text
from patchcritic.snapshot import MemorySnapshot

TREE = MemorySnapshot(
    {
        "a.py": "x = (1)\ny = 2\n",
        "src/b.py": "  x = (1)\nx.y = '\xe4'\n",
        "src/deep/c.txt": "x = (1)\n",
        "latin.py": "x = (1) # \xe4".encode("latin-1"),
        "data.bin": b"x = (1)\0",
        "logo.png": b"x = (1)",
    }
)


@pytest.mark.parametrize(
    ("text", "glob", "expected"),
    [
        ("y = 2", "*", "a.py:2|y = 2"),
        ("x = (1)", "*.py", "a.py:1|x = (1)\nlatin.py:1|x = (1) # \ufffd\nsrc/b.py:1|x = (1)"),
        ("x = (1)", "**/*.txt", "src/deep/c.txt:1|x = (1)"),
        ("x = (1)", "src/**/b.py", "src/b.py:1|x = (1)"),
        ("x = (1)", "./src/", "src/b.py:1|x = (1)\nsrc/deep/c.txt:1|x = (1)"),
        ("\xe4", "", "src/b.py:2|x.y = '\xe4'"),
        ("x.y", "a.py", "No line in 1 files holds 'x.y'."),
        (".*", "*", "No line in 5 files holds '.*'."),
        ("x", "*.rs", "No file fits '*.rs'."),
        ("x", "../*", "No file fits '../*'."),
        ("x", "[z-a", "No file fits '[z-a'."),
        ("x", "g" * 201, "The glob is longer than 200 characters."),
        (" ", "*", "The text to search for must be on one line and not blank."),
        ("a\nb", "*", "The text to search for must be on one line and not blank."),
        ("\ud800", "*", "No line in 5 files holds '\\ud800'."),
    ],
)
def test_lines_are_found(text: str, glob: str, expected: str) -> None:
    assert search_text(TREE, text, glob) == expected


def test_many_hits_are_cut() -> None:
    tree = MemorySnapshot({"a.py": "x\n" * 30, "b.py": "x\n" * 30, "c.py": "x\n"})
    found = search_text(tree, "x", "*").split("\n")
    assert len(found) == MAX_HITS + 1
    assert found[-1].startswith("... more than 40 lines")


def test_long_lines_are_cut() -> None:
    tree = MemorySnapshot({"a.py": "x" * 100_000})
    assert len(search_text(tree, "x", "*")) < 250


def test_a_large_tree_is_searched_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore_search, "MAX_READ_BYTES", 10)
    tree = MemorySnapshot({f"{n}.py": "12345678\n" for n in range(9)})
    found = search_text(tree, "none", "*")
    assert found.startswith("No line in 2 files holds 'none'.\n... only 2 of 9 files")


def test_a_hostile_glob_takes_no_time() -> None:
    tree = MemorySnapshot({"a" * 250 + f"{n}": "" for n in range(200)})
    started = time.perf_counter()
    search_text(tree, "x", "*a" * 90 + "b")
    assert time.perf_counter() - started < 2
