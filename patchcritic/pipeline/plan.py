"""What to ask: per associated test either a decision by facts or a request for the critic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patchcritic.context import ContextBuilder
from patchcritic.domain import (
    Association,
    Citation,
    CriticRequest,
    Fact,
    Label,
    NodeId,
    Prediction,
    PSource,
    TestStatus,
    Witness,
)
from patchcritic.prompts import DEFAULT_PROMPT
from patchcritic.redact import Redacted, redact_patch

if TYPE_CHECKING:
    from patchcritic.context import ContextMode
    from patchcritic.domain import Critic, Patch
    from patchcritic.languages import Facts
    from patchcritic.pipeline.analysis import Analysis

DEFAULT_BUDGET = 6000
"""Estimated tokens of code per test, when the critic prefers no other number."""


def budget_for(critic: Critic) -> int:
    """The context budget a critic prefers (``preferred_budget``), or the default."""
    return getattr(critic, "preferred_budget", None) or DEFAULT_BUDGET


def prompt_for(critic: Critic) -> str:
    """The name of the prompt that a critic renders (``prompt``), or the default."""
    return getattr(critic, "prompt", DEFAULT_PROMPT)


@dataclass(slots=True)
class Plan:
    """The tests to judge in the order that lets neighbours share the longest prompt prefix."""

    analysis: Analysis
    budget: int = DEFAULT_BUDGET
    mode: ContextMode = "slice"
    max_tests: int | None = None
    reference: Patch | None = None
    """A change known to be right, to contrast with."""
    sees_images: bool = False
    """Whether the critic can be shown pictures."""
    facts: tuple[Fact, ...] = field(init=False)
    """About the patch; those about single tests come with their requests."""
    redacted: set[Redacted] = field(init=False, default_factory=set)
    """Where the secrets were that the requests made so far would have held."""
    _finders: tuple[tuple[tuple[str, ...], Facts], ...] = field(init=False)
    """What each language knows, by the endings of its files."""
    _builder: ContextBuilder = field(init=False)

    def __post_init__(self) -> None:
        shared = (self.analysis.snapshots, self.analysis.patch, self.analysis.changed)
        shown = self.analysis.shown
        self._finders = tuple(
            (language.suffixes, language.facts(*shared, self.analysis.index))
            for language in self.analysis.languages
        )
        self._builder = ContextBuilder(
            shown.snapshots,
            shown.patch,
            self.analysis.changed,
            self.analysis.index,
            budget=self.budget,
            mode=self.mode,
            reference=self.reference and redact_patch(self.reference, shown.redactor),
            sees_images=self.sees_images,
            tests=[self.analysis.tests[item.node_id] for item in self.selected],
        )
        self.facts = shown.show_facts(
            fact for _, finder in self._finders for fact in finder.patch_facts()
        )

    @property
    def selected(self) -> tuple[Association, ...]:
        """The associations to judge, tests of one file side by side, the best file first."""
        kept = self.analysis.associations[: self.max_tests]
        rank: dict[str, int] = {}
        for item in kept:
            rank.setdefault(self.analysis.tests[item.node_id].span.path, len(rank))
        return tuple(sorted(kept, key=lambda a: rank[self.analysis.tests[a.node_id].span.path]))

    @property
    def left_out(self) -> tuple[NodeId, ...]:
        """The associated tests that ``max_tests`` cuts."""
        if self.max_tests is None:
            return ()
        return tuple(item.node_id for item in self.analysis.associations[self.max_tests :])

    def steps(self) -> Iterator[Prediction | CriticRequest]:
        """One per selected test, made when asked for: decided by facts, or to be asked."""
        for association in self.selected:
            yield self.step(association)

    def step(self, association: Association) -> Prediction | CriticRequest:
        """What facts decide about one test, or else the request for the critic."""
        test = self.analysis.tests[association.node_id]
        is_failing = test.node_id in self.analysis.failing_before
        status = TestStatus.FAILED if is_failing else None
        is_reached = association.kind != "explicit"
        shown = self.analysis.shown
        facts = shown.show_facts(
            fact
            for suffixes, finder in self._finders
            if test.span.path.endswith(suffixes)
            for fact in finder.test_facts(test, is_reached=is_reached, base_status=status)
        )
        decisive = next((fact for fact in facts if fact.decides is not None), None)
        if decisive is not None:
            return _decide(test.node_id, decisive)
        request = CriticRequest(
            patch=shown.patch,
            test=shown.show_test(test),
            context=self._builder.build(test),
            facts=(*self.facts, *facts),
            base_status=status,
            tree=shown.snapshots.patched,
            association=association,
            changed=self.analysis.changed,
        )
        self.redacted.update(shown.list_redacted(request))
        return request


def _decide(node_id: NodeId, fact: Fact) -> Prediction:
    fails = fact.decides is Label.FAIL
    return Prediction(
        node_id=node_id,
        label=Label.FAIL if fails else Label.PASS,
        p_pass=0.0 if fails else 1.0,
        p_source=PSource.FACT,
        rationale=fact.message,
        witness=Witness(assertion=fact.message, path=fact.path, line=fact.line) if fails else None,
        citations=(Citation(path=fact.path, line=fact.line),),
        critic="facts",
        decided_by="fact",
    )
