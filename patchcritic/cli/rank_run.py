"""What ``patchcritic rank`` does once its options are read."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.critic import build_calibrated, read_settings
from patchcritic.cli.exits import ACCEPT, INTERRUPTED, NO_VERDICT, REJECT
from patchcritic.cli.inputs import refuse_escape
from patchcritic.cli.model_choice import choose_models, offer_weights
from patchcritic.cli.output import write_whole
from patchcritic.cli.progress import show_progress
from patchcritic.cli.stores import open_index
from patchcritic.errors import UsageProblem
from patchcritic.pipeline.rank import RankOptions, rank_patches
from patchcritic.redact import Redactor
from patchcritic.reports.rank import render_rank_console, render_rank_json
from patchcritic.reports.sanitise import make_printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from patchcritic.config import Config
    from patchcritic.pipeline import ChangeUnderTest
    from patchcritic.pipeline.ranking import Candidate, Ranked, Ranking

UNUSABLE = 2
FORMATS: dict[str, Callable[[Ranking], str]] = {
    "console": render_rank_console,
    "json": render_rank_json,
}
SUFFIXES = {".json": "json", ".txt": "console"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRun:
    """One call of ``patchcritic rank``, its options read and checked."""

    repo: Path
    config: Config
    candidates: tuple[Candidate, ...]
    change: ChangeUnderTest
    wanted: tuple[str, ...]
    failing_before: tuple[str, ...]
    resolution: float
    has_comparison: bool
    wants_best_only: bool
    takes_first: bool
    output: Path | None
    is_quiet: bool


def run_ranking(run: RankRun) -> int:
    """Rank, report, and give the exit code. Raises what ``rank_patches`` raises."""
    if run.config.format not in FORMATS:
        raise UsageProblem(f"--format {run.config.format}: a ranking is console or json")
    if run.output is not None:
        _check_output(run.output)
    ranking = _rank(run)
    if run.output is not None:
        text = FORMATS[SUFFIXES[run.output.suffix.lower()]](ranking)
        try:
            write_whole(run.output, text)
        except OSError as error:
            raise UsageProblem(f"-o {run.output} cannot be written: {error.strerror}") from None
    chosen = choose_best(ranking, takes_first=run.takes_first)
    if run.wants_best_only:
        if chosen is not None and not ranking.is_interrupted:
            _print(f"{make_printable(chosen.name)}\n")
    elif not run.is_quiet or run.config.format == "json":
        _print(FORMATS[run.config.format](ranking))
    return exit_code_of(ranking, run.config.fail_on, takes_first=run.takes_first)


def choose_best(ranking: Ranking, *, takes_first: bool) -> Ranked | None:
    """The best candidate; of several in the first place the one given first, or None."""
    return ranking.leaders[0] if ranking.leaders and takes_first else ranking.best


def exit_code_of(ranking: Ranking, fail_on: str, *, takes_first: bool) -> int:
    """What a ranking exits with.

    0 there is a best candidate, and it is not predicted to fail; 1 it is, or it trips
    ``fail_on``; 2 no candidate could be used; 4 nothing tells which one is best, or the budget
    was spent; 130 interrupted. ``never`` is for those who only want the ranking, and accepts any.
    """
    if ranking.is_interrupted:
        return INTERRUPTED
    if not ranking.leaders:
        return UNUSABLE
    is_failing = ranking.labels == {"fail"}
    if _is_over_budget(ranking) and not is_failing:
        return NO_VERDICT
    if fail_on == "never":
        return ACCEPT
    is_uncertain = not is_failing and "pass" not in ranking.labels
    if is_failing or (is_uncertain and fail_on == "uncertain"):
        return REJECT
    best = choose_best(ranking, takes_first=takes_first)
    return NO_VERDICT if best is None or (is_uncertain and not ranking.is_told) else ACCEPT


def _rank(run: RankRun) -> Ranking:
    from patchcritic.critics.compare.referee import load_referee

    config = run.config
    models = choose_models(config)
    settings = read_settings(config)
    referee = load_referee(models[-1], settings) if run.has_comparison else None
    for model in models:
        offer_weights(model)
    critic, calibration = build_calibrated(models, config, settings=settings)
    with (
        open_index(is_cached=config.cache) as index,
        show_progress(is_quiet=run.is_quiet) as on_event,
    ):
        return rank_patches(
            run.repo,
            run.candidates,
            critic,
            change=run.change,
            wanted=run.wanted,
            failing_before=run.failing_before,
            options=RankOptions(
                threshold=config.threshold,
                resolution=run.resolution,
                max_tests=config.max_tests,
                concurrency=config.concurrency,
                budget=config.context_budget,
                mode=config.context,
                rule=config.rule,
                calibration=calibration,
                max_false_accept=config.max_false_accept,
                tracer=config.tracer,
            ),
            referee=referee,
            index=index,
            on_event=on_event,
            redactor=Redactor(is_on=config.redact),
        )


def _is_over_budget(ranking: Ranking) -> bool:
    evaluations = [one.evaluation for one in ranking.ranked if one.evaluation is not None]
    return any(evaluation.n_over_budget for evaluation in evaluations)


def _check_output(path: Path) -> None:
    """Refuse a report file before anything is paid for."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageProblem(f"-o {path}: a ranking is written as {' or '.join(SUFFIXES)}")
    refuse_escape(path.parent, f"-o {path}")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageProblem(f"-o {path} cannot be written; name a file in an existing folder")


def _print(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
