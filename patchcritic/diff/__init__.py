"""Diff text to ``domain.Patch``, and the split of its files into source and tests."""

from __future__ import annotations

from patchcritic.diff.parser import MAX_DIFF_BYTES, MAX_DIFF_FILES, parse_patch, read_patch
from patchcritic.diff.prose import is_prose_path
from patchcritic.diff.testpaths import is_test_path

__all__ = [
    "MAX_DIFF_BYTES",
    "MAX_DIFF_FILES",
    "is_prose_path",
    "is_test_path",
    "parse_patch",
    "read_patch",
]
