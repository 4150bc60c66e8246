"""``patchcritic bench run``: judge a dataset's submissions, and measure the critics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import critic_options, options


def run(
    dataset: Annotated[
        Path, typer.Option("--dataset", "-d", metavar="FILE", envvar="PATCHCRITIC_DATASET",
                           help="SWE-bench rows: .jsonl, .json or .parquet.")
    ],
    predictions: Annotated[
        list[str],
        typer.Option("--predictions", "-p", metavar="FILE|gold|empty",
                     envvar="PATCHCRITIC_PREDICTIONS",
                     help="Candidate patches, the reference ones, or none at all. Repeatable."),
    ],
    repos: Annotated[
        Path,
        typer.Option("--repos", metavar="DIR", envvar="PATCHCRITIC_REPOS",
                     help="Checkouts or bare clones: <instance_id>, <owner>__<name> or <name>."),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="DIR",
                     help="Rows and reports; the same command again goes on where it ended."),
    ],
    model: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", metavar="NAME",
                     help="As eval's; several are compared side by side. Repeatable."),
    ] = None,
    cascade: critic_options.Cascade = None,
    prompt: Annotated[
        list[str] | None,
        typer.Option("--prompt", metavar="NAME", help="As eval's; repeat it to compare prompts."),
    ] = None,
    context: Annotated[
        list[str] | None,
        typer.Option("--context", metavar="MODE",
                     help="none, diff, function or slice; repeat it to compare.  "
                     "[default: slice]"),
    ] = None,
    tracer: Annotated[
        list[str] | None,
        typer.Option("--tracer", metavar="WHEN",
                     help="on or off; repeat it to compare.  [default: off]"),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option("--labels", metavar="FILE", envvar="PATCHCRITIC_LABELS",
                     help="Executed outcomes: JSONL of instance_id, submission, node_id, status."),
    ] = None,
    tests: Annotated[
        str,
        typer.Option("--tests", "-t", metavar="WHICH",
                     help="all that the change can affect, f2p: those the dataset lists, or "
                     "labelled."),
    ] = "all",
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Take N instances: the first "
                                 "ones, or with --seed some at random.")
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option("--filter", metavar="GLOB", help="Only instances whose id fits."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Of --limit's draw and of the intervals.")
    ] = None,
    clone_from: Annotated[
        str | None,
        typer.Option("--clone-from", metavar="URL",
                     help="Clone what --repos lacks from here; {repo} stands for owner/name."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", envvar="PATCHCRITIC_ENGINE",
                          help="local, or ray (extra `ray`).")
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="ADDRESS", help="Join a ray cluster: auto, or "
                     "HOST:PORT.  [default: one of this machine's own]"),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, metavar="N", envvar="PATCHCRITIC_JOBS",
                          help="Instances at the same time.")
    ] = 1,
    export_requests: Annotated[
        Path | None,
        typer.Option(metavar="FILE",
                     help="Write what would be asked as batch requests (JSONL); ask nobody."),
    ] = None,
    api_base: critic_options.ApiBase = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="P", help="Least p_pass that counts as passing.  [default: 0.5]"),
    ] = None,
    max_tests: Annotated[
        int | None, typer.Option(metavar="N", help="Judge only the N best associated tests.")
    ] = None,
    context_budget: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Estimated tokens of code per test.")
    ] = None,
    samples: critic_options.Samples = None,
    combine: critic_options.Combine = None,
    second_look: critic_options.SecondLook = None,
    panel: critic_options.Panel = None,
    explore: critic_options.Explore = None,
    max_cost: critic_options.MaxCost = None,
    price: critic_options.Price = None,
    timeout: critic_options.Timeout = None,
    concurrency: critic_options.Concurrency = None,
    no_cache: options.NoCache = False,
    quiet: options.Quiet = False,
) -> None:  # fmt: skip
    """Judge every submission of a dataset, and measure the critics against known outcomes.

    Nothing of the repositories is executed. Rows are written as they come; an interrupted run
    goes on with the same command.
    """
    from patchcritic.cli.bench_judge import BenchRun, run_bench
    from patchcritic.config import load_config

    config = load_config(
        Path(),
        api_base=api_base,
        threshold=threshold,
        max_tests=max_tests,
        context_budget=context_budget,
        cascade=cascade,
        samples=samples,
        combine=combine,
        second_look=second_look,
        panel=panel,
        explore=explore,
        max_cost=max_cost,
        price=price,
        timeout=timeout,
        concurrency=concurrency,
        cache=False if no_cache else None,
    )
    bench = BenchRun(
        dataset=dataset,
        predictions=tuple(predictions),
        repos=repos,
        out=out,
        models=tuple(model or ()),
        prompts=tuple(prompt or ()),
        contexts=tuple(context or ()),
        tracers=tuple(tracer or ()),
        labels=labels,
        tests=tests,
        limit=limit,
        pattern=pattern,
        seed=seed,
        clone_from=clone_from,
        engine=engine,
        address=address,
        n_jobs=jobs,
        export=export_requests,
        config=config,
        is_quiet=quiet,
    )
    raise typer.Exit(run_bench(bench))
