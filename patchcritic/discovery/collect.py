"""Tests found in the source as pytest would collect them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from patchcritic.discovery.cases import CaseMaker
from patchcritic.discovery.classes import Classes
from patchcritic.discovery.evaluator import Evaluator
from patchcritic.discovery.fixtures import FixtureFinder
from patchcritic.discovery.layout import TestLayout
from patchcritic.discovery.members import MemberFinder
from patchcritic.discovery.project import Project
from patchcritic.domain import Snapshot, TestCase
from patchcritic.symbols import pause_collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The tests of the files that were asked for."""

    tests: tuple[TestCase, ...]
    warnings: tuple[str, ...]
    """One sentence each: files that cannot be read, doctests that are left out."""


@pause_collection()
def discover_tests(snapshot: Snapshot, paths: Iterable[str], layout: TestLayout) -> Discovery:
    """Find the tests of some files without importing them.

    A file that is asked for is searched whatever its name, as pytest does with an argument.
    Cost grows with these files and what they import, not with the repository.
    """
    wanted = tuple(dict.fromkeys(paths))
    roots = dict.fromkeys(
        str(PurePosixPath(layout.rootdir_of(path), entry)).removeprefix(".")
        for path in wanted
        for entry in layout.options_of(path).pythonpath
    )
    collector = _Collector(Project(snapshot, tuple(roots)), layout)
    tests: list[TestCase] = []
    for path in wanted:
        try:
            tests += collector.collect(path)
        except RecursionError:
            collector.warnings[f"The tests of {path} are unknown: it is nested too deeply."] = None
    return Discovery(tests=tuple(tests), warnings=tuple(collector.warnings))


class _Collector:
    def __init__(self, project: Project, layout: TestLayout) -> None:
        self._project = project
        self._layout = layout
        evaluator = Evaluator(project)
        classes = Classes(evaluator)
        fixtures = FixtureFinder(evaluator, classes, layout)
        self._members = MemberFinder(evaluator, classes, fixtures)
        self._cases = CaseMaker(evaluator, classes, fixtures, layout)
        self.warnings: dict[str, None] = dict.fromkeys(layout.warnings)

    def collect(self, path: str) -> Iterator[TestCase]:
        if not path.endswith(".py") or path.rpartition("/")[2] == "conftest.py":
            return
        module = self._project.module(path)
        if module is None:
            reason = self._project.problems.get(path, "it cannot be read")
            self.warnings[f"The tests of {path} are unknown: {reason}."] = None
            return
        options = self._layout.options_of(path)
        if options.has_doctests:
            self.warnings["Doctests are left out: only test functions are judged."] = None
        seen: set[str] = set()
        for found in self._members.in_module(module, options):
            for test in self._cases.make(module, found):
                node_id = str(test.node_id)
                if node_id not in seen and not node_id.startswith(options.deselected or ("\0",)):
                    seen.add(node_id)
                    yield test
