"""``patchcritic eval``: judge one change, test by test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import critic_options, options


def evaluate(
    diff: options.Diff = None,
    staged: options.Staged = False,
    base: options.Base = None,
    repo: options.Repo = Path(),
    test_patch: options.TestPatch = None,
    tests: options.Tests = None,
    failing_before: options.FailingBefore = None,
    model: critic_options.Model = None,
    cascade: critic_options.Cascade = None,
    api_base: critic_options.ApiBase = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT",
                     help="console, json, jsonl, junit, sarif, github, markdown or html.  "
                     "[default: console]"),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="[FORMAT:]FILE", envvar="PATCHCRITIC_OUTPUT",
                     help="Also write the report here; its ending chooses the format (.json, "
                     ".jsonl, .xml, .sarif, .md, .html, .txt). Repeatable."),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE",
                     help="A JSON report or baseline: only failures that it lacks count."),
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Write what fails now to that file.")
    ] = False,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="P", help="Least p_pass that counts as passing.  [default: 0.5]"),
    ] = None,
    rule: critic_options.Rule = None,
    profile: critic_options.Profile = None,
    max_false_accept: critic_options.MaxFalseAccept = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="WHEN",
                     help="fail, uncertain or never: which verdict exits 1.  [default: fail]"),
    ] = None,
    max_tests: Annotated[
        int | None, typer.Option(metavar="N", help="Judge only the N best associated tests.")
    ] = None,
    context: Annotated[
        str | None,
        typer.Option(metavar="MODE",
                     help="none, diff, function or slice: code shown.  [default: slice]"),
    ] = None,
    context_budget: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Estimated tokens of code per test.")
    ] = None,
    prompt: critic_options.Prompt = None,
    samples: critic_options.Samples = None,
    combine: critic_options.Combine = None,
    second_look: critic_options.SecondLook = None,
    panel: critic_options.Panel = None,
    reference: critic_options.Reference = None,
    explore: critic_options.Explore = None,
    max_cost: critic_options.MaxCost = None,
    price: critic_options.Price = None,
    tracer: critic_options.Tracer = None,
    fail_fast: critic_options.FailFast = None,
    timeout: critic_options.Timeout = None,
    concurrency: critic_options.Concurrency = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List tests, tokens and cost; ask nobody.")
    ] = False,
    show_prompt: Annotated[
        str | None,
        typer.Option(metavar="NODEID", help="Print what would be asked about one test."),
    ] = None,
    export_requests: Annotated[
        Path | None,
        typer.Option(metavar="FILE",
                     help="Write what would be asked as batch requests (JSONL); ask nobody."),
    ] = None,
    config_file: options.ConfigFile = None,
    config_from: options.ConfigFrom = None,
    isolated: options.Isolated = False,
    no_redact: options.NoRedact = False,
    no_cache: options.NoCache = False,
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
) -> None:  # fmt: skip
    """Judge one change: which tests will pass, and will the patch as a whole?

    Nothing of the repository is executed, and nothing in it is written.
    """
    from patchcritic.cli.judge import Run, run_evaluation
    from patchcritic.config import load_config

    config = load_config(
        repo,
        options.table_source(config_file, config_from, isolated),
        model=model,
        api_base=api_base,
        format=format_name,
        threshold=threshold,
        rule=rule,
        profile=profile,
        max_false_accept=max_false_accept,
        fail_on=fail_on,
        baseline=baseline,
        concurrency=concurrency,
        max_tests=max_tests,
        context=context,
        context_budget=context_budget,
        timeout=timeout,
        cascade=cascade,
        prompt=prompt,
        samples=samples,
        combine=combine,
        second_look=second_look,
        panel=panel,
        explore=explore,
        max_cost=max_cost,
        price=price,
        tracer=tracer,
        fail_fast=fail_fast,
        redact=False if no_redact else None,
        cache=False if no_cache else None,
    )
    from patchcritic.cli.inputs import read_change, read_reference, read_wanted
    from patchcritic.symbols.source import pause_collection

    run = Run(
        repo=repo,
        config=config,
        change=read_change(diff, staged=staged, base=base, test_patch=test_patch),
        wanted=read_wanted(tests, option="--tests"),
        failing_before=read_wanted(failing_before, option="--failing-before"),
        reference=read_reference(reference),
        export=export_requests,
        output=tuple(output or ()),
        updates_baseline=update_baseline,
        verbosity=-1 if quiet else verbose,
    )
    with pause_collection():  # 0.17 of 1.2 s where everything is kept
        code = run_evaluation(run, dry_run=dry_run, show_prompt=show_prompt)
    raise typer.Exit(code)
