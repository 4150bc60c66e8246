"""From the options that name a change to the change itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.errors import UsageProblem
from patchcritic.folders import leaves_repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.domain import Patch
    from patchcritic.pipeline import ChangeUnderTest


MAX_LIST_CHARS = 10_000_000
"""Of a file of test ids; 100,000 ids have as many."""


def refuse_escape(path: Path, option: str) -> None:
    """Raise ``UsageProblem`` when a link in the repository leads out of it: what it leads to was
    not chosen by whoever wrote the option."""
    if leaves_repository(path):
        raise UsageProblem(
            f"{option} is a link that leaves the repository, and is not followed; name the file "
            "that it stands for"
        )


def read_change(
    diff: str | None, *, staged: bool, base: str | None, test_patch: Path | None
) -> ChangeUnderTest:
    """What the options name. Raises ``UsageProblem`` when they name none or several."""
    from patchcritic.diff import read_patch
    from patchcritic.pipeline import ChangeUnderTest

    tests = read_patch(_check(test_patch, "--test-patch")) if test_patch else None
    if staged and (diff or base):
        raise UsageProblem("--staged cannot be joined with --diff or --base; name one change")
    if staged:
        return ChangeUnderTest(is_staged=True, test_patch=tests)
    if diff is None:
        if base is None:
            if tests is None:
                raise UsageProblem(
                    "no change to judge: give --diff FILE, --diff - or --diff REV..REV, --staged, "
                    "or --base REV"
                )
            return ChangeUnderTest(test_patch=tests)
        return ChangeUnderTest(old=base, new="HEAD", from_merge_base=True, test_patch=tests)
    if _is_range(diff):
        if base:
            raise UsageProblem("--base cannot be joined with a range of revisions in --diff")
        return ChangeUnderTest(revisions=diff, test_patch=tests)
    if diff != "-" and not Path(diff).exists():
        raise UsageProblem(
            f"--diff {diff}: there is no such file; to judge what revisions hold write "
            f"--diff {diff}..HEAD or --base {diff}"
        )
    patch = _read_stdin() if diff == "-" else read_patch(_check(Path(diff), "--diff"))
    return ChangeUnderTest(old=base or "HEAD", patch=patch, test_patch=tests)


def read_reference(path: Path | None) -> Patch | None:
    """The change known to be right. Raises ``PatchNotReadable`` when it is no diff."""
    from patchcritic.diff import read_patch

    return None if path is None else read_patch(_check(path, "--reference"))


def _check(path: Path, option: str) -> Path:
    refuse_escape(path, option if option.endswith(str(path)) else f"{option} {path}")
    return path


def _is_range(diff: str) -> bool:
    return ".." in diff and not Path(diff).exists() and not diff.endswith((".diff", ".patch"))


def _read_stdin() -> Patch:
    from patchcritic.diff import MAX_DIFF_BYTES, parse_patch

    # One more than is allowed, so that the parser says so.
    raw = sys.stdin.buffer.read(MAX_DIFF_BYTES + 1)
    return parse_patch(raw.decode("utf-8", "surrogateescape"))


def read_wanted(values: Sequence[str] | None, *, option: str) -> tuple[str, ...]:
    """The tests named, ``@FILE`` opened. Raises ``UsageProblem`` when a file cannot be read."""
    wanted: list[str] = []
    for value in values or ():
        if not value.startswith("@"):
            wanted.append(value)
            continue
        file = _check(Path(value[1:]), f"{option} {value}")
        try:
            with file.open(encoding="utf-8") as stream:
                text = stream.read(MAX_LIST_CHARS + 1)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageProblem(f"{option} {value} cannot be read: {reason}") from None
        if len(text) > MAX_LIST_CHARS:
            raise UsageProblem(f"{option} {value} has over {MAX_LIST_CHARS:,} characters")
        wanted += [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(dict.fromkeys(wanted))
