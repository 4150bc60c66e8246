"""Cuts a diff into one section a file, reading git's extended headers on the way.

unidiff parses hunks well, yet it leaves out pure renames and mode changes, mixes up names
with spaces, and takes garbage for an empty set; so what stands around the hunks is read here,
by the rules of git's own apply.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from patchcritic.diff.names import DEV_NULL, read_file_name, split_names
from patchcritic.errors import PatchNotReadable

_HUNK = re.compile(r"@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@")
_BINARY = re.compile(r"Binary files (.*) differ")
_EXTENDED = (
    "old mode",
    "new mode",
    "deleted file mode",
    "new file mode",
    "copy from",
    "copy to",
    "rename from",
    "rename to",
    "similarity index",
    "dissimilarity index",
    "index",
)


@dataclass(slots=True, kw_only=True)
class Section:
    """What a diff says of one file, names not yet stripped of their prefixes."""

    git_names: str | None = None
    """The text behind ``diff --git``; None in a plain diff."""
    extended: dict[str, str] = field(default_factory=dict)
    """git's extended header lines, for example ``rename from`` -> ``old.py``."""
    old_name: str | None = None
    new_name: str | None = None
    hunks: list[str] = field(default_factory=list)
    """The hunks' lines, each with its line end, without ``\\ No newline`` markers."""
    is_binary: bool = False


class _Scanner:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.sections: list[Section] = []
        self.current: Section | None = None

    def scan(self) -> list[Section]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.startswith("diff --git "):
                self.current = Section(git_names=line[len("diff --git ") :])
                self.sections.append(self.current)
                self.at += 1
                self.read_git_header(self.current)
            elif line.startswith(("diff --cc ", "diff --combined ")):
                raise self.problem("is a combined diff of a merge; make it with git diff A..B")
            elif self.is_plain_header():
                old, new = (text[4:] for text in self.lines[self.at : self.at + 2])
                self.current = Section(old_name=read_file_name(old), new_name=read_file_name(new))
                self.sections.append(self.current)
                self.at += 2
            elif line.startswith("@@ -"):
                self.read_hunk()
            else:
                self.read_other(line)
                self.at += 1
        return self.sections

    def problem(self, text: str) -> PatchNotReadable:
        return PatchNotReadable(f"line {self.at + 1} of the diff {text}")

    def is_plain_header(self) -> bool:
        starts = ("--- ", "+++ ", "@@ -")
        three = self.lines[self.at : self.at + 3]
        return len(three) == 3 and all(map(str.startswith, three, starts))

    def read_git_header(self, section: Section) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            key = next((key for key in _EXTENDED if line.startswith(f"{key} ")), None)
            if key is not None:
                section.extended[key] = line[len(key) + 1 :]
            elif line.startswith("--- ") and section.old_name is None:
                section.old_name = read_file_name(line[4:])
            elif line.startswith("+++ ") and section.new_name is None:
                section.new_name = read_file_name(line[4:])
            else:
                return
            self.at += 1

    def read_hunk(self) -> None:
        match = _HUNK.match(self.lines[self.at])
        if match is None:
            raise self.problem("is not a hunk header of the form '@@ -1,2 +1,3 @@'")
        if self.current is None:
            raise self.problem("is a hunk without a file header above it")
        n_old, n_new = (1 if length is None else int(length) for length in match.groups())
        start = self.at
        body = [self.lines[self.at]]
        while n_old > 0 or n_new > 0:
            self.at += 1
            line = self.lines[self.at] if self.at < len(self.lines) else "end of the diff"
            tag = line[:1]
            if tag == "\\":
                continue
            n_old -= tag in {" ", "-", "", "\r"}
            n_new -= tag in {" ", "+", "", "\r"}
            if tag not in {" ", "+", "-", "", "\r"} or n_old < 0 or n_new < 0:
                self.at = start
                raise self.problem(
                    "starts a hunk whose header promises another number of lines than it has"
                )
            body.append(line)
        if len(body) == 1:
            raise self.problem("starts an empty hunk")
        self.current.hunks.extend(f"{line}\n" for line in body)
        self.at += 1

    def read_other(self, line: str) -> None:
        if line.startswith("\\") or line == "GIT binary patch":
            if self.current is not None and line[0] == "G":
                self.current.is_binary = True
            return
        binary = _BINARY.fullmatch(line.rstrip("\r"))
        if binary and self.current is not None and not self.current.hunks:
            self.current.is_binary = True
        elif binary and (names := split_names(binary[1], " and ")):
            old, new = names
            self.sections.append(Section(old_name=old, new_name=new, is_binary=True))
        elif line.startswith("@@") and self.at and self.lines[self.at - 1].startswith("+++ "):
            raise self.problem("is not a hunk header of the form '@@ -1,2 +1,3 @@'")
        self.current = None


def split_sections(text: str) -> list[Section]:
    """Cut a diff into its files, in their order. Raises PatchNotReadable at a broken hunk.

    What stands between files is skipped as git does: commit messages and signatures of
    ``git format-patch``, ``Index:`` lines. Headers that change nothing are left out.
    """
    sections = _Scanner(text.removesuffix("\n").split("\n")).scan()
    return [section for section in sections if _has_change(section)]


def _has_change(section: Section) -> bool:
    names = (section.old_name, section.new_name)
    return bool(
        section.hunks
        or section.is_binary
        or (section.git_names is not None and DEV_NULL in names)
        or section.extended.keys() - {"index", "similarity index", "dissimilarity index"}
    )
