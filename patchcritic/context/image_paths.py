"""Where in a tree the pictures are that a test names or is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import PurePosixPath

from patchcritic.context.image_names import SUFFIXES, NamedImages
from patchcritic.domain import Snapshot, TestCase

_DATA = frozenset(
    (
        "tests",
        "test",
        "testing",
        "testdata",
        "test_data",
        "test-data",
        "data",
        "fixtures",
        "fixture",
        "images",
        "baseline",
        "baselines",
        "baseline_images",
        "expected",
        "reference",
        "references",
        "resources",
        "samples",
        "snapshots",
        "__snapshots__",
        "__image_snapshots__",
    )
)
"""Folders that hold what tests read."""
_MAX_OPEN = 4
"""Files that a name with an open part may stand for, as in a loop over numbered pictures."""
_MAX_PLACES = 3
"""Open parts of a name that are compared with parameters: the time grows with their power."""


class ImagePaths:
    """The pictures of one tree by their names."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The paths by their last part."""
        found: dict[str, list[str]] = {}
        for path in self._snapshot.paths():
            if path.lower().endswith(SUFFIXES):
                found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        """The same without endings, and without what dots precede, as in ``module.test_x``."""
        found: dict[str, list[str]] = {}
        for name, paths in self._by_name.items():
            stem = name.rpartition(".")[0]
            for key in {stem, stem.rpartition(".")[2]}:
                found.setdefault(key, []).extend(paths)
        return found

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def find(self, name: str, test: TestCase, words: frozenset[str]) -> tuple[str, ...]:
        """The file that a name means: the one whose folders the test names too, or the nearest.

        Several when that is undecided, or when the name has an open part; none when the tree has
        no such file in a place for tests.
        """
        if "*" in name:
            return self._find_open(name, test)
        near = [
            path
            for path in self._by_name.get(name.rpartition("/")[2], ())
            if f"/{path}".endswith(f"/{name}") and ("/" in name or _is_data(path, test, words))
        ]
        return _choose_nearest(near, test, words)

    def find_baselines(self, test: TestCase, named: NamedImages) -> tuple[str, ...]:
        """The pictures that plugins compare a test's with.

        They are called as the test is (pytest-mpl, pytest-regressions, syrupy), or stand by the
        names in its decorator under ``baseline_images/<module>`` (matplotlib).
        """
        stem = PurePosixPath(test.node_id.path).stem
        found: list[str] = []
        for word in sorted(named.words & self._by_stem.keys()):
            ending = f"/baseline_images/{stem}/{word}."
            found += [path for path in self._by_stem[word] if ending in f"/{path}"]
        for name in _iter_own_names(test):
            near = [path for path in self._by_stem.get(name, ()) if _is_beside(path, test)]
            if near:
                return (*found, *_choose_nearest(near, test, named.words))
        return tuple(dict.fromkeys(found))

    def _find_open(self, name: str, test: TestCase) -> tuple[str, ...]:
        """Files whose open parts the test's parameters fill best, if they are few."""
        last = name.rpartition("/")[2]
        fits = [
            path
            for known, paths in self._by_name.items()
            if fnmatchcase(known, last)
            for path in paths
            if fnmatchcase(f"/{path}", f"*/{name}") and _is_beside(path, test)
        ]
        filled = {path: _count_filled(last, path.rpartition("/")[2], test) for path in fits}
        best = [path for path in fits if filled[path] == max(filled.values())]
        return tuple(best) if len(best) <= _MAX_OPEN else ()


def _count_filled(pattern: str, name: str, test: TestCase) -> int:
    """How many open parts of a name are one of the test's parameters."""
    param = test.node_id.param
    if param is None or pattern.count("*") > _MAX_PLACES:
        return 0
    match = re.fullmatch("(.*?)".join(re.escape(part) for part in pattern.split("*")), name)
    return sum(part in (param, *param.split("-")) for part in match.groups()) if match else 0


def _iter_own_names(test: TestCase) -> Iterator[str]:
    """What plugins call the picture of a test, that of its case first."""
    function = test.node_id.names[-1] if test.node_id.names else ""
    if test.node_id.param is not None:
        item = f"{function}[{test.node_id.param}]"
        yield re.sub(r"[\[\]/]", "_", item).removesuffix("_")  # pytest-mpl
        yield re.sub(r"\W", "_", item)  # pytest-regressions
        yield item
    yield function


def _is_data(path: str, test: TestCase, words: frozenset[str]) -> bool:
    """Whether a file that only its bare name points to stands where tests have their data."""
    folders = path.split("/")[:-1]
    is_named = bool(folders) and folders[-1] in words
    return is_named or _is_beside(path, test) or not _DATA.isdisjoint(folders)


def _is_beside(path: str, test: TestCase) -> bool:
    """Whether a file stands in the test's folder or below it."""
    folders = {one.rpartition("/")[0] for one in (test.node_id.path, test.span.path)}
    return any(not folder or path.startswith(f"{folder}/") for folder in folders)


def _choose_nearest(paths: Iterable[str], test: TestCase, words: frozenset[str]) -> tuple[str, ...]:
    """The path with the most folders that are named, then the most in common with the test's."""
    home = test.span.path.split("/")[:-1]

    def rank(path: str) -> tuple[int, int, int]:
        folders = path.split("/")[:-1]
        n_common = next(
            (n for n, (a, b) in enumerate(zip(home, folders, strict=False)) if a != b),
            min(len(home), len(folders)),
        )
        return sum(one in words for one in folders), n_common, -len(folders)

    ranked = [(rank(path), path) for path in paths]
    best = max((score for score, _ in ranked), default=None)
    return tuple(path for score, path in ranked if score == best)
