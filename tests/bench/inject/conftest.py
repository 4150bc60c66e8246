"""A little repository with a right change, and rows made by hand."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from patchcritic.bench.inject.nouns import FlaggedPlace, InjectRow, PlacedFault
from patchcritic.domain import Instance

SOURCE = """\
def clamp(value, low=0, high=10):
    if value < low:
        return low
    return value


def spread(values):
    if not values:
        raise ValueError("no values")
    return max(values) - min(values)


def unused(one, other):
    return one + other
"""
TESTS = """\
from tinycalc import clamp, spread


def test_clamp():
    assert clamp(-1) == 0


def test_spread():
    assert spread([1, 5]) == 4
"""
PATCH = """\
--- a/tinycalc.py
+++ b/tinycalc.py
@@ -1,4 +1,6 @@
 def clamp(value, low=0, high=10):
     if value < low:
         return low
+    if value > high:
+        return high
     return value
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repos" / "acme__tinycalc"
    (folder / "tests").mkdir(parents=True)
    (folder / "tinycalc.py").write_text(SOURCE, encoding="utf-8")
    (folder / "tests" / "test_tinycalc.py").write_text(TESTS, encoding="utf-8")
    clean = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    identity = ("-c", "user.name=a", "-c", "user.email=a@localhost")
    for words in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "one")):
        subprocess.run(["git", *words], cwd=folder, env=clean, check=True)
    return folder


@pytest.fixture
def instance() -> Instance:
    return Instance(
        instance_id="acme__tinycalc-1", repo="acme/tinycalc", base_commit="HEAD", patch=PATCH
    )


Row = Callable[..., InjectRow]


@pytest.fixture
def make_row() -> Row:
    """``make_row(arm, faults, flagged)`` with places as lines of ``a.py``."""

    def make(
        arm: str, faults: Iterable[int], flagged: Iterable[int] = (), **fields: object
    ) -> InjectRow:
        values: dict[str, object] = {
            "instance_id": "acme__tinycalc-1",
            "case": "inject-01",
            "repo": "acme/tinycalc",
            "jaccard": 0.0,
            **fields,
        }
        return InjectRow(
            arm=arm,
            faults=tuple(
                PlacedFault(operator="off-by-one", path="a.py", line=line) for line in faults
            ),
            flagged=tuple(FlaggedPlace("a.py", line) for line in flagged),
            **values,  # type: ignore[arg-type]
        )

    return make
