"""``patchcritic trace``: what a test computes, call by call, without executing it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.cli import options


def trace(
    node_ids: Annotated[
        list[str],
        typer.Argument(metavar="NODEID...", help="The tests, as pytest prints their ids."),
    ],
    diff: options.Diff = None,
    staged: options.Staged = False,
    base: options.Base = None,
    repo: options.Repo = Path(),
    test_patch: options.TestPatch = None,
    tree: Annotated[
        str,
        typer.Option("--tree", metavar="TREE", help="patched, or base for the tree before it."),
    ] = "patched",
    format_name: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="console, json or html.")
    ] = "console",
    no_cache: options.NoCache = False,
) -> None:  # fmt: skip
    """Show how the tracer works a test out: calls, values at assertions, and where it ends.

    No model is asked, nothing is executed, and nothing in the repository is written.
    """
    import sys

    from patchcritic.cli.inputs import read_change
    from patchcritic.cli.stores import open_index
    from patchcritic.errors import UsageProblem
    from patchcritic.pipeline import Clock, analyse_change
    from patchcritic.redact import redact_nouns
    from patchcritic.reports.traces import Recorded, render_traces
    from patchcritic.snapshot import Workspace
    from patchcritic.tracer.box import TracerSettings, record_tests

    for option, value, known in (
        ("--format", format_name, ("console", "json", "html")),
        ("--tree", tree, ("patched", "base")),
    ):
        if value not in known:
            raise UsageProblem(f"{option} {value} is not known; choose one of {', '.join(known)}")
    change = read_change(diff, staged=staged, base=base, test_patch=test_patch)
    with Workspace.open(repo) as workspace, open_index(is_cached=not no_cache) as index:
        analysis = analyse_change(
            workspace, change, wanted=tuple(node_ids), index=index, clock=Clock()
        )
        snapshot = getattr(analysis.snapshots, tree)
        found = [item.node_id for item in analysis.associations]
        others = [one for one in found if not one.path.endswith(".py")]
        if others:
            raise UsageProblem(f"{others[0]} is no Python test; only those are traced")
        recorded = tuple(
            Recorded.of(one)
            for one in record_tests(snapshot, sorted(found), settings=TracerSettings())
        )
        shown = redact_nouns(recorded, analysis.shown.redactor)
    sys.stdout.write(render_traces(shown, format_name, tree=tree))
