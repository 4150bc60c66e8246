"""What a model is shown of two candidates side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from patchcritic.domain import Fact, NodeId, Snippet
from patchcritic.prompts import RenderedPrompt
from patchcritic.prompts.fences import fence, one_line
from patchcritic.prompts.notes import fill, write_redacted
from patchcritic.prompts.templates import load_part

PROMPT = "compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two candidates."""

    diff: str
    code: tuple[Snippet, ...] = ()
    """What it changes, as it stands afterwards."""
    facts: tuple[Fact, ...] = ()
    """What is certain about it by inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Two candidates, and the tests that may tell them apart."""

    first: Side
    second: Side
    node_ids: tuple[NodeId, ...]
    tests: tuple[Snippet, ...]
    """The tests' code and what they use that neither candidate changes."""

    @property
    def swapped(self) -> Contest:
        """The same with the candidates' places exchanged."""
        return replace(self, first=self.second, second=self.first)


def render_contest(contest: Contest) -> RenderedPrompt:
    """What is asked; both orders of two candidates share all that stands before them.

    No name of a candidate is shown: who made a patch must not count.
    """
    sections = load_part(PROMPT)
    ids = "\n".join(one_line(str(node_id)) for node_id in contest.node_ids)
    prefix = fill(sections["prefix"], {"tests": fence(f"{ids}\n\n{_show(contest.tests)}")})
    sides = {"first": _show_side(contest.first), "second": _show_side(contest.second)}
    tail = fill(sections["tail"], sides)
    return RenderedPrompt(
        system=f"{sections['system']}\n\n{sections['format']}",
        prefix=prefix,
        tail=write_redacted(prefix, tail) + tail,
        digest=hashlib.sha256("\0".join(sections.values()).encode("utf-8")).hexdigest()[:12],
    )


def _show_side(side: Side) -> str:
    facts = [
        f"- {one_line(f'{one.path}:{one.line}')} {one_line(one.message)}" for one in side.facts
    ]
    parts = [
        side.diff.rstrip("\n"),
        *(["## Its code after the patch", _show(side.code)] if side.code else []),
        *(["## Facts about it", "\n".join(facts)] if facts else []),
    ]
    return fence("\n\n".join(parts))


def _show(snippets: Iterable[Snippet]) -> str:
    return "\n\n".join(
        f"## {one_line(snippet.title or snippet.span.path)}\n{snippet.text}" for snippet in snippets
    )
