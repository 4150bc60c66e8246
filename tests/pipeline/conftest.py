from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.diff import parse_patch
from patchcritic.domain import (
    CriticFailure,
    CriticRequest,
    Label,
    Patch,
    Prediction,
    PSource,
    Usage,
)

FILES = {
    "shapes.py": (
        "def area(w, h):\n"
        '    """Of a rectangle."""\n'
        "    return w * h\n"
        "\n\n"
        "def label(text):\n"
        "    return text.upper()\n"
    ),
    "tests/test_shapes.py": (
        "from shapes import area, label\n"
        "\n\n"
        "def test_area():\n"
        "    assert area(2, 3) == 6\n"
        "\n\n"
        "def test_area_of_nothing():\n"
        "    assert area(0, 3) == 0\n"
        "\n\n"
        "def test_label():\n"
        '    assert label("a") == "A"\n'
    ),
}
AREA_PATCH = """\
--- a/shapes.py
+++ b/shapes.py
@@ -1,6 +1,6 @@
 def area(w, h):
     \"""Of a rectangle.\"""
-    return w * h
+    return w + h


 def label(text):
"""
DOCSTRING_PATCH = """\
--- a/shapes.py
+++ b/shapes.py
@@ -1,5 +1,5 @@
 def area(w, h):
-    \"""Of a rectangle.\"""
+    \"""Of any rectangle.\"""
     return w * h


"""


def git(repo: Path, *args: str) -> str:
    identity = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *args], cwd=repo, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one module and its tests."""
    root = tmp_path / "repo"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    return root


@pytest.fixture
def area_patch() -> Patch:
    """Makes ``area`` add instead of multiply."""
    return parse_patch(AREA_PATCH)


@pytest.fixture
def docstring_patch() -> Patch:
    """Changes a docstring only."""
    return parse_patch(DOCSTRING_PATCH)


class PlainCritic:
    """Calls a function for every request and keeps what it was asked."""

    name = "plain"
    fingerprint = "plain-1"

    def __init__(self, p_pass: Callable[[str], float] = lambda _: 0.9) -> None:
        self.p_pass = p_pass
        self.requests: list[CriticRequest] = []
        self.is_closed = False

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        self.requests.append(request)
        p_pass = self.p_pass(str(request.test.node_id))
        return Prediction(
            node_id=request.test.node_id,
            label=Label.PASS if p_pass >= 0.5 else Label.FAIL,
            p_pass=p_pass,
            p_source=PSource.VERBALISED,
            rationale="because",
            critic=self.name,
            usage=Usage(n_calls=1, prompt_tokens=10),
        )

    async def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def critic() -> PlainCritic:
    return PlainCritic()
