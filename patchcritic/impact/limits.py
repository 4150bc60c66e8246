"""What the search for affected tests left undone, in sentences for the user."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.impact.classes import Findings
from patchcritic.impact.corpus import LARGE_TREE
from patchcritic.impact.search import Finders

_N_NAMED = 3


def say_limits(found: Findings, finders: Finders) -> Iterator[str]:
    """One sentence for each way in which the search gave something up."""
    if found.cut:
        places = sorted(found.cut)
        n_files = len({path for path, _ in places})
        yield (
            f"the search stopped at score {found.floor:.2f}: {len(places)} further definitions in "
            f"{n_files} files, and what uses them, may be reached ({_name_some(places)}); "
            f"add tests that you know to matter by name"
        )
    dropped = {name: n_files for name, n_files in finders.uses.n_cut.items() if n_files}
    if dropped:
        names = sorted(dropped, key=lambda name: (-dropped[name], name))
        shown = ", ".join(f"{name} in {dropped[name]} files" for name in names[:_N_NAMED])
        more = f" and {len(names) - _N_NAMED} more" if len(names) > _N_NAMED else ""
        yield (
            f"the tree has over {LARGE_TREE} Python files, so common member names count only "
            f"where the file names their class too; not looked at: {shown}{more}"
        )


def _name_some(places: list[tuple[str, str]]) -> str:
    shown = ", ".join(f"{path}::{qualname}" for path, qualname in places[:_N_NAMED])
    return shown if len(places) <= _N_NAMED else f"{shown}, ..."
