"""Joining what was reached to the tests that discovery found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from patchcritic.domain import Association, NodeId, TestCase
from patchcritic.impact.corpus import folder_of
from patchcritic.impact.nouns import Impact, Reached, ReachKind

_MAX_REASONS = 3
_EXPLICIT_SCORE = 1.0


def associate(
    impact: Impact, tests: Sequence[TestCase], *, explicit: Sequence[NodeId] = ()
) -> tuple[Association, ...]:
    """The tests that the patch can affect, best first, each with the reasons why.

    ``explicit`` tests are associated whatever the impact says, those asked for by the user.
    """
    table = _ReachedTable(impact.reached)
    asked = frozenset(explicit)
    found = []
    for test in tests:
        reasons = sorted(table.reasons_for(test), key=lambda one: (-one.score, one.distance))
        is_asked = test.node_id in asked or test.node_id.function_id in asked
        if reasons or is_asked:
            found.append(_join(test, reasons, is_asked=is_asked))
    found.sort(key=lambda one: (-one.score, one.distance, one.node_id.path))
    return tuple(found)


class _ReachedTable:
    """What was reached, findable from a test's side."""

    def __init__(self, reached: Iterable[Reached]) -> None:
        self._by_place: dict[tuple[str, str], Reached] = {}
        self._by_file: dict[str, list[Reached]] = {}
        self._by_line: dict[tuple[str, int], Reached] = {}
        self._folders: list[Reached] = []
        for one in reached:
            self._by_place.setdefault((one.path, one.qualname), one)
            self._by_line.setdefault((one.path, one.start), one)
            if one.kind is ReachKind.FILE or one.qualname == "<module>":
                self._by_file.setdefault(one.path, []).append(one)
            if one.kind is ReachKind.FOLDER:
                self._folders.append(one)

    def reasons_for(self, test: TestCase) -> Iterator[Reached]:
        """Whatever was reached that this test runs."""
        seen: set[tuple[str, str]] = set()
        for place in _places_of(test):
            one = self._by_place.get(place)
            if one is not None and place not in seen:
                seen.add(place)
                yield one
        inherited = self._by_line.get((test.span.path, test.span.start))
        if inherited is not None and (inherited.path, inherited.qualname) not in seen:
            yield inherited
        for path in {test.node_id.path, test.span.path}:
            yield from self._by_file.get(path, ())
        for fixture in test.fixtures:
            one = self._by_place.get((fixture.span.path, fixture.name))
            if one is not None and (one.path, one.qualname) not in seen:
                yield one
        for one in self._folders:
            if test.span.path.startswith(folder_of(one.path)):
                yield one


def _places_of(test: TestCase) -> Iterator[tuple[str, str]]:
    """The test function and its classes, where they are collected and where they stand."""
    names = test.node_id.names
    for path in (test.span.path, test.node_id.path):
        for length in range(len(names), 0, -1):
            yield path, ".".join(names[:length])


def _join(test: TestCase, reasons: Sequence[Reached], *, is_asked: bool) -> Association:
    own = {(test.span.path, ".".join(test.node_id.names))}
    kinds = {one.kind for one in reasons if (one.path, one.qualname) in own}
    texts = list(dict.fromkeys(one.reason for one in reasons))[:_MAX_REASONS]
    if is_asked:
        return Association(
            node_id=test.node_id,
            score=_EXPLICIT_SCORE,
            reasons=("asked for", *texts),
            distance=reasons[0].distance if reasons else 0,
            kind=_kind_of(kinds) if reasons else "explicit",
        )
    return Association(
        node_id=test.node_id,
        score=reasons[0].score,
        reasons=tuple(texts),
        distance=reasons[0].distance,
        kind=_kind_of(kinds),
    )


def _kind_of(kinds: set[ReachKind]) -> Literal["added", "changed", "reaches"]:
    if ReachKind.ADDED in kinds:
        return "added"
    return "changed" if ReachKind.CHANGED in kinds else "reaches"
