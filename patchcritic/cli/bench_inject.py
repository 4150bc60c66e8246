"""``patchcritic bench inject``: put known faults into right changes, and see who points at them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import critic_options, options


def inject(
    dataset: Annotated[
        Path, typer.Option("--dataset", "-d", metavar="FILE", help="SWE-bench rows: .jsonl, .json "
                           "or .parquet.")
    ],
    repos: Annotated[
        Path,
        typer.Option("--repos", metavar="DIR",
                     help="Checkouts or bare clones: <instance_id>, <owner>__<name> or <name>."),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="DIR",
                     help="Where inject.jsonl goes; the same command again goes on where it "
                     "ended."),
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
    faults: Annotated[
        int, typer.Option(min=1, max=5, metavar="N", help="1 up to N faults in each case.")
    ] = 1,
    per_instance: Annotated[
        int, typer.Option(min=1, metavar="K", help="Cases made of each instance.")
    ] = 1,
    tolerance: Annotated[
        int, typer.Option(min=0, metavar="LINES",
                          help="How far from a fault a flagged place may be.")
    ] = 2,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Take N instances: the first "
                                 "ones, or with --seed some at random.")
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option("--filter", metavar="GLOB", help="Only instances whose id fits."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Of the faults, --limit's draw and the intervals.")
    ] = None,
    clone_from: Annotated[
        str | None,
        typer.Option("--clone-from", metavar="URL",
                     help="Clone what --repos lacks from here; {repo} stands for owner/name."),
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", "-f", metavar="NAME", help="console or json.")
    ] = "console",
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
    """Put known faults into a dataset's right changes, and measure who points at them.

    Flagged and injected lines are compared by their Jaccard index. Nothing is executed, and no
    labels are needed.
    """
    from patchcritic.cli.bench_inject_run import InjectRun, run_inject
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
    run = InjectRun(
        dataset=dataset,
        repos=repos,
        out=out,
        models=tuple(model or ()),
        prompts=tuple(prompt or ()),
        contexts=tuple(context or ()),
        max_faults=faults,
        n_cases=per_instance,
        tolerance=tolerance,
        limit=limit,
        pattern=pattern,
        seed=seed,
        clone_from=clone_from,
        format_name=format_name,
        config=config,
        is_quiet=quiet,
    )
    raise typer.Exit(run_inject(run))
