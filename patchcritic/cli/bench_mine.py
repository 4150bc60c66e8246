"""``patchcritic bench mine``: labelled cases from packages and histories."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from patchcritic.bench.mine import Listener, Progress


def mine(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where the dataset goes.")
    ],
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package", "-p", metavar="NAME==VER",
            help="A release to put faults into; NAME==OLD..NEW for what changed between two; or "
            "a .tar.gz. Repeatable.",
        ),
    ] = None,
    history: Annotated[
        list[Path] | None,
        typer.Option(
            "--history", metavar="REPO",
            help="A git repository: its commits that change source and tests. Repeatable.",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Take this many commits of each history.")
    ] = 20,
    execute: Annotated[
        bool,
        typer.Option(
            "--execute", help="Really run the packages' tests, which is where labels come from."
        ),
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Runs at the same time.")] = 2,
    per_package: Annotated[
        int, typer.Option("--per-package", min=0, help="Faulted submissions of each instance.")
    ] = 60,
    seed: Annotated[int, typer.Option("--seed", help="Chooses faults, tests and pairs.")] = 0,
    python: Annotated[
        Path | None,
        typer.Option("--python", metavar="PATH", help="The interpreter that runs the tests."),
    ] = None,
    install: Annotated[
        bool,
        typer.Option("--install", help="Make an environment for each package's requirements."),
    ] = False,
    requirement: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="REQ", help="Install this too; repeatable."),
    ] = None,
) -> None:  # fmt: skip
    """Make labelled cases: real code, candidate patches, and every test's true outcome.

    Without --execute nothing of the packages or histories is run, and there are no labels. With
    it their tests run in fresh folders with a clean environment, limits, and no network where
    the system allows that; mine only what you would run yourself.
    """
    from patchcritic.bench.mine import History, PackageSource, Settings, mine_cases
    from patchcritic.errors import UsageProblem

    if python is not None and (install or not python.exists()):
        raise UsageProblem(f"--python {python} must exist and cannot be joined with --install")
    sources: list[PackageSource | History] = [
        *map(PackageSource.parse, package or ()),
        *(History(repo=one, limit=limit) for one in history or ()),
    ]
    settings = Settings(
        out=out,
        seed=seed,
        per_package=per_package,
        jobs=jobs,
        is_executing=execute,
        python=python.absolute() if python else None,
        is_installing=install,
        requirements=tuple(requirement or ()),
    )
    _warn_of_network(is_executing=execute)
    with show_progress() as listen:
        summary = mine_cases(sources, settings, listen)
    sys.stdout.write(_describe(summary, out))


def _warn_of_network(*, is_executing: bool) -> None:
    from patchcritic.bench.mine import network_wrapper

    if is_executing and network_wrapper() is None:
        typer.echo(
            "patchcritic: neither unshare nor bwrap works here: the tests run with network access",
            err=True,
        )


def _describe(summary: dict[str, Any], out: Path) -> str:
    lines = [f"{summary['n_instances']} instances, {summary['n_submissions']} submissions"]
    if summary["is_executed"]:
        n_pairs, n_failing = summary["n_pairs"], summary["n_failing"]
        lines.append(
            f"{n_pairs} labelled pairs, {n_failing} of them failing; "
            f"{summary['n_associated']} of associated tests"
        )
        lines.append(
            f"dropped: {summary['n_flaky_dropped']} flaky outcomes, "
            f"{summary['n_unfinished_dropped']} without an outcome"
        )
        lines.append(f"{summary['n_run_now']} submissions run now")
    else:
        lines.append(
            "no test was run and there are no labels; with --execute pytest would run twice for "
            "each submission"
        )
    lines += [f"left out: {one}" for one in summary["skipped"]]
    return "\n".join([*lines, f"written to {out}", ""])


@contextmanager
def show_progress() -> Iterator[Listener]:
    """A bar on a terminal's stderr, a line per case elsewhere."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _print_case
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def listen(event: Progress) -> None:
            bars.update(
                task,
                description=f"{event.case} · {event.doing}"[:72],
                completed=event.n_done,
                total=event.n_total or None,
            )

        yield listen


def _print_case(event: Progress) -> None:
    if event.n_done == event.n_total:
        from patchcritic.reports.sanitise import make_printable

        doing = event.doing if not event.n_done else "done"
        typer.echo(make_printable(f"{event.case}: {doing}"), err=True)
