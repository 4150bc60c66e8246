"""Tells files that are only read by people."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_SUFFIXES = frozenset({".md", ".markdown", ".rst", ".adoc"})
_NAME = re.compile(
    r"(AUTHORS|CHANGELOG|CHANGES|CONTRIBUTORS|COPYING|LICEN[CS]E|NOTICE)(\.TXT)?|\.GITIGNORE|\.MAILMAP"
)


def is_prose_path(path: str) -> bool:
    """Tell whether a file is text for people, or a list for git, by its name alone.

    Code may read it nevertheless; ``.txt`` is often data and counts only by a known name.
    """
    name = PurePosixPath(path)
    return name.suffix.lower() in _SUFFIXES or _NAME.fullmatch(name.name.upper()) is not None
