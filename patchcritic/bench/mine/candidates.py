"""The submissions of an instance: the reference, nothing, a hunk left out, faults put in."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from patchcritic.bench.faults import Fault, apply_fault, choose_faults, propose_faults
from patchcritic.bench.mine.difftext import (
    count_hunks,
    cut_files,
    drop_hunk,
    make_part,
    replace_part,
)
from patchcritic.bench.mine.nouns import Candidate
from patchcritic.diff import is_test_path, parse_patch

if TYPE_CHECKING:
    from patchcritic.domain import Instance, Snapshot

MAX_DROPS = 8
_NO_SOURCE = ("docs/", "doc/", "examples/", "example/", "benchmarks/", "bench/", "scripts/",
    "tools/", "setup.py", "conftest.py", "noxfile.py", "tasks.py", "build/")  # fmt: skip


def is_source(path: str) -> bool:
    """Whether a file is Python code that a package's users run."""
    return path.endswith(".py") and not is_test_path(path) and not path.startswith(_NO_SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateMaker:
    """Makes an instance's submissions from its trees; the same ones for the same seed."""

    instance: Instance
    base: Snapshot
    gold: Snapshot
    """The base tree with the reference patch, without the test patch."""
    seed: int

    def make_plain(self) -> Iterator[Candidate]:
        """The reference, the empty submission, and the reference without single hunks."""
        if not self.instance.patch:
            return
        yield Candidate(name="gold", kind="gold", patch=self.instance.patch)
        yield Candidate(name="empty", kind="empty", patch="")
        parts = cut_files(self.instance.patch)
        files = parse_patch(self.instance.patch).files
        places = [
            (number, hunk)
            for number, (part, file) in enumerate(zip(parts, files, strict=True))
            if is_source(file.path)
            for hunk in range(count_hunks(part))
        ]
        if len(places) < 2:
            return
        random.Random(f"{self.seed}:{self.instance.instance_id}:drops").shuffle(places)
        for count, (number, hunk) in enumerate(sorted(places[:MAX_DROPS]), start=1):
            patch = replace_part(parts, number, drop_hunk(parts[number], hunk))
            yield Candidate(name=f"drop-{count:02}", kind="drop", patch=patch)

    def make_faulted(self) -> Iterator[Candidate]:
        """The reference with one fault in a function that it changes; where there is no
        reference, any function with one. Endless as far as the code goes."""
        parts = cut_files(self.instance.patch)
        files = parse_patch(self.instance.patch).files if parts else ()
        places = {file.path: number for number, file in enumerate(files)}
        faults = []
        for path in self.gold.paths():
            text = self.gold.read(path) if is_source(path) else None
            if text is None or (files and path not in places):
                continue
            lines = (
                {
                    line.new_line
                    for hunk in files[places[path]].hunks
                    for line in hunk.lines
                    if line.tag == "+" and line.new_line is not None
                }
                if files
                else None
            )
            faults += propose_faults(path, text, lines)
        rng = random.Random(f"{self.seed}:{self.instance.instance_id}:faults")
        number = 0
        for fault in choose_faults(faults, rng):
            text = apply_fault(self.gold.read(fault.path) or "", fault)
            if text is None:
                continue
            number += 1
            part = make_part(fault.path, self.base.read(fault.path), text)
            yield Candidate(
                name=f"fault-{number:04}",
                kind="fault",
                patch=replace_part(parts, places.get(fault.path), part),
                fault=_describe(fault),
            )


def _describe(fault: Fault) -> dict[str, object]:
    row = asdict(fault)
    del row["edit"]
    return row
