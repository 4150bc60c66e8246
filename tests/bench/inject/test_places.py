"""Which lines count as flagged, and which as changed."""

from __future__ import annotations

from typing import Any

import pytest

from patchcritic.bench.inject.places import find_changed, find_flagged
from patchcritic.diff import parse_patch
from patchcritic.domain import Citation, Label, NodeId, Prediction, PSource, Step, Witness

WITNESS = Witness(assertion="a == b", path="src/a.py", line=3)


def _predict(label: Label = Label.FAIL, **fields: Any) -> Prediction:
    return Prediction(
        node_id=NodeId.parse("tests/test_a.py::test_a"),
        label=label,
        p_pass=0.1,
        p_source=PSource.VERBALISED,
        rationale="",
        critic="one",
        **fields,
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"witness": WITNESS}, [("src/a.py", 3)]),
        ({"witness": Witness(assertion="a", path="tests/test_a.py", line=3)}, []),
        ({"witness": Witness(assertion="a")}, []),
        ({"citations": (Citation(path="./src/a.py", line=7),)}, [("src/a.py", 7)]),
        ({"citations": (Citation(path="src/a.py", line=0),)}, []),
        # What is not in the tree is a flag too, and a wrong one.
        ({"citations": (Citation(path="src/none.py", line=1),)}, [("src/none.py", 1)]),
        ({"trace": (Step(says="", path="src/a.py", line=4, holds="no"),)}, [("src/a.py", 4)]),
        ({"trace": (Step(says="", path="src/a.py", line=4),)}, []),
        ({"trace": (Step(says="", path="src/a.py", line=4, holds="yes"),)}, []),
        (
            {"witness": WITNESS, "citations": (Citation(path="src/a.py", line=3),)},
            [("src/a.py", 3)],
        ),
    ],
)
def test_what_is_flagged(fields: dict[str, Any], expected: list[tuple[str, int]]) -> None:
    assert list(find_flagged([_predict(**fields)])) == expected


@pytest.mark.parametrize("label", [Label.PASS, Label.ABSTAIN])
def test_only_failures_flag(label: Label) -> None:
    assert find_flagged([_predict(label, witness=WITNESS)]) == ()


def test_several_tests_flag_together() -> None:
    second = _predict(citations=(Citation(path="b.py", line=1), Citation(path="src/a.py", line=3)))
    flagged = find_flagged([_predict(witness=WITNESS), second])
    assert flagged == (("b.py", 1), ("src/a.py", 3))


HEAD = "--- a/{0}\n+++ b/{0}\n"


@pytest.mark.parametrize(
    ("hunk", "lines"),
    [
        ("@@ -1,2 +1,3 @@\n a\n+b\n c\n", [2]),
        ("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", [2]),
        ("@@ -1,3 +1,2 @@\n a\n-b\n c\n", [2]),
        ("@@ -4,3 +4,2 @@\n a\n b\n-c\n", [5]),
        ("@@ -1,4 +1,4 @@\n a\n-b\n+B\n+BB\n c\n-d\n", [2, 3, 4]),
    ],
)
def test_which_lines_a_patch_changes(hunk: str, lines: list[int]) -> None:
    others = "".join(HEAD.format(path) + hunk for path in ("tests/test_a.py", "docs/a.rst"))
    patch = parse_patch(HEAD.format("a.py") + hunk + others)
    assert find_changed(patch) == tuple(("a.py", line) for line in lines)
