"""Which code reads a file that is no Python: found by the names that code uses for it."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.impact.bindings import Place
from patchcritic.impact.corpus import Corpus

_COMMON_STEMS = frozenset({"index", "base", "main", "data", "config", "test", "readme", "init"})


def find_readers(corpus: Corpus, path: str) -> Iterator[tuple[Place, float]]:
    """The definitions that name the file: by its path's end, its name, or its stem."""
    name = path.rpartition("/")[2]
    stem = name.partition(".")[0]
    parts = [part for part in name.replace("-", ".").split(".") if part]
    for candidate in {stem, *parts[:1]}:
        if not candidate:
            continue
        for python in corpus.paths_with(candidate):
            file = corpus.file(python)
            for one in file.symbols.definitions:
                weight = _weigh(one.strings, name, stem)
                if weight:
                    yield (python, one.qualname), weight


def _weigh(strings: frozenset[str], name: str, stem: str) -> float:
    best = 0.0
    for text in strings:
        tail = text.rpartition("/")[2]
        if tail == name:
            return 0.8
        if tail == stem and stem.lower() not in _COMMON_STEMS:
            best = 0.5
    return best
