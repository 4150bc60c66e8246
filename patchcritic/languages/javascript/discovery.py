"""Tests found in the source as jest, vitest, mocha and node:test would report them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from patchcritic.domain import Fixture, NodeId, Snapshot, Span, TestCase
from patchcritic.languages.javascript.reach import is_block
from patchcritic.languages.nouns import FoundTests
from patchcritic.symbols import MODULE, Definition, SymbolIndex

_NOTES = {
    "each": "one test per row; its placeholders are not filled in",
    "for": "one test per row; its placeholders are not filled in",
    "dynamic": "its title is built at run time",
}
TWICE = "several tests have this title"


def discover_tests(snapshot: Snapshot, paths: Iterable[str], index: SymbolIndex) -> FoundTests:
    """The tests of some scripts. Ids are ``path::suite title::test title``.

    Titles are as they stand in the source, blanks and brackets included, so an id is compared
    as text and not parsed.
    """
    found: dict[NodeId, TestCase] = {}
    warnings: list[str] = []
    for path in dict.fromkeys(paths):
        symbols = index.symbols(snapshot, path)
        if symbols is None or symbols.error is not None:
            reason = "it is not there" if symbols is None else symbols.error
            warnings.append(f"The tests of {path} are unknown: {reason}.")
            continue
        for test in _tests_in(path, symbols.definitions):
            known = found.get(test.node_id)
            found[test.node_id] = replace(known, note=TWICE) if known is not None else test
    return FoundTests(tests=tuple(found.values()), warnings=tuple(warnings))


def _tests_in(path: str, definitions: tuple[Definition, ...]) -> Iterator[TestCase]:
    by_name = {one.qualname: one for one in definitions}
    hooks: dict[str, list[Fixture]] = {}
    for one in definitions:
        if is_block(one) and one.decorators[0] == "hook":
            span = Span(path=path, start=one.start, end=one.end)
            hooks.setdefault(one.parent, []).append(
                Fixture(name=one.qualname, span=span, is_autouse=True)
            )
    for one in definitions:
        if not is_block(one) or one.decorators[0] != "test":
            continue
        chain = _chain(one, by_name)
        marks = {mark for each in chain for mark in each.decorators[1:]}
        notes = dict.fromkeys(_NOTES[mark] for mark in sorted(marks) if mark in _NOTES)
        scopes = [MODULE, *(each.qualname for each in chain)]
        yield TestCase(
            node_id=NodeId(path=path, names=tuple(each.name for each in chain)),
            span=Span(path=path, start=one.start, end=one.end),
            fixtures=tuple(hook for scope in scopes for hook in hooks.get(scope, ())),
            is_parametrized=bool(marks & {"each", "for"}),
            note="; ".join(notes),
        )


def _chain(one: Definition, by_name: dict[str, Definition]) -> list[Definition]:
    """The suites and tests around a test, outermost first, and the test itself."""
    chain = [one]
    while chain[0].parent != MODULE:
        parent = by_name.get(chain[0].parent)
        if parent is None or not is_block(parent):
            break
        chain.insert(0, parent)
    return chain
