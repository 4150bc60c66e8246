"""What runs with a test besides its own function: fixtures, and the head of its class."""

from __future__ import annotations

import re

from patchcritic.critics.static.words import names_of, split_tokens
from patchcritic.domain import CriticRequest

_MAX_FIXTURE_LINES = 60
_MAX_HEAD_LINES = 30


def support_names(request: CriticRequest, text: str) -> frozenset[str]:
    """The names that the test's fixtures, its set-up and its class's own statements hold."""
    parts = []
    for fixture in request.test.fixtures[:8]:
        span = fixture.span
        source = request.tree.read(span.path) if request.tree is not None else None
        lines = (source or "").split("\n")[span.start - 1 : span.end]
        parts += lines[:_MAX_FIXTURE_LINES]
    collected = request.test.node_id
    if len(collected.names) > 1:
        source = text
        if collected.path != request.test.span.path and request.tree is not None:
            source = request.tree.read(collected.path) or ""
        parts += _class_head(source, collected.names[-2])
    return names_of(split_tokens("\n".join(parts)))


def _class_head(text: str, name: str) -> list[str]:
    """The lines of a class before its first test, its set-up among them."""
    found = re.search(rf"^[ \t]*class[ \t]+{re.escape(name)}\b", text, re.MULTILINE)
    if found is None:
        return []
    lines = text[found.start() :].split("\n", _MAX_HEAD_LINES)[:_MAX_HEAD_LINES]
    end = next(
        (at for at, line in enumerate(lines) if re.match(r"[ \t]+def[ \t]+test", line)), None
    )
    return lines[:end]
