"""Judges one change of a hook within the run's ceilings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from patchcritic.cli.baseline import read_baseline
from patchcritic.cli.critic import build_calibrated, read_settings
from patchcritic.cli.exits import ACCEPT, INTERRUPTED, REJECT, exit_code_of
from patchcritic.cli.judging import judge_as_configured, plan_change
from patchcritic.cli.model_choice import choose_models, offer_weights
from patchcritic.cli.progress import show_progress
from patchcritic.critics.calling.paying import choose_prices
from patchcritic.critics.calling.purse import Purse
from patchcritic.critics.names import kind_of
from patchcritic.errors import UsageProblem
from patchcritic.hooks import NoRange, Outcome, OutcomeKind
from patchcritic.hooks.deadline import TimeIsUp, limit_time
from patchcritic.hooks.outcome import explain_failure, explain_uncertain
from patchcritic.pipeline import ChangeUnderTest, Clock

if TYPE_CHECKING:
    from patchcritic.config import Config
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.calling.deadline import Deadline
    from patchcritic.domain import Evaluation
    from patchcritic.hooks import HookChange
    from patchcritic.snapshot import Workspace
    from patchcritic.symbols import SymbolIndex

MAX_TESTS = 50
MAX_COST = 0.25
"""USD. Both hold where nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookJudge:
    """Judges the changes of one run, which share its time and its money."""

    config: Config
    models: tuple[str, ...]
    settings: CriticSettings
    deadline: Deadline
    is_foreign: bool
    """Whether somebody else's work is taken over."""

    @classmethod
    def prepare(cls, config: Config, deadline: Deadline, *, is_foreign: bool) -> HookJudge:
        """Choose the models and open the purse.

        Raises:
            UsageProblem: no model is chosen, or its price is not known, so that no ceiling holds.
            ModelUnavailable: the weights of an embedded model are not here.
        """
        models = choose_models(config)
        for model in models:
            offer_weights(model)
        settings = replace(read_settings(config), deadline=deadline)
        if config.max_cost is None:
            settings = replace(settings, purse=_open_purse(models, settings))
        if config.max_tests is None:
            config = config.model_copy(update={"max_tests": MAX_TESTS})
        return cls(
            config=config,
            models=models,
            settings=settings,
            deadline=deadline,
            is_foreign=is_foreign,
        )

    def attempt(
        self, change: HookChange | NoRange, workspace: Workspace, index: SymbolIndex
    ) -> Outcome:
        """Judge one change; whatever keeps it from being judged is an outcome too."""
        if isinstance(change, NoRange):
            return _unjudged(change.title, change.reason)
        try:
            evaluation = self._evaluate(change, workspace, index)
        except TimeIsUp:
            return _unjudged(change.title, self.deadline.describe())
        except Exception as error:
            return _unjudged(change.title, explain_failure(error))
        return read_verdict(change.title, evaluation, self.config.fail_on)

    def _evaluate(self, change: HookChange, workspace: Workspace, index: SymbolIndex) -> Evaluation:
        config = self.config
        baseline = read_baseline(config.baseline, is_updated=False)
        critic, calibration = build_calibrated(self.models, config, settings=self.settings)
        with show_progress(is_quiet=False) as on_event:
            clock = Clock(on_event)
            with limit_time(self.deadline.left_s):
                plan = plan_change(
                    workspace,
                    ChangeUnderTest(old=change.old, new=change.new, is_staged=not change.new),
                    critic,
                    config,
                    index=index,
                    clock=clock,
                    is_foreign=self.is_foreign,
                )
            return judge_as_configured(plan, critic, config, clock, calibration, baseline)


def read_verdict(title: str, evaluation: Evaluation, fail_on: str) -> Outcome:
    """What a verdict means to a hook: ``patchcritic eval`` would exit in the same way."""
    kinds = {
        ACCEPT: OutcomeKind.ACCEPTED,
        REJECT: OutcomeKind.REJECTED,
        INTERRUPTED: OutcomeKind.INTERRUPTED,
    }
    kind = kinds.get(exit_code_of(evaluation, fail_on), OutcomeKind.UNJUDGED)
    reason = explain_uncertain(evaluation) if kind is OutcomeKind.UNJUDGED else ""
    return Outcome(title=title, kind=kind, reason=reason, evaluation=evaluation)


def _open_purse(models: tuple[str, ...], settings: CriticSettings) -> Purse | None:
    """The usual ceiling; a server of one's own, which has no price, is used without."""
    if settings.api_base and settings.prices is None:
        return None
    for model in models:
        if kind_of(model) == "llm" and choose_prices(model, settings) is None:
            raise UsageProblem(
                f"a hook's cost has a ceiling, and no price is known for {model}; give --price "
                "IN,OUT (USD per million tokens) to patchcritic hook install"
            )
    return Purse(MAX_COST)


def _unjudged(title: str, reason: str) -> Outcome:
    return Outcome(title=title, kind=OutcomeKind.UNJUDGED, reason=reason)
