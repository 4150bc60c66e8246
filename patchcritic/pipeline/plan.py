"""What to ask: per associated test either a decision by facts or a request for the critic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from patchcritic.pipeline.traced import list_premises, predict
from patchcritic.prompts import DEFAULT_PROMPT
from patchcritic.redact import Redacted, redact_patch

if TYPE_CHECKING:
    from patchcritic.context import ContextMode
    from patchcritic.domain import Critic, Patch
    from patchcritic.domain.trace import Trace
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
    traces: dict[NodeId, Trace] = field(default_factory=dict)
    """What ``trace_plan`` found out."""
    facts: tuple[Fact, ...] = field(init=False)
    """About the patch; those about single tests come with their requests."""
    redacted: set[Redacted] = field(init=False, default_factory=set)
    """Where the secrets were that the requests made so far would have held."""
    _finders: tuple[tuple[tuple[str, ...], Facts], ...] = field(init=False)
    """What each language knows, by the endings of its files."""
    _builder: ContextBuilder = field(init=False)
    _test_facts: dict[NodeId, tuple[Fact, ...]] = field(init=False, default_factory=dict)

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
        """What facts or the tracer decide about one test, or else the request for the critic."""
        test = self.analysis.tests[association.node_id]
        shown = self.analysis.shown
        facts = self._facts_of(association)
        decisive = _find_decisive(facts)
        if decisive is not None:
            return _decide(test.node_id, decisive)
        trace = self.traces.get(test.node_id)
        if trace is not None:
            traced = predict(trace, shown)
            if traced is not None:
                return traced
            facts = (*facts, *list_premises(trace, shown))
        request = CriticRequest(
            patch=shown.patch,
            test=shown.show_test(test),
            context=self._builder.build(test),
            facts=(*self.facts, *facts),
            base_status=self._status_of(test.node_id),
            tree=shown.snapshots.patched,
            association=association,
            changed=self.analysis.changed,
        )
        self.redacted.update(shown.list_redacted(request))
        return request

    def is_open(self, association: Association) -> bool:
        """Whether facts leave a test open."""
        return _find_decisive(self._facts_of(association)) is None

    def _facts_of(self, association: Association) -> tuple[Fact, ...]:
        """The facts about one test, looked for once."""
        test = self.analysis.tests[association.node_id]
        known = self._test_facts.get(test.node_id)
        if known is None:
            known = self._test_facts[test.node_id] = self.analysis.shown.show_facts(
                fact
                for suffixes, finder in self._finders
                if test.span.path.endswith(suffixes)
                for fact in finder.test_facts(
                    test,
                    is_reached=association.kind != "explicit",
                    base_status=self._status_of(test.node_id),
                )
            )
        return known

    def _status_of(self, node_id: NodeId) -> TestStatus | None:
        """The outcome before the change, where it is known."""
        return TestStatus.FAILED if node_id in self.analysis.failing_before else None


def _find_decisive(facts: Iterable[Fact]) -> Fact | None:
    return next((fact for fact in facts if fact.decides is not None), None)


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
