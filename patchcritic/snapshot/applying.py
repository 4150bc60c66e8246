"""How ``git apply`` is called, and what its complaints mean to a user."""

from __future__ import annotations

import re

from patchcritic.domain import Change, Patch
from patchcritic.snapshot.git import GitResult

_FAILED_HUNK = re.compile(r"^error: patch failed: (?P<path>.*):(?P<line>\d+)$", re.MULTILINE)
_NO_FILE = re.compile(
    r"^error: (?P<path>.*): (does not exist in index|No such file or directory)$", re.MULTILINE
)
_EXISTS = re.compile(r"^error: (?P<path>.*): already exists in (index|working directory)$", re.M)
_BINARY = re.compile(
    r"^error: (?:cannot apply binary patch to|the patch applies to) '(?P<path>.*?)'", re.MULTILINE
)
_ANY_FILE = re.compile(r"^error: (?P<path>.*): patch does not apply$", re.MULTILINE)
_BROKEN = re.compile(r"^error: (?P<reason>(?:corrupt|git diff header|patch with only).*)$", re.M)
_WAY_OUT = "check that the base is the commit the patch was made from"


def apply_arguments(patch: Patch) -> tuple[str, ...]:
    """The arguments that make git apply a patch from stdin to the index alone."""
    # Without context lines (git diff -U0) git refuses to trust line numbers unless it is told.
    has_bare_hunk = any(
        file.change not in {Change.ADDED, Change.DELETED}
        and any(all(line.tag != " " for line in hunk.lines) for hunk in file.hunks)
        for file in patch.files
    )
    return (
        "apply",
        "--cached",
        "--whitespace=nowarn",
        f"-p{patch.strip}",
        *(["--unidiff-zero"] if has_bare_hunk else []),
        "-",
    )


def explain_failure(patch: Patch, result: GitResult) -> str:
    """Say in one sentence which file and which hunk git could not apply, and what to do."""
    if found := _FAILED_HUNK.search(result.err):
        return _explain_hunk(patch, found["path"], int(found["line"]))
    if found := _NO_FILE.search(result.err):
        return f"patch does not apply: {found['path']} is not in the base tree; {_WAY_OUT}"
    if found := _EXISTS.search(result.err):
        return (
            f"patch does not apply: it adds {found['path']}, which the base tree already has; "
            f"{_WAY_OUT}"
        )
    if found := _BINARY.search(result.err):
        return (
            f"patch does not apply: it has no usable content for the binary file "
            f"{found['path']}; make it with git diff --binary"
        )
    if found := _BROKEN.search(result.err):
        return f"patch does not apply: git finds it broken ({found['reason']}); make it again"
    file = _ANY_FILE.search(result.err)
    name = f"{file['path']}: " if file and file["path"] not in result.reason else ""
    return f"patch does not apply: {name}{result.reason}; {_WAY_OUT}"


def _explain_hunk(patch: Patch, path: str, line: int) -> str:
    starts = [
        hunk.old_start
        for file in patch.files
        if path in (file.path, file.old_path)
        for hunk in file.hunks
    ]
    number = f"hunk {starts.index(line) + 1} at line {line}" if line in starts else f"line {line}"
    return f"patch does not apply: {path}, {number}: the lines it expects are not there; {_WAY_OUT}"
