"""How much a candidate's text resembles the reference's: what a method must beat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from patchcritic.diff import parse_patch
from patchcritic.domain import Instance, Submission
from patchcritic.errors import PatchNotReadable

MAX_LINES = 2000
"""Changed lines compared of either side: difflib is quadratic at worst."""


def find_changed_lines(diff: str) -> list[str]:
    """The added and removed lines with their sign, trailing white space left off; none of what is
    no diff."""
    try:
        files = parse_patch(diff).files
    except PatchNotReadable:
        return []
    lines = (line for file in files for hunk in file.hunks for line in hunk.lines)
    return [line.tag + line.text.rstrip() for line in lines if line.tag != " "]


def compare_patches(candidate: str, reference: str) -> float:
    """The share of changed lines in common: ``2 * common / all``, in order (difflib); two empty
    diffs are alike."""
    left, right = find_changed_lines(candidate), find_changed_lines(reference)
    matcher = SequenceMatcher(None, left[:MAX_LINES], right[:MAX_LINES], autojunk=False)
    return matcher.ratio()


def compare_submissions(
    submissions: Iterable[Submission], instances: Iterable[Instance]
) -> Mapping[tuple[str, str], float]:
    """By instance and submission the likeness to the instance's reference patch; a submission of
    an unknown instance is left out. The reference itself scores 1: keep ``gold`` out of a
    comparison of methods."""
    references = {instance.instance_id: instance.patch for instance in instances}
    return {
        (one.instance_id, one.model_name_or_path): compare_patches(
            one.model_patch, references[one.instance_id]
        )
        for one in submissions
        if one.instance_id in references
    }
