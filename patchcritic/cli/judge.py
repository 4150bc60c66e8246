"""What ``patchcritic eval`` does once its options are read."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.exits import exit_code_of
from patchcritic.cli.model_choice import choose_model, offer_weights
from patchcritic.cli.output import check_output, print_report, write_report
from patchcritic.cli.progress import show_progress
from patchcritic.cli.stores import open_index
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import Clock, Plan, analyse_change, budget_for, judge_plan
from patchcritic.snapshot import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.config import Config
    from patchcritic.domain import Critic
    from patchcritic.pipeline import ChangeUnderTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call of ``patchcritic eval``, its options read and checked."""

    repo: Path
    config: Config
    change: ChangeUnderTest
    wanted: tuple[str, ...]
    failing_before: tuple[str, ...]
    output: Path | None
    verbosity: int
    """-1 quiet, 0 normal, 1 and more verbose."""


def run_evaluation(run: Run, *, dry_run: bool, show_prompt: str | None) -> int:
    """Judge, report, and give the exit code. Raises what ``evaluate_patch`` raises."""
    is_asked = not (dry_run or show_prompt)
    if run.output is not None:
        if not is_asked:
            raise UsageProblem("-o takes the report of a run; what is only shown goes to stdout")
        check_output(run.output)
    model = choose_model(run.config.model)
    if is_asked:
        offer_weights(model)
    critic = build_critic(model, run.config)
    with show_progress(is_quiet=run.verbosity < 0) as on_event:
        clock = Clock(on_event)
        with _planned(run, critic, clock) as plan:
            if is_asked:
                evaluation = judge_plan(
                    plan,
                    critic,
                    threshold=run.config.threshold,
                    concurrency=run.config.concurrency,
                    clock=clock,
                )
            else:
                text = _preview(plan, critic, show_prompt, as_json=run.config.format == "json")
    if not is_asked:
        sys.stdout.write(text)
        return 0
    if run.output is not None:
        write_report(evaluation, run.output)
    if run.verbosity >= 0 or run.config.format == "json":
        print_report(evaluation, run.config.format, is_verbose=run.verbosity > 0)
    return exit_code_of(evaluation, run.config.fail_on)


@contextmanager
def _planned(run: Run, critic: Critic, clock: Clock) -> Iterator[Plan]:
    with Workspace.open(run.repo) as workspace, open_index(is_cached=run.config.cache) as index:
        analysis = analyse_change(
            workspace,
            run.change,
            wanted=run.wanted,
            failing_before=run.failing_before,
            index=index,
            clock=clock,
        )
        yield Plan(
            analysis,
            budget=run.config.context_budget or budget_for(critic),
            mode=run.config.context,
            max_tests=run.config.max_tests,
        )


def _preview(plan: Plan, critic: Critic, show_prompt: str | None, *, as_json: bool) -> str:
    from patchcritic.cli.preview import render_dry_run, render_prompts

    if show_prompt is not None:
        return render_prompts(plan, critic, show_prompt)
    return render_dry_run(plan, critic, as_json=as_json)


def build_critic(model: str, config: Config) -> Critic:
    """The critic of that name, behind the store of answers unless the cache is off."""
    from patchcritic.critics import CriticSettings, load_critic

    critic = load_critic(
        model,
        CriticSettings(
            api_base=config.api_base, timeout_s=config.timeout, concurrency=config.concurrency
        ),
    )
    if not config.cache:
        return critic
    from patchcritic.cache import AnswerStore
    from patchcritic.critics import CachedCritic

    return CachedCritic(critic, AnswerStore())
