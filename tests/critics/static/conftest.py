from __future__ import annotations

import difflib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.diff import parse_patch
from patchcritic.domain import (
    Association,
    Change,
    ChangedSymbol,
    Context,
    CriticRequest,
    NodeId,
    Span,
    SymbolKind,
    TestCase,
)
from patchcritic.snapshot import MemorySnapshot

OLD = """\
class Box:
    def size(self, kind):
        if kind == "wide":
            return 10
        return 4


def measure(box, kind="plain"):
    if box is None:
        raise ValueError("no box")
    return box.size(kind) + 1
"""
TESTS = """\
import pytest
from box import Box, measure


def test_measure_wide():
    assert measure(Box(), kind="wide") == 11


def test_no_box():
    with pytest.raises(ValueError):
        measure(None)


def test_other():
    assert str(Box) != ""
"""
NAMES = ("test_measure_wide", "test_no_box", "test_other")
MakeRequest = Callable[..., CriticRequest]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with a module and its test."""
    files = {
        "box.py": "def size():\n    return 3\n",
        "test_box.py": "from box import size\n\ndef test_size():\n    assert size() == 3\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    author = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    for command in (("init", "-q"), ("add", "."), (*author, "commit", "-qm", "base")):
        subprocess.run(("git", *command), cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
def make_request() -> MakeRequest:
    """A request about one of the tests after one edit of ``box.py``."""

    def make(
        old: str = "return 10",
        new: str = "return 11",
        *,
        test: str = "test_measure_wide",
        qualname: str = "Box.size",
        span: tuple[int, int] = (2, 5),
        reasons: tuple[str, ...] = ("test_measure_wide -> measure -> Box.size (changed)",),
        has_association: bool = True,
        has_tree: bool = True,
    ) -> CriticRequest:
        changed = OLD.replace(old, new, 1)
        lines = difflib.unified_diff(
            OLD.splitlines(keepends=True), changed.splitlines(keepends=True), "a/box.py", "b/box.py"
        )
        node_id = NodeId(path="test_box.py", names=(test,))
        start = TESTS[: TESTS.index(f"def {test}")].count("\n") + 1
        symbol = ChangedSymbol(
            path="box.py",
            qualname=qualname,
            kind=SymbolKind.METHOD if "." in qualname else SymbolKind.FUNCTION,
            change=Change.MODIFIED,
            old_span=Span(path="box.py", start=span[0], end=span[1]),
            new_span=Span(path="box.py", start=span[0], end=span[1]),
            detail="body",
        )
        return CriticRequest(
            patch=parse_patch(f"diff --git a/box.py b/box.py\n{''.join(lines)}"),
            test=TestCase(
                node_id=node_id, span=Span(path="test_box.py", start=start, end=start + 2)
            ),
            context=Context(shared=(), snippets=(), n_tokens=0, budget=0),
            tree=MemorySnapshot({"box.py": changed, "test_box.py": TESTS}) if has_tree else None,
            association=Association(node_id=node_id, score=0.9, reasons=reasons, distance=2)
            if has_association
            else None,
            changed=(symbol,),
        )

    return make
