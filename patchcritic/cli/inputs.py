"""From the options that name a change to the change itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.domain import Patch
    from patchcritic.pipeline import ChangeUnderTest


def read_change(
    diff: str | None, *, staged: bool, base: str | None, test_patch: Path | None
) -> ChangeUnderTest:
    """What the options name. Raises ``UsageProblem`` when they name none or several."""
    from patchcritic.diff import read_patch
    from patchcritic.pipeline import ChangeUnderTest

    tests = read_patch(test_patch) if test_patch else None
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
    patch = _read_stdin() if diff == "-" else read_patch(Path(diff))
    return ChangeUnderTest(old=base or "HEAD", patch=patch, test_patch=tests)


def read_reference(path: Path | None) -> Patch | None:
    """The change known to be right. Raises ``PatchNotReadable`` when it is no diff."""
    from patchcritic.diff import read_patch

    return None if path is None else read_patch(path)


def _is_range(diff: str) -> bool:
    return ".." in diff and not Path(diff).exists() and not diff.endswith((".diff", ".patch"))


def _read_stdin() -> Patch:
    from patchcritic.diff import parse_patch

    return parse_patch(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))


def read_wanted(values: Sequence[str] | None, *, option: str) -> tuple[str, ...]:
    """The tests named, ``@FILE`` opened. Raises ``UsageProblem`` when a file cannot be read."""
    wanted: list[str] = []
    for value in values or ():
        if not value.startswith("@"):
            wanted.append(value)
            continue
        try:
            text = Path(value[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageProblem(f"{option} {value} cannot be read: {reason}") from None
        wanted += [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(dict.fromkeys(wanted))
