"""A known good change beside the patch: what is shown of it, folded, and left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from patchcritic.context.reference import SAME, show_reference
from patchcritic.diff import parse_patch
from patchcritic.domain import Patch

HEAD = "diff --git a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n"
ONE = "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
TWO = "@@ -11,2 +11,3 @@\n k\n+L\n m\n"
OTHER = "@@ -11,2 +11,3 @@\n k\n+LL\n m\n"


def _patch(*files: tuple[str, str]) -> Patch:
    return parse_patch("".join(HEAD.format(path) + hunks for path, hunks in files))


@pytest.mark.parametrize(
    ("patch", "reference", "expected"),
    [
        # what the patch does too is one line, the rest is shown
        ([("m.py", ONE + OTHER)], [("m.py", ONE + TWO)],
         ["# modified\n# same as the patch: 1 of its 2 hunks\n@@ 11 @@\n k\n+L\n m"]),
        ([("m.py", OTHER)], [("m.py", ONE + TWO)],
         ["# modified\n@@ 1 @@\n a\n-b\n+B\n c\n@@ 11 @@\n k\n+L\n m"]),
        ([("m.py", ONE)], [("m.py", ONE), ("n.py", TWO)],
         ["# modified\n# same as the patch: 1 of its 1 hunks", "# modified\n@@ 11 @@\n k\n+L\n m"]),
        # the same sources: however hunks are cut, and with other tests and blank lines
        ([("m.py", ONE + TWO)], [("m.py", ONE + TWO)], [SAME]),
        ([("m.py", ONE + TWO), ("tests/test_m.py", ONE)], [("m.py", ONE + TWO)], [SAME]),
        ([("m.py", "@@ -2 +2,2 @@\n-b\n+B  \n+\n" + TWO)], [("m.py", ONE + TWO)], [SAME]),
        ([("m.py", "@@ -11,0 +12 @@\n+L\n")], [("m.py", TWO)], [SAME]),
        ([("m.py", "@@ -0,0 +1 @@\n+L\n")], [("m.py", "@@ -0,0 +1 @@\n+L\n")], [SAME]),
        # the right line in the wrong place or file is another change
        ([("m.py", "@@ -21,2 +21,3 @@\n x\n+L\n z\n")], [("m.py", TWO)],
         ["# modified\n@@ 11 @@\n k\n+L\n m"]),
        ([("n.py", TWO)], [("m.py", TWO)], ["# modified\n@@ 11 @@\n k\n+L\n m"]),
        ([("m.py", ONE)], [("tests/test_m.py", ONE)], []),
    ],
)  # fmt: skip
def test_the_difference_is_what_is_shown(
    patch: list[tuple[str, str]], reference: list[tuple[str, str]], expected: list[str]
) -> None:
    shown, _ = show_reference(_patch(*patch), _patch(*reference), 1000)
    assert [one.text for one in shown] == expected
    assert {one.role for one in shown} <= {"reference"}


def test_snippets_say_where_they_are() -> None:
    ((shown,), _) = show_reference(_patch(("n.py", ONE)), _patch(("m.py", ONE + TWO)), 1000)
    assert shown.title == "m.py in the reference"
    assert (shown.span.path, shown.span.start, shown.span.end) == ("m.py", 1, 14)
    same = show_reference(_patch(("m.py", ONE)), _patch(("m.py", ONE)), 1000)[0][0]
    assert same.title == "the reference"


def test_renamed_files_are_described() -> None:
    rename = "diff --git a/m.py b/n.py\nsimilarity index 100%\nrename from m.py\nrename to n.py\n"
    ((shown,), _) = show_reference(_patch(("m.py", ONE)), parse_patch(rename), 1000)
    assert shown.text == "# renamed from m.py"


def test_tests_are_left_out_on_record() -> None:
    reference = _patch(("m.py", TWO), ("tests/test_m.py", ONE))
    _, dropped = show_reference(_patch(("m.py", ONE)), reference, 1000)
    assert [(one.title, one.reason) for one in dropped] == [
        ("tests/test_m.py:1", "reference: test code")
    ]
    assert dropped[0].n_tokens > 0


@pytest.mark.parametrize(("cap", "n_shown", "titles"), [
    (1000, 2, []),
    (50, 2, ["m.py:30"]),
    (15, 1, ["m.py:30", "m.py:11", "n.py:1"]),
    (0, 0, ["m.py:30", "m.py:11", "n.py:1"]),
])  # fmt: skip
def test_hunks_over_the_cap_are_left_out_on_record(
    cap: int, n_shown: int, titles: list[str]
) -> None:
    long = "@@ -30 +30,9 @@\n x\n" + "".join(f"+line = {n}\n" for n in range(8))
    small = "@@ -11 +11,2 @@\n k\n+L\n"
    reference = _patch(("m.py", small + long), ("n.py", "@@ -1 +1,2 @@\n a\n+b\n"))
    shown, dropped = show_reference(_patch(("o.py", ONE)), reference, cap)
    assert sum(one.n_tokens for one in shown) <= cap
    assert len(shown) == n_shown
    assert sorted(one.title for one in dropped) == sorted(titles)
    assert {one.reason for one in dropped} <= {"reference: over its share of the budget"}
    assert any("more hunks not shown" in one.text for one in shown) is (0 < cap < 1000)


@pytest.mark.parametrize("mode", ["none", "diff", "function", "slice"])
def test_contexts_end_their_shared_part_with_it(
    make_case: Callable[..., object], mode: str
) -> None:
    before = "def f():\n    return 1\n"
    case = make_case(
        {"m.py": before, "test_m.py": "import m\n\ndef test_a():\n    assert m.f() == 2\n"},
        {"m.py": "def f():\n    return 3\n"},
    )
    good = _patch(("m.py", "@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 2\n"))
    plain = case.build("test_m.py::test_a", mode=mode)  # type: ignore[attr-defined]
    context = case.build("test_m.py::test_a", mode=mode, reference=good)  # type: ignore[attr-defined]
    *rest, last = context.shared
    assert tuple(rest) == plain.shared
    assert last.role == "reference"
    assert "+    return 2" in last.text
    assert context.n_tokens == plain.n_tokens + last.n_tokens


def test_a_large_reference_leaves_room_for_the_test(make_case: Callable[..., object]) -> None:
    test = "import m\n\ndef test_a():\n    assert m.f() == 2\n"
    case = make_case(
        {"m.py": "def f():\n    return 1\n", "test_m.py": test},
        {"m.py": "def f():\n    return 3\n"},
    )
    hunks = "".join(
        f"@@ -{n},0 +{n},9 @@\n" + "".join(f"+value_{n}_{k} = {k}\n" for k in range(9))
        for n in range(1, 900, 30)
    )
    context = case.build(  # type: ignore[attr-defined]
        "test_m.py::test_a", reference=_patch(("big.py", hunks)), budget=400
    )
    assert context.n_tokens <= 400
    contrast = sum(one.n_tokens for one in context.shared if one.role == "reference")
    assert 40 < contrast <= 100
    assert "assert m.f() == 2" in context.snippets[-1].text
    assert sum(one.reason.startswith("reference: over") for one in context.dropped) > 20
