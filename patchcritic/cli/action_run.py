"""Joins the Action's event and inputs with the evaluation and its reports."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.action import NothingToJudge, Step, find_ends, read_event, read_inputs
from patchcritic.action.inputs import spell_input
from patchcritic.action.leaving import leave_note, leave_reports
from patchcritic.cli.exits import ACCEPT, NO_VERDICT, exit_code_of
from patchcritic.cli.judge import Run, judge_change
from patchcritic.cli.model_choice import choose_models
from patchcritic.config import TableSource, load_config
from patchcritic.errors import ModelUnavailable, PatchcriticError
from patchcritic.pipeline import ChangeUnderTest
from patchcritic.reports import render_report

if TYPE_CHECKING:
    from patchcritic.action import Ends, Inputs
    from patchcritic.config import Config
    from patchcritic.domain import Evaluation

NO_SECRETS = (
    "a pull request from a fork or by Dependabot gets no secrets, so nobody could be asked about "
    "this change"
)


def run_action(environment: Mapping[str, str]) -> int:
    """Judge the change that a workflow run is about, and leave outputs, summary, reports.

    Raises what ``evaluate_patch`` and ``load_config`` raise, and ``UsageProblem`` when the run is
    about nothing that can be judged; every error is an annotation and in the summary by then.
    """
    step = Step.open(environment)
    try:
        return _judge(step, environment)
    except Exception as error:
        is_ours = isinstance(error, PatchcriticError)
        reason = str(error) if is_ours else f"internal error: {type(error).__name__}: {error}"
        sys.stdout.write(leave_note(step, "error", reason))
        raise


def _judge(step: Step, environment: Mapping[str, str]) -> int:
    inputs, event = read_inputs(environment), read_event(environment)
    repo = Path(environment.get("GITHUB_WORKSPACE") or ".") / inputs.path
    ends = find_ends(repo, event, inputs)
    if isinstance(ends, NothingToJudge):
        sys.stdout.write(leave_note(step, "neutral", f"nothing to judge: {ends.reason}"))
        return ACCEPT
    config = load_config(
        repo,
        TableSource(file=inputs.config, revision=ends.base),
        spell=spell_input,
        **inputs.settings,
    )
    try:
        evaluation = judge_change(
            _as_run(repo, config, ends, is_foreign=event.has_no_secrets), choose_models(config)
        )
    except ModelUnavailable as error:
        if event.has_no_secrets:
            sys.stdout.write(leave_note(step, "neutral", f"{NO_SECRETS}: {error}"))
            return ACCEPT
        raise ModelUnavailable(_explain_model(error, inputs)) from error
    _show_report(evaluation)
    sys.stdout.write(leave_reports(step, evaluation, inputs.formats))
    return _choose_code(evaluation, config, inputs)


def _as_run(repo: Path, config: Config, ends: Ends, *, is_foreign: bool) -> Run:
    return Run(
        repo=repo,
        config=config,
        is_foreign=is_foreign,
        change=ChangeUnderTest(revisions=ends.revisions),
        wanted=(),
        failing_before=(),
        reference=None,
        export=None,
        verbosity=0,
    )


def _explain_model(error: ModelUnavailable, inputs: Inputs) -> str:
    text = str(error).rstrip(".")
    key = "its key, from a secret, in the step's env"
    if "model" in inputs.settings:
        return f"{text}. In a workflow, give the step {key}."
    return f"{text}. In a workflow, name a model with the input model and give {key}."


def _show_report(evaluation: Evaluation) -> None:
    """The console's report, folded; while it is printed no line of it can be a command."""
    mark = secrets.token_hex(16)
    text = render_report(evaluation, "console", width=120)
    sys.stdout.write(f"::group::patchcritic\n::stop-commands::{mark}\n{text}\n::{mark}::\n")
    sys.stdout.write("::endgroup::\n")


def _choose_code(evaluation: Evaluation, config: Config, inputs: Inputs) -> int:
    code = exit_code_of(evaluation, config.fail_on)
    return ACCEPT if code == NO_VERDICT and inputs.accepts_no_verdict else code
