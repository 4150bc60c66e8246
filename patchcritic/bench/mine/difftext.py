"""Diffs as text: cut into files and hunks, one hunk left out, one file's part replaced."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_NO_END = "\\ No newline at end of file\n"


def cut_files(diff: str) -> list[str]:
    """The parts of a git diff, one per file."""
    starts = [match.start() for match in re.finditer(r"^diff --git ", diff, re.MULTILINE)]
    return [diff[a:b] for a, b in zip(starts, [*starts[1:], len(diff)], strict=False)]


def drop_hunk(part: str, place: int) -> str:
    """One file's part of a diff without one of its hunks; empty when it was the only one."""
    found = list(_HUNK.finditer(part))
    ends = [*(match.start() for match in found[1:]), len(part)]
    hunks = [(match, part[match.start() : end]) for match, end in zip(found, ends, strict=True)]
    if len(hunks) == 1:
        return ""
    kept = part[: found[0].start()]
    shift = 0
    for number, (match, text) in enumerate(hunks):
        old, old_size, new, new_size = (int(one) if one else 1 for one in match.groups())
        if number == place:
            shift += new_size - old_size
            continue
        header = f"@@ -{old},{old_size} +{new - shift},{new_size} @@"
        kept += header + text[match.end() - match.start() :]
    return kept


def count_hunks(part: str) -> int:
    """The hunks of one file's part of a diff."""
    return len(_HUNK.findall(part))


def make_part(path: str, old: str | None, new: str) -> str:
    """One file's part of a diff, empty when nothing differs; ``old`` is None for a new file."""
    before = _lines(old or "")
    lines = list(
        difflib.unified_diff(
            before,
            _lines(new),
            "/dev/null" if old is None else f"a/{path}",
            f"b/{path}",
        )
    )
    if not lines:
        return ""
    head = f"diff --git a/{path} b/{path}\n"
    if old is None:
        head += "new file mode 100644\n"
    return head + "".join(_ended(lines))


def replace_part(parts: Sequence[str], place: int | None, part: str) -> str:
    """The diff with one file's part replaced, or with one more when ``place`` is None."""
    if place is None:
        return "".join(parts) + part
    return "".join([*parts[:place], part, *parts[place + 1 :]])


def _lines(text: str) -> list[str]:
    """Lines with their ends, as git has them: nothing but a line feed ends one."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + (
        [text.rpartition("\n")[2]] if text and not text.endswith("\n") else []
    )


def _ended(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"
