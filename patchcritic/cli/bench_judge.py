"""What ``patchcritic bench run`` does once its options are read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from patchcritic.bench.engines import EngineName, choose_engine
from patchcritic.bench.run import (
    Arm,
    ContextMode,
    Judge,
    Options,
    Repositories,
    RunStore,
    Selection,
    TracerArm,
    Wallet,
    WhichTests,
    choose_instances,
    digest_file,
    run_arms,
    select,
)
from patchcritic.cli.bench_arms import Contexts, freeze_config, make_arms, make_critic
from patchcritic.cli.bench_export import ExportSink, check_exportable
from patchcritic.cli.bench_finish import finish_bench
from patchcritic.cli.bench_progress import show_bench_progress
from patchcritic.cli.exits import ACCEPT, INTERRUPTED
from patchcritic.cli.model_choice import offer_weights
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.config import Config

_SHAPING = ("samples", "combine", "second_look", "panel", "explore", "threshold", "max_tests",
            "context_budget", "api_base")  # fmt: skip
"""Settings of a critic that rows depend on, so that one folder has one value of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRun:
    """One call of ``patchcritic bench run``, its options read."""

    dataset: Path
    predictions: tuple[str, ...]
    repos: Path
    out: Path
    models: tuple[str, ...]
    prompts: tuple[str, ...]
    contexts: tuple[str, ...]
    tracers: tuple[str, ...]
    labels: Path | None
    tests: str
    limit: int | None
    pattern: str | None
    seed: int | None
    clone_from: str | None
    engine: str
    address: str | None
    n_jobs: int
    export: Path | None
    config: Config
    is_quiet: bool

    def check(self) -> None:
        """Raise ``UsageProblem`` for words that are not known and options that do not fit."""
        choices = (
            ("--tests", self.tests, WhichTests),
            ("--engine", self.engine, EngineName),
            *(("--context", one, ContextMode) for one in self.contexts),
            *(("--tracer", one, TracerArm) for one in self.tracers),
        )
        for option, value, known in choices:
            if value not in get_args(known):
                raise UsageProblem(f"{option} {value} is not one of {', '.join(get_args(known))}")
        if self.tests == "labelled" and self.labels is None:
            raise UsageProblem("--tests labelled needs --labels FILE")
        is_alone = self.engine == "local" and self.n_jobs == 1
        bounded = (("--max-cost", self.config.max_cost), ("--export-requests", self.export))
        for option, given in bounded:
            if given is not None and not is_alone:
                raise UsageProblem(
                    f"{option} needs a run of one process: leave --jobs and --engine out, and "
                    "let --concurrency ask for many tests at once"
                )


def run_bench(run: BenchRun) -> int:
    """Judge, write the reports, and give the exit code. Raises ``PatchcriticError``."""
    run.check()
    arms = make_arms(
        run.models,
        run.config,
        prompts=run.prompts,
        contexts=cast("Contexts", run.contexts),
        tracers=cast("tuple[TracerArm, ...]", run.tracers),
    )
    instances = choose_instances(run.dataset, pattern=run.pattern, limit=run.limit, seed=run.seed)
    selection = select(instances, run.predictions, labels=run.labels)
    repositories = Repositories(run.repos, clone_from=run.clone_from)
    if run.export is not None:
        return export_bench(run, arms, selection, repositories)
    for model in dict.fromkeys(model for arm in arms for model in arm.models):
        offer_weights(model)
    make = partial(make_critic, freeze_config(run.config))
    settings = _describe_settings(run)
    store = RunStore(
        run.out, settings, {arm: make(arm, run.config.max_cost).fingerprint for arm in arms}
    )
    engine = choose_engine(cast("EngineName", run.engine), n_jobs=run.n_jobs, address=run.address)
    judge = Judge(options=_read_options(run), make_critic=make, wallet=Wallet(run.config.max_cost))
    try:
        with show_bench_progress(is_quiet=run.is_quiet) as listen:
            progress = run_arms(
                selection,
                arms,
                judge=judge,
                engine=engine,
                repositories=repositories,
                store=store,
                listen=listen,
            )
    except KeyboardInterrupt:
        print("patchcritic: interrupted; the same command goes on", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    finally:
        store.close()
    return finish_bench(store, selection, progress, settings, dataset=run.dataset, seed=run.seed)


def export_bench(
    run: BenchRun, arms: tuple[Arm, ...], selection: Selection, repositories: Repositories
) -> int:
    """Write what would be asked as batch requests; nobody is asked, and no row is kept."""
    from patchcritic.critics.calling.requests_file import RequestsFile

    assert run.export is not None
    check_exportable(arms)
    with RequestsFile(run.export) as requests:
        sink = ExportSink()
        make = partial(make_critic, run.config, requests=requests)
        for arm in arms:
            make(arm, None)  # a critic that cannot be had is said before anything is read
        judge = Judge(options=_read_options(run), make_critic=make, wallet=Wallet())
        with show_bench_progress(is_quiet=run.is_quiet) as listen:
            run_arms(
                selection,
                arms,
                judge=judge,
                engine=choose_engine("local"),
                repositories=repositories,
                store=sink,
                listen=listen,
            )
        requests.keep()
        for line in sink.summarise(requests):
            print(line, file=sys.stderr)  # noqa: T201
    return ACCEPT


def _read_options(run: BenchRun) -> Options:
    return Options(
        tests=cast("WhichTests", run.tests),
        threshold=run.config.threshold,
        concurrency=run.config.concurrency,
        context_budget=run.config.context_budget,
        max_tests=run.config.max_tests,
        is_cached=run.config.cache,
    )


def _describe_settings(run: BenchRun) -> dict[str, str]:
    """What one folder has one value of."""
    return {
        "dataset": digest_file(run.dataset),
        "labels": digest_file(run.labels),
        "tests": run.tests,
        **{name: str(getattr(run.config, name)) for name in _SHAPING},
    }
