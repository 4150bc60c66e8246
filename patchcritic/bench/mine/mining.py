"""Builds labelled cases: sources to instances, instances to cases, cases to executed truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from patchcritic.bench.mine.cases import CaseMaker
from patchcritic.bench.mine.dataset import Mined, write_dataset
from patchcritic.bench.mine.environments import make_environment
from patchcritic.bench.mine.execute import TestRunner, default_python
from patchcritic.bench.mine.labelling import CaseLabeller
from patchcritic.bench.mine.nouns import Case, Listener, Progress, Settings
from patchcritic.bench.mine.outcomes import is_failing
from patchcritic.bench.mine.packages import PackageSource
from patchcritic.bench.mine.sandbox import Sandbox
from patchcritic.bench.mine.sources import History, Origin, check_sources, find_origins
from patchcritic.bench.mine.store import CaseStore, digest_of
from patchcritic.errors import UsageProblem
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex


def mine_cases(
    sources: Sequence[PackageSource | History],
    settings: Settings,
    on_progress: Listener = lambda _: None,
) -> dict[str, Any]:
    """Build labelled cases below ``settings.out`` and return their summary.

    Tests are run only when ``settings.is_executing``; without it instances and submissions are
    written, and no labels. What a run of before has found is not run again.

    Raises:
        UsageProblem: nothing can be mined at all. A single source that cannot be used is left
            out, and named in the summary under ``skipped``.
    """
    check_sources(sources, settings)
    try:
        settings.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(f"--out {settings.out} cannot be made: {error.strerror}") from None
    miner = _Miner(settings=settings, on_progress=on_progress)
    for source in sources:
        try:
            for origin in find_origins(source, settings):
                miner.mine(origin)
        except UsageProblem as error:
            miner.skipped.append(str(error))
    return miner.write()


@dataclass(slots=True, kw_only=True)
class _Miner:
    settings: Settings
    on_progress: Listener
    mined: list[Mined] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    n_run: int = 0

    def mine(self, origin: Origin) -> None:
        """Plan one instance's case and, when asked to, find its truth."""
        name = origin.instance.instance_id
        store = CaseStore(self.settings.out / "cases" / name)
        with Workspace.open(origin.repo) as workspace:
            case = self._plan(origin, workspace, store)
            if case is None:
                self.skipped.append(f"{name}: its patch is too large or its parts do not apply")
                return
            mined = Mined(case=case, results={})
            if self.settings.is_executing:
                mined = self._label(case, origin, workspace, store)
        self.mined.append(mined)
        self.write()

    def write(self) -> dict[str, Any]:
        """Write what there is so far; the last time is the whole."""
        return write_dataset(
            self.mined, self.settings, n_run=self.n_run, skipped=tuple(self.skipped)
        )

    def _plan(self, origin: Origin, workspace: Workspace, store: CaseStore) -> Case | None:
        instance, settings = origin.instance, self.settings
        key = digest_of(
            instance.base_commit,
            instance.patch,
            instance.test_patch,
            settings.seed,
            settings.per_package,
        )
        case = store.load_case(key)
        if case is None:
            self.on_progress(Progress(case=instance.instance_id, doing="planning"))
            maker = CaseMaker(
                workspace=workspace,
                index=SymbolIndex(),
                seed=settings.seed,
                n_faults=settings.per_package,
            )
            case = maker.make(instance)
            if case is not None:
                store.save_case(key, case)
        return case

    def _label(self, case: Case, origin: Origin, workspace: Workspace, store: CaseStore) -> Mined:
        labeller = CaseLabeller(
            case=case,
            workspace=workspace,
            store=store,
            make_runner=self._runner_maker(origin, workspace),
            seed=self.settings.seed,
            jobs=self.settings.jobs,
        )
        results: dict[str, dict[str, Any]] = {}
        for name, result in labeller.label():
            results[name] = result
            self.on_progress(
                Progress(
                    case=case.instance.instance_id,
                    doing=f"{name}: {sum(map(is_failing, result['statuses'].values()))} fail",
                    n_done=len(results),
                    n_total=len(case.candidates) + (0 if case.instance.patch else 1),
                )
            )
        self.n_run += labeller.n_run
        if not results["baseline-gold"]["statuses"]:
            tail = results["baseline-gold"]["tail"].strip().rpartition("\n")[2]
            self.skipped.append(f"{case.instance.instance_id}: no test comes to an end: {tail}")
        return Mined(case=_with_tests(case, results), results=results)

    def _runner_maker(self, origin: Origin, workspace: Workspace) -> Callable[[], TestRunner]:
        settings, package = self.settings, origin.package

        def make_runner() -> TestRunner:
            python = settings.python or default_python()
            if settings.is_installing and package is not None:
                self.on_progress(Progress(case=package.instance_id, doing="installing"))
                tree = workspace.snapshot(workspace.resolve(origin.instance.base_commit))
                python = make_environment(
                    (settings.out / "environments" / package.instance_id).resolve(),
                    package.name,
                    str(package.archive or f"{package.name}=={package.versions[-1]}"),
                    tree.read("pyproject.toml"),
                    settings.requirements,
                )
            return TestRunner(sandbox=Sandbox(), python=python, limits=settings.limits)

        return make_runner


def _with_tests(case: Case, results: dict[str, dict[str, Any]]) -> Case:
    """The case with the tests that the reference mends, and those it has to keep passing."""
    gold = results["baseline-gold"]["statuses"]
    passing = [one for one, status in gold.items() if status == "passed"]
    before = results.get("baseline-empty", results["baseline-gold"])["statuses"]
    instance = replace(
        case.instance,
        fail_to_pass=tuple(one for one in passing if is_failing(before.get(one, ""))),
        pass_to_pass=tuple(one for one in passing if before.get(one) == "passed"),
    )
    return replace(case, instance=instance)
