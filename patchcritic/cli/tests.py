"""``patchcritic tests``: which tests can a change affect, and why?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import options


def list_tests(
    diff: options.Diff = None,
    staged: options.Staged = False,
    base: options.Base = None,
    repo: options.Repo = Path(),
    test_patch: options.TestPatch = None,
    tests: options.Tests = None,
    failing_before: options.FailingBefore = None,
    format_name: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="console or json.")
    ] = "console",
    no_cache: options.NoCache = False,
) -> None:
    """List the tests a change can affect, nearest first, each with its reasons.

    No model is asked, nothing is executed, and nothing in the repository is written.
    """
    import sys

    from patchcritic.cli.inputs import read_change, read_wanted
    from patchcritic.cli.stores import open_index
    from patchcritic.errors import UsageProblem
    from patchcritic.pipeline import Clock, analyse_change
    from patchcritic.redact import redact_nouns
    from patchcritic.reports.tests import render_tests
    from patchcritic.snapshot import Workspace

    if format_name not in ("console", "json"):
        raise UsageProblem(f"--format {format_name} is not known; choose console or json")
    change = read_change(diff, staged=staged, base=base, test_patch=test_patch)
    with Workspace.open(repo) as workspace, open_index(is_cached=not no_cache) as index:
        analysis = analyse_change(
            workspace,
            change,
            wanted=read_wanted(tests, option="--tests"),
            failing_before=read_wanted(failing_before, option="--failing-before"),
            index=index,
            clock=Clock(),
        )
        shown = redact_nouns(
            (analysis.associations, analysis.changed, analysis.warnings), analysis.shown.redactor
        )
        report = render_tests(
            *shown,
            n_unaffected=analysis.n_unaffected,
            as_json=format_name == "json",
        )
    sys.stdout.write(report)
