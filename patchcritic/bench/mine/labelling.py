"""Runs a case's submissions, twice each, and keeps what the runs agree on."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from patchcritic.bench.mine.cases import read_tree
from patchcritic.bench.mine.nouns import Candidate, Case, Outcomes
from patchcritic.bench.mine.outcomes import is_associated, join_runs
from patchcritic.bench.mine.store import CaseStore, digest_of
from patchcritic.domain import TestStatus
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.bench.mine.execute import TestRunner
    from patchcritic.snapshot import Workspace

MAX_TESTS = 300
"""Associated tests that are run for one submission; more are drawn from by chance."""
N_CONTROLS = 3
_HASH_SEEDS = (1, 2)
_BASELINES = ("gold", "empty")


@dataclass(slots=True, kw_only=True)
class CaseLabeller:
    """The truth about one case, from the store where it is, and by running tests where not."""

    case: Case
    workspace: Workspace
    store: CaseStore
    make_runner: Callable[[], TestRunner]
    """Called at the first run, since an environment takes long to make."""
    seed: int
    jobs: int
    n_run: int = 0
    """Submissions that were run now, and not taken from the store."""
    _runner: TestRunner | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def label(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each submission's name and result, as they come; the baselines first."""
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                baselines: dict[str, dict[str, Any]] = {}
                names = _BASELINES if self.case.instance.patch else _BASELINES[:1]
                for name in names:
                    known = self._known(baselines["gold"]) if baselines else None
                    baselines[name] = self._baseline(name, pool, known)
                    yield f"baseline-{name}", baselines[name]
                known = self._known(baselines["gold"])
                seconds = 60 + 6 * baselines["gold"]["seconds"]
                futures: dict[Future[dict[str, Any]], str] = {
                    pool.submit(self._run_candidate, one, known, seconds): one.name
                    for one in self.case.candidates
                    if one.name not in _BASELINES
                }
                for future in as_completed(futures):
                    yield futures[future], future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                if self._runner is not None:
                    self._runner.sandbox.stop()
                raise

    def _known(self, gold: Mapping[str, Any]) -> list[str]:
        """The tests that pass with the reference: of others nothing can be asked."""
        statuses = gold["statuses"]
        return sorted(one for one, status in statuses.items() if status == TestStatus.PASSED)

    def _baseline(
        self, name: str, pool: ThreadPoolExecutor, known: list[str] | None
    ) -> dict[str, Any]:
        """Every test's outcome with the reference; without it, that of the known ones."""
        patch = self.case.instance.patch if name == "gold" else ""
        digest = self._digest(patch, known)
        kept = self.store.load_result(f"baseline-{name}", digest)
        if kept is not None:
            return kept
        files = self._read(patch)
        runner = self._get_runner()
        runs = list(
            pool.map(
                lambda seed: runner.run(files, self.case.test_files, hash_seed=seed), _HASH_SEEDS
            )
        )
        return self._keep(f"baseline-{name}", digest, runs, wanted=known)

    def _run_candidate(
        self, candidate: Candidate, known: list[str], seconds: float
    ) -> dict[str, Any]:
        wanted = self._choose_tests(candidate, known)
        digest = self._digest(candidate.patch, wanted)
        kept = self.store.load_result(candidate.name, digest)
        if kept is not None:
            return kept
        if not wanted:
            return self._keep(candidate.name, digest, [Outcomes(statuses={})] * 2, wanted=[])
        try:
            files = self._read(candidate.patch)
        except UsageProblem:
            return self._keep(candidate.name, digest, [Outcomes(statuses={})] * 2, wanted=[])
        test_files = sorted({one.partition("::")[0] for one in wanted})
        runs: list[Outcomes] = []
        for hash_seed in _HASH_SEEDS:
            runs.append(
                self._get_runner().run(
                    files, test_files, wanted=wanted, hash_seed=hash_seed, seconds=seconds
                )
            )
            if not runs[0].has_ended:
                runs.append(Outcomes(statuses={}))  # unconfirmed: nothing of it counts
                break
        return self._keep(candidate.name, digest, runs, wanted=wanted)

    def _choose_tests(self, candidate: Candidate, known: list[str]) -> list[str]:
        """The associated tests, and a few others as controls."""
        associated = frozenset(candidate.associated)
        near = [one for one in known if is_associated(one, associated)]
        far = sorted(set(known) - set(near))
        rng = random.Random(f"{self.seed}:{self.case.instance.instance_id}:{candidate.name}:tests")
        chosen = rng.sample(near, min(MAX_TESTS, len(near)))
        return sorted((*chosen, *rng.sample(far, min(N_CONTROLS, len(far)))))

    def _keep(
        self, name: str, digest: str, runs: list[Outcomes], *, wanted: list[str] | None
    ) -> dict[str, Any]:
        first, second = runs
        truth = join_runs(first, second, wanted)
        result = {
            "statuses": dict(truth.statuses),
            "n_flaky": truth.n_flaky,
            "n_unfinished": truth.n_unfinished,
            "seconds": round(max(one.seconds for one in runs), 3),
            "tail": "" if truth.statuses else runs[0].tail,
        }
        with self._lock:
            if self._runner is not None and self._runner.sandbox.is_stopped:
                raise InterruptedError("mining was stopped")
            self.store.save_result(name, digest, result)
            self.n_run += 1
        return result

    def _digest(self, patch: str, wanted: list[str] | None) -> str:
        instance = self.case.instance
        return digest_of(instance.base_commit, instance.test_patch, patch, wanted)

    def _read(self, patch: str) -> dict[str, bytes]:
        with self._lock:
            return read_tree(self.workspace, self.case.instance, patch)

    def _get_runner(self) -> TestRunner:
        with self._lock:
            if self._runner is None:
                self._runner = self.make_runner()
            return self._runner
