"""A page of Markdown that never outgrows its bytes: whole rows, and a count of what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

ROOM_FOR_REST = 1_500
"""Bytes for what is said to be left out, at the end of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table under a heading, or folded away."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    max_rows: int
    n_rows: int | None = None
    """Rows that there are; None for those given."""
    is_open: bool = False

    @property
    def n_there(self) -> int:
        """Rows that there are, shown or not."""
        return len(self.rows) if self.n_rows is None else self.n_rows


@dataclass(slots=True)
class Page:
    """Takes sections in order of weight while there is room."""

    max_bytes: int
    _parts: list[str] = field(default_factory=list)
    _n_bytes: int = ROOM_FOR_REST
    _tail: str = ""
    _missing: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Add text that has to be there."""
        self._n_bytes += len(text.encode())
        self._parts.append(text)

    def reserve(self, tail: str) -> None:
        """Keep room for the page's last lines."""
        self._tail = tail
        self._n_bytes += len(tail.encode())

    def write_section(self, section: Section) -> None:
        """Add as many of a section's rows as there is room for."""
        if not section.n_there:
            return
        head, foot = _frame(section)
        room = self.max_bytes - self._n_bytes - len((head + foot).encode())
        rows: list[str] = []
        for row in section.rows[: section.max_rows]:
            line = f"| {' | '.join(row)} |\n"
            room -= len(line.encode())
            if room < 0:
                break
            rows.append(line)
        n_over = section.n_there - len(rows)
        if n_over:
            self._missing.append(f'{n_over:,} of "{section.title}"')
        if rows:
            self.write("".join([head, *rows, foot]))

    def finish(self) -> str:
        """The page, with what is missing on it before its last lines."""
        if self._missing:
            self._parts.append(f"\nLeft out of this page: {'; '.join(self._missing)}.\n")
        return "".join([*self._parts, self._tail])


def _frame(section: Section) -> tuple[str, str]:
    """What stands above and below a section's rows."""
    columns = f"| {' | '.join(section.columns)} |\n|{' --- |' * len(section.columns)}\n"
    if section.is_open:
        return f"\n### {section.title}\n\n{columns}", ""
    title = f"\n<details><summary>{section.title}</summary>\n\n"
    return title + columns, "\n</details>\n"
