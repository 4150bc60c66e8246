"""Reads a page as a browser would, far enough to see what strangers' text became."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr", "base"}
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """Tags, attributes and text of a page whose elements are all closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self.labels: list[str] = []
        self.classes: set[str] = set()
        self.titles: list[str] = []
        self.policy = ""
        self._open: list[str] = []
        self._text: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    @property
    def text(self) -> str:
        """What a reader sees, white space folded."""
        return " ".join(" ".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {name: value or "" for name, value in attrs}
        self.attributes |= set(given)
        self.values += given.values()
        self.classes |= set(given.get("class", "").split())
        if tag == "svg" and "aria-label" in given:
            self.labels.append(given["aria-label"])
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self._text.append(data)
        if self._open == ["html", "head", "title"]:
            self.titles.append(data)

    def check_printable(self) -> None:
        """No escape, no control and no bidirectional character anywhere."""
        assert not UNPRINTABLE.search(self.source)
