"""What ``patchcritic eval`` does once its options are read."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.baseline import read_baseline, renew_baseline, warn_of_touched
from patchcritic.cli.critic import build_calibrated
from patchcritic.cli.exits import exit_code_of
from patchcritic.cli.export import finish_export
from patchcritic.cli.inputs import refuse_escape
from patchcritic.cli.judging import judge_as_configured, plan_change
from patchcritic.cli.model_choice import choose_models, offer_weights
from patchcritic.cli.output import (
    Output,
    check_writable,
    print_report,
    read_outputs,
    write_reports,
)
from patchcritic.cli.progress import show_progress
from patchcritic.cli.stores import open_index
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import Clock
from patchcritic.snapshot import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.config import Config
    from patchcritic.domain import Critic, Evaluation, Patch
    from patchcritic.pipeline import ChangeUnderTest, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One call of ``patchcritic eval``, its options read and checked."""

    repo: Path
    config: Config
    change: ChangeUnderTest
    wanted: tuple[str, ...]
    failing_before: tuple[str, ...]
    reference: Patch | None
    export: Path | None
    """Where to write the requests instead of sending them."""
    is_foreign: bool = False
    """Whether the change is a stranger's, as in a workflow run for a fork."""
    verbosity: int
    """-1 quiet, 0 normal, 1 and more verbose."""
    output: tuple[str, ...] = ()
    """Files to write, as ``-o`` names them."""
    updates_baseline: bool = False
    """Whether the configuration's baseline takes in what is found."""


def run_evaluation(run: Run, *, dry_run: bool, show_prompt: str | None) -> int:
    """Judge, report, and give the exit code. Raises what ``evaluate_patch`` raises."""
    is_asked = not (dry_run or show_prompt)
    outputs = _check_files(run, is_asked=is_asked and run.export is None)
    models = choose_models(run.config)
    if run.export is not None:
        return export_requests(run, models)
    if not is_asked:
        sys.stdout.write(_preview_change(run, models, show_prompt))
        return 0
    evaluation = judge_change(run, models)
    write_reports(evaluation, outputs)
    if run.verbosity >= 0 or run.config.format != "console":
        print_report(evaluation, run.config.format, is_verbose=run.verbosity > 0)
    return exit_code_of(evaluation, run.config.fail_on)


def _check_files(run: Run, *, is_asked: bool) -> tuple[Output, ...]:
    """The reports to write. Raises ``UsageProblem`` before anything is paid for."""
    if not is_asked:
        if run.output or run.updates_baseline:
            option = "-o" if run.output else "--update-baseline"
            raise UsageProblem(
                f"{option} takes the report of a run; what is only shown goes to stdout"
            )
        return ()
    written = [run.config.baseline] if run.updates_baseline and run.config.baseline else []
    for path in written:
        check_writable(path, f"--baseline {path}")
    return read_outputs(run.output, others=written)


def judge_change(run: Run, models: tuple[str, ...]) -> Evaluation:
    """Ask about every test of the change, gated on the configuration's baseline if there is one.

    Raises what ``evaluate_patch`` raises, ``UsageProblem`` for a baseline that cannot be read, and
    ``ModelUnavailable`` when an embedded model's weights are not here.
    """
    baseline = read_baseline(run.config.baseline, is_updated=run.updates_baseline)
    for model in models:
        offer_weights(model)
    critic, calibration = build_calibrated(models, run.config)
    with show_progress(is_quiet=run.verbosity < 0) as on_event:
        clock = Clock(on_event)
        with _planned(run, critic, clock) as plan:
            evaluation = judge_as_configured(plan, critic, run.config, clock, calibration, baseline)
    if baseline is None or run.config.baseline is None:
        return evaluation
    if run.updates_baseline:
        evaluation = renew_baseline(
            evaluation, baseline, run.config.baseline, profile=calibration.profile
        )
    return warn_of_touched(evaluation, run.config.baseline, run.repo)


def export_requests(run: Run, models: tuple[str, ...]) -> int:
    """Write what would be asked as batch requests, and say how many; nobody is asked.

    Raises:
        UsageProblem: the model is not asked over the network, or the file cannot be written.
    """
    from patchcritic.critics.calling.requests_file import RequestsFile
    from patchcritic.critics.names import kind_of

    for model in models:
        if kind_of(model) != "llm":
            raise UsageProblem(f"--export-requests is for providers' models, and {model} is none")
    assert run.export is not None
    refuse_escape(run.export.parent, f"--export-requests {run.export}")
    with (
        RequestsFile(run.export) as requests,
        show_progress(is_quiet=run.verbosity < 0) as on_event,
    ):
        critic, calibration = build_calibrated(models, run.config, requests=requests)
        clock = Clock(on_event)
        with _planned(run, critic, clock) as plan:
            evaluation = judge_as_configured(plan, critic, run.config, clock, calibration)
        if evaluation.is_interrupted:
            return exit_code_of(evaluation, run.config.fail_on)
        finish_export(requests, evaluation)
    return 0


@contextmanager
def _planned(run: Run, critic: Critic, clock: Clock) -> Iterator[Plan]:
    with Workspace.open(run.repo) as workspace, open_index(is_cached=run.config.cache) as index:
        yield plan_change(
            workspace,
            run.change,
            critic,
            run.config,
            index=index,
            clock=clock,
            is_foreign=run.is_foreign,
            wanted=run.wanted,
            failing_before=run.failing_before,
            reference=run.reference,
        )


def _preview_change(run: Run, models: tuple[str, ...], show_prompt: str | None) -> str:
    from patchcritic.cli.preview import render_dry_run, render_prompts

    critic, _ = build_calibrated(models, run.config)
    with (
        show_progress(is_quiet=run.verbosity < 0) as on_event,
        _planned(run, critic, Clock(on_event)) as plan,
    ):
        if show_prompt is not None:
            return render_prompts(plan, critic, show_prompt)
        return render_dry_run(plan, critic, as_json=run.config.format == "json")
