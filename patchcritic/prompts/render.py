"""Fills a prompt's template with a request: rules, then the patch, then the test last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from patchcritic.domain import CriticRequest, Fact, NodeId, Snippet, TestStatus
from patchcritic.prompts.fences import fence, one_line, sanitize
from patchcritic.prompts.notes import (
    fill,
    write_angle,
    write_earlier,
    write_images,
    write_redacted,
    write_reference,
)
from patchcritic.prompts.templates import (
    DEFAULT_PROMPT,
    PromptTemplate,
    load_part,
    load_template,
)
from patchcritic.redact import local_key

_BEFORE = {
    "": "",
    TestStatus.PASSED: "Before the patch this test passed.\n",
    TestStatus.FAILED: "Before the patch this test failed.\n",
    TestStatus.ERROR: "Before the patch this test ended in an error.\n",
    TestStatus.SKIPPED: "Before the patch this test was skipped.\n",
    TestStatus.XFAIL: "Before the patch this test failed as its xfail mark expects.\n",
    "added": "The patch adds this test.\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPrompt:
    """What a critic is sent for one test."""

    system: str
    """The rules; the same for every test and patch."""
    prefix: str
    """Facts, context and patch; byte-identical for all tests of a patch."""
    tail: str
    """What is about this test, and the question."""
    digest: str
    """The digest of the prompt's template, with its angle and scale where there are any."""

    @property
    def user(self) -> str:
        """Prefix and tail as one message."""
        return f"{self.prefix}\n\n{self.tail}"


def render_prompt(
    request: CriticRequest, *, prompt: str = DEFAULT_PROMPT, has_scale: bool = False
) -> RenderedPrompt:
    """Write what a critic is asked about one test; ``has_scale`` asks for a grade from A to T too.

    Raises ``UsageProblem`` for no such prompt or angle.
    """
    template = load_template(prompt)
    context = request.context
    angle = write_angle(request.angle)
    notes = write_images(context.images) + write_earlier(request.earlier) + angle
    return RenderedPrompt(
        system=_write_system(template, has_scale=has_scale),
        prefix=_write_prefix(
            template.sections["prefix"],
            tuple(fact for fact in request.facts if fact.node_id is None),
            context.shared,
            request.patch.text,
            local_key(),
        ),
        tail=_write_tail(
            template.sections["tail"],
            tuple(fact for fact in request.facts if fact.node_id is not None),
            context.snippets,
            request.test.node_id,
            _find_before(request),
            notes,
            local_key(),
        ),
        digest=_digest(template.digest, angle, "scale" if has_scale else ""),
    )


def render_repair(problem: str, *, keys: Iterable[str]) -> str:
    """The message that asks a critic once more after an answer that cannot be used; ``keys`` are
    those of the answer, in order."""
    values = {"problem": sanitize(problem), "keys": ", ".join(keys)}
    return fill(load_part("repair")["unusable"], values)


def render_recheck(problems: Sequence[str]) -> str:
    """The message that asks a critic once more after an answer that does not hold."""
    lines = "\n".join(f"- {one_line(problem)}" for problem in problems)
    return fill(load_part("repair")["recheck"], {"problems": fence(lines)})


def _write_system(template: PromptTemplate, *, has_scale: bool) -> str:
    sections = template.sections
    rules, shape = sections.get("system", ""), sections.get("format", "")
    if has_scale and "scale" in sections:
        shape = f"{shape}\n{sections['scale']}"
    return f"{rules}\n\n{shape}" if shape else rules


# The answer store renders a request once more than the critic does, and all tests of a patch have
# one prefix; 64 tails are more than any number of tests judged at a time. The fences' marks depend
# on the key.
@lru_cache(maxsize=4)
def _write_prefix(
    section: str, facts: tuple[Fact, ...], shared: tuple[Snippet, ...], diff: str, _key: bytes
) -> str:
    code, reference = _part_reference(shared)
    values = {"patch_facts": _show_facts(facts), "patch": fence(_show_snippets(code) or diff)}
    written = fill(section, values)
    notes = write_reference(reference) + write_redacted(written, reference)
    return f"{written}\n\n{notes}".rstrip("\n")


@lru_cache(maxsize=64)
def _write_tail(
    section: str,
    facts: tuple[Fact, ...],
    snippets: tuple[Snippet, ...],
    test_id: NodeId,
    before: str,
    notes: str,
    _key: bytes,
) -> str:
    code, reference = _part_reference(snippets)
    own = [snippet for snippet in code if snippet.role == "test"]
    other = [snippet for snippet in code if snippet.role != "test"]
    shown = {
        "test_facts": _show_facts(facts),
        "code": fence(_show_snippets(other)) if other else "",
        "test": fence(f"{one_line(str(test_id))}\n{_show_snippets(own)}".rstrip("\n")),
    }
    values = {
        **shown,
        "notes": write_reference(reference) + write_redacted(*shown.values(), reference) + notes,
        "before": before,
        "status": _BEFORE[before],
    }
    return fill(section, values)


def _find_before(request: CriticRequest) -> str:
    """What is known of the test before the patch: its status, ``added``, or nothing."""
    if request.base_status is not None:
        return request.base_status.value
    return "added" if request.test.exists_in == {"patched"} else ""


def _part_reference(snippets: tuple[Snippet, ...]) -> tuple[tuple[Snippet, ...], str]:
    """The code to judge, and that of a known good change as text."""
    code = tuple(snippet for snippet in snippets if snippet.role != "reference")
    return code, _show_snippets(snippet for snippet in snippets if snippet.role == "reference")


def _show_facts(facts: Iterable[Fact]) -> str:
    lines = [f"- {one_line(f'{fact.path}:{fact.line}')} {one_line(fact.message)}" for fact in facts]
    return fence("\n".join(lines)) if lines else ""


def _show_snippets(snippets: Iterable[Snippet]) -> str:
    """Code under one heading per file and title, so that a path is not paid for twice."""
    blocks = []
    for heading, group in groupby(snippets, key=_heading):
        blocks.append("\n".join([f"## {heading}", *(snippet.text for snippet in group)]))
    return "\n\n".join(blocks)


def _heading(snippet: Snippet) -> str:
    return one_line(snippet.title or snippet.span.path)


def _digest(template: str, *extras: str) -> str:
    if not any(extras):
        return template
    return hashlib.sha256("\0".join([template, *extras]).encode("utf-8")).hexdigest()[:12]
