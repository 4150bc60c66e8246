"""Several candidate patches for one task: each judged by the same tests, then put in order."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.domain import Evaluation, Label, NodeId, Prediction, Usage
from patchcritic.errors import PatchDoesNotApply, PatchNotReadable, UsageProblem
from patchcritic.pipeline.analysis import Analysis, analyse_change
from patchcritic.pipeline.change import ChangeUnderTest
from patchcritic.pipeline.evaluate import UNCALIBRATED, judge_plan
from patchcritic.pipeline.events import Clock, Event, ignore_events
from patchcritic.pipeline.plan import Plan, budget_for
from patchcritic.pipeline.rank_contest import Player, find_player_signs, make_contest
from patchcritic.pipeline.rank_duels import (
    choose_players,
    hold_duels,
    pairs_of,
    reorder,
    silence,
)
from patchcritic.pipeline.rank_loop import keep_open
from patchcritic.pipeline.rank_order import RESOLUTION, measure, order
from patchcritic.pipeline.rank_places import Places, give_places
from patchcritic.pipeline.rank_same import find_same
from patchcritic.pipeline.rank_tests import SharedTests, Trial, credit_kept, restrict, share_tests
from patchcritic.pipeline.ranking import Candidate, Duel, Ranking, Standing
from patchcritic.pipeline.shown import note_redaction
from patchcritic.pipeline.tracing import TracerMode, Tracing, trace_plan
from patchcritic.redact import Redactor, redact_nouns
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex
from patchcritic.verdict import decide_verdict
from patchcritic.verdict.combine import STRICT_AND
from patchcritic.verdict.rules import NO_BEHAVIOUR_CHANGE

if TYPE_CHECKING:
    from patchcritic.context import ContextMode
    from patchcritic.critics.compare.prompt import Contest
    from patchcritic.critics.compare.referee import Referee
    from patchcritic.domain import Critic
    from patchcritic.pipeline.events import Listener
    from patchcritic.verdict import ProfileChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class RankOptions:
    """How candidates are judged and put in order."""

    threshold: float = 0.5
    """0..1, the least ``p_pass`` with which a test counts as passing."""
    resolution: float = RESOLUTION
    """Differences of ``p_pass`` below this tell nothing."""
    max_tests: int | None = None
    """Judge only the tests nearest to any of the changes; the others are left out for all."""
    concurrency: int = 8
    """Tests of one candidate that the critic is asked about at once."""
    budget: int | None = None
    """Estimated tokens of code per test; None for what the critic prefers."""
    mode: ContextMode = "slice"
    rule: str = STRICT_AND
    calibration: ProfileChoice = UNCALIBRATED
    """What the critic was calibrated by; the rule and the threshold may need it."""
    max_false_accept: float | None = None
    tracer: TracerMode = "off"


def rank_patches(
    repo: Path,
    candidates: Sequence[Candidate],
    critic: Critic,
    *,
    change: ChangeUnderTest | None = None,
    wanted: Sequence[str] = (),
    failing_before: Sequence[str] = (),
    options: RankOptions | None = None,
    referee: Referee | None = None,
    index: SymbolIndex | None = None,
    on_event: Listener = ignore_events,
    redactor: Redactor | None = None,
) -> Ranking:
    """Put candidate patches in the order in which they are predicted to make the tests pass.

    All are judged from one base by the same tests: those that any of the changes can affect. A
    test that a candidate cannot affect keeps its status, and is neither for nor against it. What
    is known to fail without the change, fails still. Tests that only one candidate brings along
    judge nobody. Ctrl-C ends it with what has been judged.

    Args:
        repo: any folder inside the git repository; it is only read.
        candidates: their names differ.
        critic: asked about every test that facts do not decide; closed afterwards.
        change: the base and the test patch that all share; HEAD and none by default.
        wanted: node ids, files or folders; when given, only these tests are judged.
        failing_before: tests known to fail without a change; they are judged in any case.
        options: how they are judged.
        referee: shows those in or near the first place side by side; closed afterwards.
        index: the symbol index; one without a store when None.
        on_event: told of every stage and every answer.
        redactor: takes secrets out of what is shown; one that takes out all it knows when None.

    Raises:
        RepositoryProblem, UsageProblem: the input cannot be used; the message says which and why.
        ModelUnavailable: the critic cannot be asked at all.
    """
    names = [one.name for one in candidates]
    if not names or len(set(names)) < len(names):
        raise UsageProblem("give at least one candidate, and each another name")
    with Workspace.open(repo) as workspace:
        run = _Run(
            workspace=workspace,
            change=change or ChangeUnderTest(),
            wanted=wanted,
            failing_before=failing_before,
            options=options or RankOptions(),
            index=index or SymbolIndex(),
            on_event=on_event,
            redactor=redactor or Redactor(),
        )
        return redact_nouns(run.rank(candidates, critic, referee), run.redactor)


@dataclass(slots=True, kw_only=True)
class _Run:
    workspace: Workspace
    change: ChangeUnderTest
    wanted: Sequence[str]
    failing_before: Sequence[str]
    options: RankOptions
    index: SymbolIndex
    on_event: Listener
    redactor: Redactor
    clocks: dict[str, Clock] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    duels: list[Duel] = field(default_factory=list)
    is_interrupted: bool = False

    def rank(
        self, candidates: Sequence[Candidate], critic: Critic, referee: Referee | None
    ) -> Ranking:
        start = time.perf_counter()
        trials = self._analyse(candidates)
        same = find_same(self.workspace, trials)
        trials = [one for one in trials if one.candidate.name not in same]
        shared = share_tests(trials)
        self._judge(trials, shared, critic)
        judged = [one for one in trials if one.candidate.name in self.evaluations]
        known = self._complete(judged, shared)
        standings = {name: self._measure(name, known[name], shared) for name in known}
        groups = order(standings.items(), resolution=self.options.resolution)
        players = [self._make_player(one, known) for one in judged]
        if referee is not None and not self.is_interrupted:
            groups = self._compare(groups, standings, players, referee)
        places = Places(
            groups=tuple(groups),
            standings=standings,
            evaluations=self.evaluations,
            problems=self.problems,
            same=same,
            duels=tuple(self.duels),
            shared=shared,
        )
        usages = [*(one.usage for one in self.evaluations.values()), *(d.usage for d in self.duels)]
        return Ranking(
            ranked=give_places(candidates, places),
            tests=shared.node_ids,
            left_out=shared.own,
            model=critic.name,
            duels=tuple(self.duels),
            warnings=self._warn(trials),
            usage=sum(usages, start=Usage()),
            seconds=time.perf_counter() - start,
            is_interrupted=self.is_interrupted,
        )

    def _warn(self, trials: Sequence[Trial]) -> tuple[str, ...]:
        redacted = {place for plan in self.plans.values() for place in plan.redacted}
        found = dict.fromkeys(text for one in trials for text in one.analysis.warnings)
        return (*found, *note_redaction(self.redactor, redacted))

    def _analyse(self, candidates: Sequence[Candidate]) -> list[Trial]:
        trials = []
        for number, candidate in enumerate(candidates, start=1):
            if candidate.patch is None:
                self.problems[candidate.name] = candidate.problem
                continue
            clock = Clock(_count(self.on_event, number, len(candidates)))
            try:
                analysis = self._analyse_one(candidate, clock)
            except (PatchDoesNotApply, PatchNotReadable) as error:
                self.problems[candidate.name] = str(error)
                continue
            self.clocks[candidate.name] = clock
            trials.append(Trial(candidate=candidate, analysis=analysis))
        return trials

    def _analyse_one(self, candidate: Candidate, clock: Clock) -> Analysis:
        return analyse_change(
            self.workspace,
            replace(self.change, patch=candidate.patch),
            wanted=self.wanted,
            failing_before=self.failing_before,
            is_strict=False,
            index=self.index,
            clock=clock,
            redactor=self.redactor,
        )

    def _judge(self, trials: Sequence[Trial], shared: SharedTests, critic: Critic) -> None:
        with keep_open(critic) as open_critic:
            try:
                for trial in trials:
                    if self.is_interrupted:
                        break
                    evaluation = self._judge_one(trial, shared, open_critic)
                    self.evaluations[trial.candidate.name] = evaluation
                    self.is_interrupted = evaluation.is_interrupted
            except KeyboardInterrupt:
                self.is_interrupted = True
        for trial in trials:
            if trial.candidate.name not in self.evaluations:
                self.problems[trial.candidate.name] = "not judged: the run was interrupted"

    def _judge_one(self, trial: Trial, shared: SharedTests, critic: Critic) -> Evaluation:
        options = self.options
        analysis, max_tests = restrict(trial.analysis, shared, max_tests=options.max_tests)
        plan = Plan(
            analysis,
            budget=options.budget or budget_for(critic),
            mode=options.mode,
            max_tests=max_tests,
            sees_images=getattr(critic, "sees_images", False),
        )
        self.plans[trial.candidate.name] = plan
        trace_plan(plan, Tracing(mode=options.tracer), self.clocks[trial.candidate.name])
        return judge_plan(
            plan,
            critic,
            threshold=options.threshold,
            concurrency=options.concurrency,
            rule=options.rule,
            calibration=options.calibration,
            max_false_accept=options.max_false_accept,
            keeps_ids=True,
            clock=self.clocks[trial.candidate.name],
        )

    def _complete(
        self, trials: Sequence[Trial], shared: SharedTests
    ) -> dict[str, tuple[Prediction, ...]]:
        """By candidate what is said of the shared tests, those included that it cannot affect."""
        chosen = set(shared.node_ids[: self.options.max_tests])
        known = {}
        for trial in trials:
            name = trial.candidate.name
            others = [
                item
                for other, evaluation in self.evaluations.items()
                if other != name
                for item in evaluation.predictions
            ]
            kept = [node_id for node_id in shared.kept[name] if node_id in chosen]
            threshold = self.evaluations[name].verdict.threshold
            credits_ = credit_kept(kept, others, threshold=threshold)
            known[name] = (*self.evaluations[name].predictions, *credits_)
        return known

    def _measure(
        self, name: str, predictions: tuple[Prediction, ...], shared: SharedTests
    ) -> Standing:
        """A candidate's standing, by the verdict over all shared tests."""
        evaluation = self.evaluations[name]
        own = evaluation.verdict
        n_missing = len(shared.missing[name])
        n_abstained = sum(item.label is Label.ABSTAIN for item in evaluation.predictions)
        n_failures = own.coverage.failed - n_abstained + n_missing
        verdict = own
        has_credits = len(predictions) > len(evaluation.predictions)
        # Without any test a patch that changes nothing would pass, and so beat all that do.
        if n_missing or has_credits or not shared.node_ids:
            verdict = decide_verdict(
                predictions,
                n_failures=n_failures,
                n_left_out=own.coverage.left_out,
                threshold=own.threshold,
                rule=self.options.rule if own.rule == NO_BEHAVIOUR_CHANGE else own.rule,
                profile=self.options.calibration.profile,
            )
        return measure(
            verdict,
            predictions,
            n_unknown=n_failures + own.coverage.left_out,
            n_kept=len(shared.kept[name]),
        )

    def _make_player(self, trial: Trial, known: Mapping[str, tuple[Prediction, ...]]) -> Player:
        name = trial.candidate.name
        predictions: dict[NodeId, Prediction] = {item.node_id: item for item in known[name]}
        return Player(trial=trial, plan=self.plans[name], predictions=predictions)

    def _compare(
        self,
        groups: list[tuple[str, ...]],
        standings: Mapping[str, Standing],
        players: Sequence[Player],
        referee: Referee,
    ) -> list[tuple[str, ...]]:
        by_name = {one.name: one for one in players}
        names = choose_players(groups, standings)
        contests: dict[tuple[str, str], Contest] = {}
        for first, second in pairs_of(names):
            contest = make_contest(self.workspace, by_name[first], by_name[second])
            if contest is not None:
                contests[first, second] = contest
        dictating = frozenset(name for name in names if find_player_signs(by_name[name]))

        def record(duel: Duel) -> None:
            self.duels.append(silence(duel, dictating))
            self.on_event(Event(stage="comparing", n_done=len(self.duels), n_total=len(contests)))

        try:
            hold_duels(contests, referee, on_duel=record)
        except KeyboardInterrupt:
            self.is_interrupted = True
            return groups
        return reorder(groups, names, self.duels)


def _count(on_event: Listener, number: int, n_candidates: int) -> Listener:
    """Tells the listener which candidate an event is about."""

    def tell(event: Event) -> None:
        on_event(replace(event, stage=f"candidate {number} of {n_candidates}: {event.stage}"))

    return tell
