"""``patchcritic rank``: which of several patches for one task is the best?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import critic_options, options


def rank(
    patches: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATCH...", help="The candidates: diff files, all from one base."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions", metavar="FILE", envvar="PATCHCRITIC_PREDICTIONS",
            help="Take the candidates from a predictions file as SWE-bench has them.",
        ),
    ] = None,
    instance: Annotated[
        str | None,
        typer.Option("--instance", metavar="ID", envvar="PATCHCRITIC_INSTANCE",
                     help="Which instance of the predictions file."),
    ] = None,
    base: Annotated[
        str, typer.Option("--base", metavar="REV", envvar="PATCHCRITIC_BASE",
                          help="The revision that all start from.")
    ] = "HEAD",
    repo: options.Repo = Path(),
    test_patch: options.TestPatch = None,
    tests: options.Tests = None,
    failing_before: options.FailingBefore = None,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare", help="Show those in or near the first place side by side, in both orders.",
        ),
    ] = False,
    best: Annotated[
        bool, typer.Option("--best", help="Print nothing but the best one's path or name.")
    ] = False,
    first: Annotated[
        bool, typer.Option("--first", help="Of several in the first place take the first given.")
    ] = False,
    resolution: Annotated[
        float,
        typer.Option(
            metavar="P", min=0.0, max=1.0, help="Differences of p_pass below this tell nothing."
        ),
    ] = 0.02,
    model: critic_options.Model = None,
    cascade: critic_options.Cascade = None,
    api_base: critic_options.ApiBase = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT",
                     help="console or json.  [default: console]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", envvar="PATCHCRITIC_OUTPUT",
                     help="Also write the ranking here; .json or .txt chooses the format."),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="P", help="Least p_pass that counts as passing.  [default: 0.5]"),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="WHEN",
                     help="fail, uncertain or never: which best one exits 1.  [default: fail]"),
    ] = None,
    max_tests: Annotated[
        int | None,
        typer.Option(metavar="N", help="Judge by the N nearest tests, the same for all."),
    ] = None,
    rule: critic_options.Rule = None,
    profile: critic_options.Profile = None,
    max_false_accept: critic_options.MaxFalseAccept = None,
    prompt: critic_options.Prompt = None,
    samples: critic_options.Samples = None,
    second_look: critic_options.SecondLook = None,
    panel: critic_options.Panel = None,
    explore: critic_options.Explore = None,
    max_cost: critic_options.MaxCost = None,
    price: critic_options.Price = None,
    timeout: critic_options.Timeout = None,
    concurrency: critic_options.Concurrency = None,
    config_file: options.ConfigFile = None,
    config_from: options.ConfigFrom = None,
    isolated: options.Isolated = False,
    no_redact: options.NoRedact = False,
    no_cache: options.NoCache = False,
    quiet: options.Quiet = False,
) -> None:  # fmt: skip
    """Order candidate patches by how they are predicted to make the tests pass; ties are told.

    All are judged from one base by the same tests, and nothing of the repository is executed.
    """
    from patchcritic.cli.rank_inputs import read_candidates
    from patchcritic.cli.rank_run import RankRun, run_ranking
    from patchcritic.config import load_config

    config = load_config(
        repo,
        options.table_source(config_file, config_from, isolated),
        model=model,
        cascade=cascade,
        api_base=api_base,
        format=format_name,
        threshold=threshold,
        fail_on=fail_on,
        max_tests=max_tests,
        rule=rule,
        profile=profile,
        max_false_accept=max_false_accept,
        prompt=prompt,
        samples=samples,
        second_look=second_look,
        panel=panel,
        explore=explore,
        max_cost=max_cost,
        price=price,
        timeout=timeout,
        concurrency=concurrency,
        redact=False if no_redact else None,
        cache=False if no_cache else None,
    )
    from patchcritic.cli.inputs import read_reference, read_wanted
    from patchcritic.pipeline import ChangeUnderTest

    run = RankRun(
        repo=repo,
        config=config,
        candidates=read_candidates(patches or (), predictions, instance),
        change=ChangeUnderTest(old=base, test_patch=read_reference(test_patch)),
        wanted=read_wanted(tests, option="--tests"),
        failing_before=read_wanted(failing_before, option="--failing-before"),
        resolution=resolution,
        has_comparison=compare,
        wants_best_only=best,
        takes_first=first,
        output=output,
        is_quiet=quiet,
    )
    raise typer.Exit(run_ranking(run))
