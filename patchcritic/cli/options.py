"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
        "--tests", "-t", metavar="NODEID|@FILE",
        help="Only these tests: a node id, file or folder; @FILE holds one a line. Repeatable.",
    ),
]  # fmt: skip
FailingBefore = Annotated[
    list[str] | None,
    typer.Option(
        "--failing-before", metavar="NODEID|@FILE",
        help="Tests known to fail without the change; judged in any case. Repeatable.",
    ),
]  # fmt: skip
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither read nor write stored answers and indexes.")
]
Verbose = Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, and no console report.")]
