"""Where a project's tests are, by its own pytest options."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath

from patchcritic.discovery.ignores import read_ignores
from patchcritic.discovery.options import CONFIG_FILES, PytestOptions, parse_options
from patchcritic.domain import Snapshot

_UNITTEST_FILES = ("tests.py",)


class TestLayout:
    """The pytest options of every folder, and what they make of a path."""

    __test__ = False

    def __init__(
        self, configs: Mapping[str, PytestOptions], ignores: Mapping[str, tuple[str, ...]],
        paths: tuple[str, ...] = (), warnings: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._configs = configs
        self._ignores = ignores
        self._paths = paths
        self.warnings = warnings
        """Configuration files that could not be read."""

    def rootdir_of(self, path: str) -> str:
        """The folder that node ids of a test file are relative to; empty for the repository.

        The repository's own configuration comes first, as it does when pytest is started at its
        root; else the nearest one above the file; else the repository's root.
        """
        if "" in self._configs:
            return ""
        return next((folder for folder in _folders_above(path) if folder in self._configs), "")

    def options_of(self, path: str) -> PytestOptions:
        """The options that hold for a test file."""
        return self._configs.get(self.rootdir_of(path), PytestOptions())

    def is_test_file(self, path: str) -> bool:
        """Whether pytest would collect the file when it is run without arguments.

        Where nothing configures pytest, ``tests.py`` counts too, as unittest and Django have it.
        """
        name = path.rpartition("/")[2]
        if not name.endswith(".py") or name == "conftest.py":
            return False
        options = self.options_of(path)
        patterns = (
            options.python_files if options.source else (*options.python_files, *_UNITTEST_FILES)
        )
        if not any(_matches(path, pattern) for pattern in patterns):
            return False
        return self._is_reached(path, options) and not self._is_ignored(path, options)

    def _is_reached(self, path: str, options: PytestOptions) -> bool:
        rootdir = self.rootdir_of(path)
        tops = [top for top in self._testpaths.get(rootdir, ()) if _is_within(path, top)]
        if self._testpaths.get(rootdir) and not tops:
            return False
        start = min(tops, key=len, default=rootdir)
        below = path[len(start) :].strip("/")
        folders = below.split("/")[:-1]
        return not any(
            fnmatch.fnmatch(folder, pattern)
            for folder in folders
            for pattern in options.norecursedirs
        )

    @cached_property
    def _testpaths(self) -> Mapping[str, tuple[str, ...]]:
        """Each configuration's ``testpaths`` that exist; none when all are gone, as in pytest."""
        return {
            folder: tuple(self._existing(folder, options))
            for folder, options in self._configs.items()
        }

    def _existing(self, folder: str, options: PytestOptions) -> Iterator[str]:
        for testpath in options.testpaths:
            top = str(PurePosixPath(folder, testpath)) if folder else str(PurePosixPath(testpath))
            if top == ".":
                yield ""
            elif any(letter in top for letter in "*?["):
                matching = {
                    parent
                    for path in self._paths
                    for parent in (path, *_folders_above(path))
                    if PurePosixPath(parent).match(top) and parent.count("/") == top.count("/")
                }
                yield from sorted(matching)
            elif any(_is_within(path, top) for path in self._paths):
                yield top

    def _is_ignored(self, path: str, options: PytestOptions) -> bool:
        rootdir = self.rootdir_of(path)
        candidates = (path, *(folder for folder in _folders_above(path) if folder))
        for ignored in options.ignored:
            if str(PurePosixPath(rootdir, ignored)) in candidates:
                return True
        for pattern in options.ignored_globs:
            whole = str(PurePosixPath(rootdir, pattern))
            if any(fnmatch.fnmatch(candidate, whole) for candidate in candidates):
                return True
        return any(
            fnmatch.fnmatch(candidate, pattern)
            for folder in _folders_above(path)
            for pattern in self._ignores.get(folder, ())
            for candidate in candidates
        )


def load_layout(snapshot: Snapshot) -> TestLayout:
    """Read the project's pytest configuration; nothing of it is executed."""
    paths = snapshot.paths()
    configs: dict[str, PytestOptions] = {}
    warnings: list[str] = []
    present = sorted(
        (path for path in paths if path.rpartition("/")[2] in CONFIG_FILES),
        key=lambda path: CONFIG_FILES.index(path.rpartition("/")[2]),
    )
    for path in present:
        folder = path.rpartition("/")[0]
        text = snapshot.read(path)
        if folder in configs or text is None or "pytest" not in path + text:
            continue
        try:
            options = parse_options(path, text)
        except ValueError as error:
            warnings.append(f"{path} cannot be read as pytest configuration: {error}")
            continue
        if options is not None:
            configs[folder] = options
    return TestLayout(configs, read_ignores(snapshot), paths, tuple(warnings))


def _folders_above(path: str) -> Iterator[str]:
    """The path's folder, its parent and so on to the repository's root, which is empty."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _is_within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _matches(path: str, pattern: str) -> bool:
    """pytest matches a pattern without slash on the name, and one with slashes on the end."""
    if "/" in pattern:
        return fnmatch.fnmatch(f"/{path}", pattern if pattern.startswith("/") else f"*/{pattern}")
    return fnmatch.fnmatch(path.rpartition("/")[2], pattern)
