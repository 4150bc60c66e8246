from __future__ import annotations

import pytest

from patchcritic.bench.metrics.lexical import compare_patches, compare_submissions
from patchcritic.domain import Instance, Submission


def diff(*changes: str) -> str:
    n_old = sum(line.startswith("-") for line in changes)
    body = "\n".join(changes)
    header = f"@@ -1,{n_old} +1,{len(changes) - n_old} @@"
    return f"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n{header}\n{body}\n"


GOLD = diff("-return 1", "+return 2", "+# so")


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (GOLD, 1.0),
        (GOLD.replace("return 2", "return 2  "), 1.0),
        (diff("-return 1", "+return 3", "+# so"), 2 / 3),
        (diff("-return 1"), 2 / 4),
        (diff("+return 1"), 0.0),
        ("", 0.0),
        ("no diff at all", 0.0),
    ],
)
def test_the_share_of_changed_lines_in_common(candidate: str, expected: float) -> None:
    assert compare_patches(candidate, GOLD) == pytest.approx(expected)


def test_two_empty_patches_are_alike() -> None:
    assert compare_patches("", "") == 1


def test_each_submission_is_compared_with_its_own_reference() -> None:
    instances = [Instance(instance_id="i1", repo="o/r", base_commit="c", patch=GOLD)]
    submissions = [
        Submission(instance_id="i1", model_name_or_path="s1", model_patch=GOLD),
        Submission(instance_id="i1", model_name_or_path="s2", model_patch=""),
        Submission(instance_id="i9", model_name_or_path="s1", model_patch=GOLD),
    ]

    assert compare_submissions(submissions, instances) == {("i1", "s1"): 1.0, ("i1", "s2"): 0.0}
