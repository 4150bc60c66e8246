"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from patchcritic.config import TableSource

Diff = Annotated[
    str | None,
    typer.Option(
        "--diff", "-d", metavar="FILE|-|REV..REV", envvar="PATCHCRITIC_DIFF",
        help="The change to judge: a diff file, - for standard input, or two revisions.",
    ),
]  # fmt: skip
Staged = Annotated[bool, typer.Option("--staged", help="Judge what is staged in the index.")]
Base = Annotated[
    str | None,
    typer.Option(
        "--base", metavar="REV", envvar="PATCHCRITIC_BASE",
        help="Judge HEAD against its merge base with REV; with a diff file: apply it to REV.",
    ),
]  # fmt: skip
Repo = Annotated[
    Path,
    typer.Option(
        "--repo", "-r", metavar="PATH", envvar="PATCHCRITIC_REPO",
        help="A folder inside the git repository; it is only read.",
    ),
]  # fmt: skip
TestPatch = Annotated[
    Path | None,
    typer.Option(
        "--test-patch", metavar="FILE", envvar="PATCHCRITIC_TEST_PATCH",
        help="A second diff with the tests, applied after the first.",
    ),
]  # fmt: skip
Tests = Annotated[
    list[str] | None,
    typer.Option(
        "--tests", "-t", metavar="NODEID|@FILE", envvar="PATCHCRITIC_TESTS",
        help="Only these tests: a node id, file or folder; @FILE holds one a line. Repeatable.",
    ),
]  # fmt: skip
FailingBefore = Annotated[
    list[str] | None,
    typer.Option(
        "--failing-before", metavar="NODEID|@FILE", envvar="PATCHCRITIC_FAILING_BEFORE",
        help="Tests known to fail without the change; judged in any case. Repeatable.",
    ),
]  # fmt: skip
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", envvar="PATCHCRITIC_CONFIG",
        help="Read [tool.patchcritic] from here.  [default: the nearest pyproject.toml]",
    ),
]  # fmt: skip
ConfigFrom = Annotated[
    str | None,
    typer.Option(
        "--config-from", metavar="REV", envvar="PATCHCRITIC_CONFIG_FROM",
        help="Read it from a revision, so that a change cannot say how it is judged.",
    ),
]  # fmt: skip
Isolated = Annotated[
    bool,
    typer.Option(
        "--isolated", envvar="PATCHCRITIC_ISOLATED", help="Read no [tool.patchcritic] at all."
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither read nor write stored answers and indexes.")
]
NoRedact = Annotated[
    bool,
    typer.Option("--no-redact", help="Send, keep and print keys and tokens as they are."),
]
Verbose = Annotated[
    int,
    typer.Option("--verbose", "-v", count=True, envvar="PATCHCRITIC_VERBOSE", help="Say more."),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", envvar="PATCHCRITIC_QUIET", help="No progress, and no console report."
    ),
]


def table_source(file: Path | None, revision: str | None, is_ignored: bool) -> TableSource:
    """Where the options say that the table is to be looked for."""
    from patchcritic.config import TableSource

    return TableSource(file=file, revision=revision, is_ignored=is_ignored)
