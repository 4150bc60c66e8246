"""An instance made ready: its test patch read, its tests' names as pytest has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from patchcritic.bench.run.matching import spell_for_pytest
from patchcritic.diff import parse_patch
from patchcritic.domain import Instance, Patch, PatchedFile
from patchcritic.errors import PatchNotReadable

_FILE_HEADER = re.compile(r"^diff --git ", re.MULTILINE)
_PLAIN_HEADER = re.compile(r"^--- .*\n\+\+\+ ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What all submissions of an instance share."""

    instance: Instance
    test_patch: Patch | None
    fail_to_pass: dict[str, tuple[str, ...]]
    """By the dataset's name of a test: the names that pytest may have for it."""
    pass_to_pass: dict[str, tuple[str, ...]]

    def read_candidate(self, text: str) -> Patch | None:
        """A candidate's patch without the files that the test patch brings; None when empty.

        SWE-bench resets those files before it applies the test patch, so what a candidate does to
        them counts for nothing. Raises ``PatchNotReadable``.
        """
        if not text.strip():
            return None
        patch = parse_patch(text)
        if self.test_patch is None:
            return patch
        taken = {path for file in self.test_patch.files for path in _paths_of(file)}
        if not any(taken & _paths_of(file) for file in patch.files):
            return patch
        header = _FILE_HEADER if _FILE_HEADER.search(patch.text) else _PLAIN_HEADER
        starts = [match.start() for match in header.finditer(patch.text)]
        pieces = [
            patch.text[start:end]
            for start, end in zip(starts, [*starts[1:], len(patch.text)], strict=True)
        ]
        kept = [one for one in pieces if not _is_about(one, taken)]
        return parse_patch("".join(kept)) if kept else None


def prepare_case(instance: Instance) -> Case:
    """Read an instance's test patch and names. Raises ``PatchNotReadable``."""
    has_tests = bool(instance.test_patch.strip())
    test_patch = parse_patch(instance.test_patch) if has_tests else None
    files = [file.path for file in test_patch.files if file.is_test] if test_patch else []
    return Case(
        instance=instance,
        test_patch=test_patch,
        fail_to_pass={name: spell_for_pytest(name, files) for name in instance.fail_to_pass},
        pass_to_pass={name: spell_for_pytest(name, files) for name in instance.pass_to_pass},
    )


def _paths_of(file: PatchedFile) -> set[str]:
    return {file.path, file.old_path or file.path}


def _is_about(piece: str, paths: set[str]) -> bool:
    try:
        return any(_paths_of(file) & paths for file in parse_patch(piece).files)
    except PatchNotReadable:  # a header that changes nothing
        return False
