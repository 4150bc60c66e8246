"""What is said where git lacks objects: partial clones fetch them on demand, and we reach out to
nobody."""

from __future__ import annotations

import re
from pathlib import Path

from patchcritic.errors import RepositoryProblem
from patchcritic.snapshot.git import GitResult

GET_ALL = "to have them all run: git fetch --refetch --no-filter"
_LACKS = re.compile(
    r"unable to read (?:tree )?\(?[0-9a-f]{40,64}|failed to read |could not fetch"
    r"|unable to read sha1 file|Could not read [0-9a-f]{40,64}",
    re.IGNORECASE,
)


def explain_gap(root: Path, result: GitResult) -> RepositoryProblem | None:
    """The error to raise where git failed for want of an object; None where it was another one."""
    return lacks_files(root) if _LACKS.search(result.err) else None


def lacks_files(root: Path) -> RepositoryProblem:
    """The error to raise where an object is known not to be here."""
    return RepositoryProblem(
        f"git lacks files of {root} that are needed here, as in a partial clone; {GET_ALL}"
    )
