"""From an instance to cases with known faults in them; nothing is run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from patchcritic.bench.faults import Fault, choose_faults, propose_faults
from patchcritic.bench.inject.nouns import FaultyCase
from patchcritic.bench.inject.places import find_changed_lines
from patchcritic.bench.inject.placing import fits_beside, locate_faults, put_in
from patchcritic.bench.mine.candidates import is_source
from patchcritic.bench.mine.difftext import make_part
from patchcritic.bench.run.case import Case
from patchcritic.diff import parse_patch
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import ChangeUnderTest, Clock, analyse_change
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex

MAX_FILES = 50
"""Files that are looked through where nothing says which functions to take."""
MAX_TRIES = 40
"""Faults that are tried for one case before it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMaker:
    """Makes an instance's faulty cases; the same ones for the same seed.

    The n-th case is the same however many are asked for.
    """

    workspace: Workspace
    index: SymbolIndex
    seed: int
    max_faults: int
    """Each case has 1 up to so many faults, as many as its functions have room for."""
    n_cases: int

    def make(self, case: Case) -> Iterator[FaultyCase]:
        """The cases of an instance, fewer when its functions have no more faults to give.

        Faults go into the functions that the reference patch changes; where there is none, into
        functions that some test reaches. Raises ``UsageProblem`` when the reference patch does not
        apply, and ``RepositoryProblem``.
        """
        instance = case.instance
        gold = case.read_candidate(instance.patch)
        base = self.workspace.resolve(instance.base_commit)
        right = base if gold is None else self.workspace.apply(base, gold)
        rng = random.Random(f"{self.seed}:{instance.instance_id}:inject")
        texts, faults = self._propose(base, right, rng)
        pool = list(choose_faults(faults, rng))
        for number in range(1, self.n_cases + 1):
            n_wanted = rng.randint(1, self.max_faults)
            taken = self._take(pool, texts, n_wanted, case if gold is None else None)
            changed = put_in(texts, taken)
            if not taken or changed is None:
                return
            tree = self._write(right, texts, changed)
            patch = self.workspace.diff(base, tree)
            if patch:  # else the fault takes the whole reference back
                yield FaultyCase(
                    name=f"inject-{number:02}", patch=patch, faults=locate_faults(changed, taken)
                )

    def _propose(
        self, base: str, right: str, rng: random.Random
    ) -> tuple[dict[str, str], list[Fault]]:
        """The files that may get faults, and the faults that each may get."""
        tree = self.workspace.snapshot(right)
        lines: dict[str, set[int] | None]
        if base == right:
            paths = sorted(filter(is_source, tree.paths()))
            lines = dict.fromkeys(sorted(rng.sample(paths, min(MAX_FILES, len(paths)))))
        else:
            files = parse_patch(self.workspace.diff(base, right)).source_files
            lines = {one.path: find_changed_lines(one) for one in files if is_source(one.path)}
        texts = {path: text for path in lines if (text := tree.read(path)) is not None}
        faults = [
            fault
            for path, text in texts.items()
            for fault in propose_faults(path, text, lines[path])
        ]
        return texts, faults

    def _take(
        self, pool: list[Fault], texts: Mapping[str, str], n_wanted: int, unguided: Case | None
    ) -> list[Fault]:
        """Faults that can stand together, taken out of the pool; those that can stand nowhere go
        too."""
        taken: list[Fault] = []
        for fault in pool[:MAX_TRIES]:
            if len(taken) == n_wanted:
                break
            if not fits_beside(fault, taken):
                continue
            pool.remove(fault)
            if put_in(texts, [*taken, fault]) is not None and (
                unguided is None or self._is_reached(unguided, texts, fault)
            ):
                taken.append(fault)
        return taken

    def _is_reached(self, case: Case, texts: Mapping[str, str], fault: Fault) -> bool:
        """Whether some test can notice a fault in the base itself."""
        changed = put_in(texts, [fault])
        if changed is None:
            return False
        change = ChangeUnderTest(
            old=case.instance.base_commit,
            patch=parse_patch(_format_diff(texts, changed)),
            test_patch=case.test_patch,
        )
        try:
            analysis = analyse_change(self.workspace, change, index=self.index, clock=Clock())
        except UsageProblem:
            return False
        return bool(analysis.associations)

    def _write(self, right: str, texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
        return self.workspace.apply(right, parse_patch(_format_diff(texts, changed)))


def _format_diff(texts: Mapping[str, str], changed: Mapping[str, str]) -> str:
    return "".join(make_part(path, texts[path], text) for path, text in changed.items())
