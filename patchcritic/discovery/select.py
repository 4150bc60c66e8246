"""Tests named by a user or a data set, in any spelling that pytest or the repository has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from patchcritic.domain import NodeId, TestCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A wanted name that no test has."""

    wanted: str
    nearest: str | None
    """The most similar id there is; None when nothing is similar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was found for the wanted names."""

    tests: tuple[TestCase, ...]
    """In the order of the tests, each once."""
    unmatched: tuple[Unmatched, ...]


def select_tests(
    wanted: Sequence[str], tests: Sequence[TestCase], *, wants_nearest: bool = True
) -> Selection:
    """Find tests by node id, function, class, file or folder, relative to pytest's rootdir or to
    the repository; an id cut off inside its parameter matches every id that starts so.

    An exact id whose function is known only without its parameters selects the function. Looking
    for what is nearest to a name without a test takes 0.1 ms for each test.
    """
    index = _index_names(tests)
    chosen: set[int] = set()
    unmatched: list[Unmatched] = []
    for name in wanted:
        found = _find(_normalise(name), index, tests)
        chosen |= found
        if not found:
            nearest = _nearest(_normalise(name), index) if wants_nearest else None
            unmatched.append(Unmatched(wanted=name, nearest=nearest))
    kept = tuple(test for position, test in enumerate(tests) if position in chosen)
    return Selection(tests=kept, unmatched=tuple(unmatched))


def _normalise(name: str) -> str:
    path, separator, rest = name.strip().partition("::")
    path = path.replace("\\", "/").removeprefix("./").rstrip("/")
    return f"{'' if path == '.' else path}{separator}{rest}"


def _index_names(tests: Sequence[TestCase]) -> Mapping[str, set[int]]:
    """Every name that selects tests, with the positions of those tests."""
    repository_paths = {
        test.node_id.path: test.span.path
        for test in tests
        if test.span.path.endswith(f"/{test.node_id.path}")
    }
    index: dict[str, set[int]] = {}
    for position, test in enumerate(tests):
        path = test.node_id.path
        for spelled in {path, repository_paths.get(path, path)}:
            for name in _names_of(spelled, test.node_id):
                index.setdefault(name, set()).add(position)
    return index


def _names_of(path: str, node_id: NodeId) -> Iterator[str]:
    for length in range(len(node_id.names) + 1):
        yield "::".join((path, *node_id.names[:length]))
    if node_id.param is not None:
        yield f"{'::'.join((path, *node_id.names))}[{node_id.param}]"
    while path:
        path = path.rpartition("/")[0]
        yield path


def _find(wanted: str, index: Mapping[str, set[int]], tests: Sequence[TestCase]) -> set[int]:
    if wanted in index:
        return index[wanted]
    head, bracket, _ = wanted.partition("[")
    within = index.get(head, set()) if bracket and "::" in head else set()
    unknown = {
        position
        for position in within
        if tests[position].is_parametrized and tests[position].node_id.param is None
    }
    if wanted.endswith("]"):
        return unknown
    cut = wanted[len(head) + 1 :]
    return unknown | {
        position for position in within if (tests[position].node_id.param or "").startswith(cut)
    }


def _nearest(wanted: str, index: Mapping[str, set[int]]) -> str | None:
    if len(index) > 20_000:  # difflib takes about 0.1 ms a name
        file = wanted.partition("::")[0]
        names = [name for name in index if name.startswith(file)] if file else []
    else:
        names = list(index)
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return close[0] if close else None
