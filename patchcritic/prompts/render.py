"""Fills a prompt's template with a request: rules, then the patch, then the test last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from patchcritic.domain import CriticRequest, Fact, NodeId, Snippet, TestStatus
from patchcritic.prompts.fences import fence, one_line, sanitize
from patchcritic.prompts.templates import load_template

if TYPE_CHECKING:
    from jinja2 import Template

_BEFORE = {
    TestStatus.PASSED: "Before the patch this test passed.\n",
    TestStatus.FAILED: "Before the patch this test failed.\n",
    TestStatus.ERROR: "Before the patch this test ended in an error.\n",
    TestStatus.SKIPPED: "Before the patch this test was skipped.\n",
    TestStatus.XFAIL: "Before the patch this test failed as its xfail mark expects.\n",
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
    """The digest of the prompt's template."""

    @property
    def user(self) -> str:
        """Prefix and tail as one message."""
        return f"{self.prefix}\n\n{self.tail}"


def render_prompt(request: CriticRequest, *, prompt: str = "judge") -> RenderedPrompt:
    """Write what a critic is asked about one test. Raises ``UsageProblem`` for no such prompt."""
    template = load_template(prompt)
    context = request.context
    return RenderedPrompt(
        system=template.sections.get("system", ""),
        prefix=_write_prefix(
            template.sections["prefix"],
            tuple(fact for fact in request.facts if fact.node_id is None),
            context.shared,
            "" if context.shared else request.patch.text,
        ),
        tail=_write_tail(
            template.sections["tail"],
            tuple(fact for fact in request.facts if fact.node_id is not None),
            context.snippets,
            request.test.node_id,
            _describe_status(request),
        ),
        digest=template.digest,
    )


# The answer store renders a request once more than the critic does, and all tests of a patch have
# one prefix; 64 tails are more than any number of tests judged at a time.
@lru_cache(maxsize=4)
def _write_prefix(
    section: str, facts: tuple[Fact, ...], shared: tuple[Snippet, ...], diff: str
) -> str:
    values = {"patch_facts": _show_facts(facts), "patch": fence(_show_snippets(shared) or diff)}
    return _fill(section, values)


@lru_cache(maxsize=64)
def _write_tail(
    section: str,
    facts: tuple[Fact, ...],
    snippets: tuple[Snippet, ...],
    test_id: NodeId,
    status: str,
) -> str:
    own = [snippet for snippet in snippets if snippet.role == "test"]
    other = [snippet for snippet in snippets if snippet.role != "test"]
    values = {
        "test_facts": _show_facts(facts),
        "code": fence(_show_snippets(other)) if other else "",
        "test": fence(f"{one_line(str(test_id))}\n{_show_snippets(own)}".rstrip("\n")),
        "status": status,
    }
    return _fill(section, values)


def render_repair(problem: str) -> str:
    """The message that asks a critic once more after an answer that cannot be used."""
    return _fill(load_template("repair").sections["tail"], {"problem": sanitize(problem)})


def _describe_status(request: CriticRequest) -> str:
    if request.base_status is not None:
        return _BEFORE[request.base_status]
    if request.test.exists_in == {"patched"}:
        return "The patch adds this test.\n"
    return ""


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


def _fill(section: str, values: Mapping[str, str]) -> str:
    return _compile(section).render(values)


@lru_cache(maxsize=32)
def _compile(section: str) -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=False)
    return environment.from_string(section)
