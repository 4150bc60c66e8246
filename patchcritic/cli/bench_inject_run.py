"""What ``patchcritic bench inject`` does once its options are read."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from patchcritic.bench.inject import Injection, InjectStore, inject_all, make_inject_report
from patchcritic.bench.run import (
    ContextMode,
    Options,
    Repositories,
    Wallet,
    choose_instances,
    digest_file,
)
from patchcritic.cli.bench_arms import Contexts, freeze_config, make_arms, make_critic
from patchcritic.cli.bench_inject_table import print_inject_table
from patchcritic.cli.bench_progress import describe_cost, show_bench_progress
from patchcritic.cli.exits import ACCEPT, INTERRUPTED, NO_VERDICT
from patchcritic.cli.model_choice import offer_weights
from patchcritic.cli.stores import open_index
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.bench.run import Arm, Progress
    from patchcritic.config import Config

FORMATS = ("console", "json")
_SHAPING = ("samples", "combine", "second_look", "panel", "explore", "threshold", "max_tests",
            "context_budget", "api_base")  # fmt: skip
"""Settings of a critic that rows depend on, so that one folder has one value of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectRun:
    """One call of ``patchcritic bench inject``, its options read."""

    dataset: Path
    repos: Path
    out: Path
    models: tuple[str, ...]
    prompts: tuple[str, ...]
    contexts: tuple[str, ...]
    max_faults: int
    n_cases: int
    tolerance: int
    limit: int | None
    pattern: str | None
    seed: int | None
    clone_from: str | None
    format_name: str
    config: Config
    is_quiet: bool

    def check(self) -> None:
        """Raise ``UsageProblem`` for words that are not known."""
        choices = (
            ("--format", self.format_name, FORMATS),
            *(("--context", one, get_args(ContextMode)) for one in self.contexts),
        )
        for option, value, known in choices:
            if value not in known:
                raise UsageProblem(f"{option} {value} is not one of {', '.join(known)}")


def run_inject(run: InjectRun) -> int:
    """Make the cases, ask, print, and give the exit code. Raises ``PatchcriticError``."""
    run.check()
    config = run.config
    contexts = cast("Contexts", run.contexts)
    arms = make_arms(run.models, config, prompts=run.prompts, contexts=contexts)
    instances = choose_instances(run.dataset, pattern=run.pattern, limit=run.limit, seed=run.seed)
    repositories = Repositories(run.repos, clone_from=run.clone_from)
    for model in dict.fromkeys(model for arm in arms for model in arm.models):
        offer_weights(model)
    make = partial(make_critic, freeze_config(config))
    fingerprints = {arm.name: make(arm, config.max_cost).fingerprint for arm in arms}
    store = InjectStore(run.out, _describe_settings(run), fingerprints)
    try:
        with (
            open_index(is_cached=config.cache) as index,
            show_bench_progress(is_quiet=run.is_quiet) as listen,
        ):
            injection = Injection(
                arms=arms,
                options=_read_options(config),
                make_critic=make,
                wallet=Wallet(config.max_cost),
                repositories=repositories,
                index=index,
                seed=run.seed or 0,
                max_faults=run.max_faults,
                n_cases=run.n_cases,
                tolerance=run.tolerance,
            )
            progress = inject_all(instances, injection, store=store, listen=listen)
    except KeyboardInterrupt:
        print("patchcritic: interrupted; the same command goes on", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    finally:
        store.close()
    return _finish(run, arms, store, injection, progress)


def _finish(
    run: InjectRun,
    arms: tuple[Arm, ...],
    store: InjectStore,
    injection: Injection,
    progress: Progress,
) -> int:
    """Print the figures of all rows in the folder, those of earlier runs among them."""
    report = make_inject_report(
        store.rows.values(),
        dataset=run.dataset.name,
        tolerance=run.tolerance,
        seed=run.seed or 0,
        skipped=injection.skipped,
    )
    if run.format_name == "json":
        sys.stdout.write(json.dumps(asdict(report), indent=2) + "\n")
    else:
        print_inject_table(report)
        counts = (
            f"{progress.n_judged} answers to cases now",
            f"{progress.n_skipped} skipped",
            describe_cost(progress.cost_usd),
        )
        sys.stdout.write(f"{', '.join(counts)}\nrows in {store.path}\n")
    if progress.is_over_budget:
        note = "--max-cost is spent; the same command with more goes on"
        print(f"patchcritic: {note}", file=sys.stderr)  # noqa: T201
    names = {arm.name for arm in arms}
    is_measured = any(one.arm in names for one in report.arms)
    return ACCEPT if is_measured and not progress.is_over_budget else NO_VERDICT


def _read_options(config: Config) -> Options:
    return Options(
        threshold=config.threshold,
        concurrency=config.concurrency,
        context_budget=config.context_budget,
        max_tests=config.max_tests,
    )


def _describe_settings(run: InjectRun) -> dict[str, str]:
    """What one folder has one value of."""
    return {
        "dataset": digest_file(run.dataset),
        "seed": str(run.seed or 0),
        "faults": str(run.max_faults),
        "tolerance": str(run.tolerance),
        **{name: str(getattr(run.config, name)) for name in _SHAPING},
    }
