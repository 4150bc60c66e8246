"""``patchcritic eval``: judge one change, test by test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import options


def evaluate(
    diff: options.Diff = None,
    staged: options.Staged = False,
    base: options.Base = None,
    repo: options.Repo = Path(),
    test_patch: options.TestPatch = None,
    tests: options.Tests = None,
    failing_before: options.FailingBefore = None,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="NAME",
                     help="auto, local, a .gguf file, scripted:FILE, or any litellm name such as "
                     "openai/gpt-5.6.  [default: auto]"),
    ] = None,
    api_base: Annotated[
        str | None, typer.Option(metavar="URL", help="An OpenAI-compatible server.")
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT",
                     help="console or json.  [default: console]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE",
                     help="Also write the report here; .json chooses the format."),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="P", help="Least p_pass that counts as passing.  [default: 0.5]"),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="WHEN",
                     help="fail, uncertain or never: which verdict exits 1.  [default: fail]"),
    ] = None,
    concurrency: Annotated[
        int | None, typer.Option(metavar="N", help="Tests judged at once.  [default: 8]")
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
    timeout: Annotated[
        float | None, typer.Option(metavar="S", help="Seconds for one answer.  [default: 120]")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List tests, tokens and cost; ask nobody.")
    ] = False,
    show_prompt: Annotated[
        str | None,
        typer.Option(metavar="NODEID", help="Print what would be asked about one test."),
    ] = None,
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
        model=model,
        api_base=api_base,
        format=format_name,
        threshold=threshold,
        fail_on=fail_on,
        concurrency=concurrency,
        max_tests=max_tests,
        context=context,
        context_budget=context_budget,
        timeout=timeout,
        cache=False if no_cache else None,
    )
    from patchcritic.cli.inputs import read_change, read_wanted

    run = Run(
        repo=repo,
        config=config,
        change=read_change(diff, staged=staged, base=base, test_patch=test_patch),
        wanted=read_wanted(tests, option="--tests"),
        failing_before=read_wanted(failing_before, option="--failing-before"),
        output=output,
        verbosity=-1 if quiet else verbose,
    )
    raise typer.Exit(run_evaluation(run, dry_run=dry_run, show_prompt=show_prompt))
