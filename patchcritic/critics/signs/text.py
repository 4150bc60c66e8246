"""What a patch says in its own words: the rows it adds or takes away, and the names it brings."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from patchcritic.domain import Change, Patch, PatchedFile, Snapshot

MAX_CHARS = 1_000_000
"""Characters read of one patch, its small files first: about a second's work."""

MAX_FILES, MAX_BYTES = 5_000, 50_000_000
"""Files and bytes of the tree that are searched for what stood there before."""

GAP = "\0" * 8
"""Between rows that do not follow each other: longer than any gap a pattern crosses."""

_MARGIN = re.compile(
    r"^[\s#/*;!%>|\"'`+(-]*(?:[rbfu]{1,2}[\"']+)?|(?:\\n|[\s\"'`\\+,)*/-])+$", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U000([0-9a-fA-F]{5}))")
_NAME = re.compile(r"\b(?:def|class|function)[ \t]{1,9}(\w{3,400})")
_JOINT = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_TAG = re.compile("[\U000e0020-\U000e007e]")
_ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнАВЕКМНОРСТХІЈЅοινΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwkmtbhABEKMHOPCTXIJSoivABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that are drawn like Latin ones (unicode.org/reports/tr39)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of text and where it stands."""

    line: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Rows of one file, to be searched as one text; ``GAP`` stands where rows are left out."""

    path: str
    rows: tuple[Row, ...]

    @cached_property
    def raw(self) -> Flow:
        """The rows as they are, one a line."""
        return Flow.join(self.rows, [row.text for row in self.rows], "\n")

    @cached_property
    def prose(self) -> Flow:
        """The rows as a reader takes them in: one running text in small letters."""
        return Flow.join(self.rows, [read_row(row.text) for row in self.rows], " ")

    @cached_property
    def lookalike(self) -> Flow | None:
        """The prose with letters of other scripts as what they look like; None when none is."""
        if self.prose.text.isascii():
            return None
        texts = [read_row(row.text.translate(_ALIKE)) for row in self.rows]
        flow = Flow.join(self.rows, texts, " ")
        return None if flow.text == self.prose.text else flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A text put together from rows that knows which row each character comes from."""

    text: str
    rows: tuple[Row, ...]
    starts: tuple[int, ...]

    @classmethod
    def join(cls, rows: tuple[Row, ...], texts: Iterable[str], separator: str) -> Flow:
        """The texts of the rows with the separator between them."""
        parts: list[str] = []
        starts: list[int] = []
        length, previous = 0, None
        for row, text in zip(rows, texts, strict=True):
            if previous is not None:
                joint = separator if row.line - previous in (0, 1) else GAP
                parts.append(joint)
                length += len(joint)
            starts.append(length)
            parts.append(text)
            length += len(text)
            previous = row.line
        return cls(text="".join(parts), rows=rows, starts=tuple(starts))

    def row_at(self, position: int) -> Row:
        """The row that a character of the text comes from."""
        return self.rows[max(0, bisect_right(self.starts, position) - 1)]


def read_row(text: str) -> str:
    """A line's words: escapes undone, unseen characters out, no comment marks, small letters."""
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2] or found[3], 16)), text)
    if not text.isascii():
        text = _TAG.sub(lambda found: chr(ord(found[0]) - 0xE0000), text)
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return " ".join(_MARGIN.sub("", text).split()).lower()


def read_name(name: str) -> str:
    """A name's words: ``test_AnswerPass`` is read as ``test answer pass``."""
    return _JOINT.sub(" ", name).strip()


def find_passages(patch: Patch) -> Iterator[Passage]:
    """What each file of a patch adds, takes away and names, in turn; the small files first."""
    left = MAX_CHARS
    for file in sorted(patch.files, key=_count_changes):
        for passage in (_read_names(file), _read_rows(file, "+"), _read_rows(file, "-")):
            kept = tuple(_take(passage.rows, left))
            left -= sum(len(row.text) for row in kept)
            if kept:
                yield Passage(path=passage.path, rows=kept)


def find_standing_text(patch: Patch, tree: Snapshot | None, texts: frozenset[str]) -> set[str]:
    """Those of the texts, in small letters, that stand in the repository without the patch: around
    its changes, or in a file of the patched tree that it leaves alone."""
    lines = (line for file in patch.files for hunk in file.hunks for line in hunk.lines)
    around = "\n".join(line.text for line in lines if line.tag != "+").lower()
    standing = {text for text in texts if text in around}
    if tree is None or standing == texts:
        return standing
    touched = {file.path for file in patch.files}
    left = [path for path in tree.paths() if path not in touched]
    n_read = 0
    for _, content in tree.read_all(left[:MAX_FILES]):
        n_read += len(content)
        folded = content.lower()
        standing |= {text for text in texts - standing if text.encode("utf-8", "replace") in folded}
        if standing == texts or n_read > MAX_BYTES:
            break
    return standing


def _count_changes(file: PatchedFile) -> int:
    return sum(len(hunk.lines) for hunk in file.hunks)


def _take(rows: Iterable[Row], n_chars: int) -> Iterator[Row]:
    for row in rows:
        if n_chars <= 0:
            return
        yield Row(line=row.line, text=row.text[:n_chars])
        n_chars -= len(row.text)


def _read_rows(file: PatchedFile, tag: str) -> Passage:
    rows = tuple(
        Row(line=line.new_line or line.old_line or 0, text=line.text)
        for hunk in file.hunks
        for line in hunk.lines
        if line.tag == tag
    )
    return Passage(path=file.path if tag == "+" else file.old_path or file.path, rows=rows)


def _read_names(file: PatchedFile) -> Passage:
    """The file's own name when the patch brings it, and the names of what is defined in it."""
    is_new = file.change in (Change.ADDED, Change.RENAMED, Change.COPIED)
    rows = [Row(line=1, text=part) for part in (file.path, read_name(file.path)) if is_new]
    for row in _read_rows(file, "+").rows:
        found = (read_name(name) for name in _NAME.findall(row.text))
        rows += (Row(line=row.line, text=name) for name in found)
    return Passage(path=file.path, rows=tuple(rows))
