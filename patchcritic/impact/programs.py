"""Code that runs in a process of its own: console scripts, ``python -m``, a script's path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from patchcritic.impact.bindings import Place
from patchcritic.impact.corpus import Corpus

_ENTRY_POINT = re.compile(r"""^\s*["']?([\w.-]+)["']?\s*=\s*["']?([\w.]+):([\w.]+)""", re.MULTILINE)
_CONFIG_FILES = ("pyproject.toml", "setup.cfg", "setup.py")


class Programs:
    """The console scripts that the project's own configuration declares."""

    def __init__(self, corpus: Corpus) -> None:
        """Nothing is read yet."""
        self._corpus = corpus

    def runners_of(self, place: Place) -> Iterator[Place]:
        """The definitions that name a program which starts in this function."""
        for name in self._entry_points.get(place, ()):
            yield from _definitions_naming(self._corpus, {name}, name)

    @cached_property
    def _entry_points(self) -> dict[Place, list[str]]:
        found: dict[Place, list[str]] = {}
        for file in _CONFIG_FILES:
            for name, module, function in _ENTRY_POINT.findall(self._read(file)):
                path = self._corpus.modules.path_of(module)
                if path is not None:
                    found.setdefault((path, function), []).append(name)
        return found

    def _read(self, path: str) -> str:
        return self._corpus.snapshot.read(path) or ""


def find_runners(corpus: Corpus, path: str) -> Iterator[Place]:
    """The definitions that name the file as a script or as a module to run."""
    wanted = {path, path.rpartition("/")[2], *corpus.modules.names_of(path)}
    wanted |= {name.removesuffix(".__main__") for name in wanted}
    wanted -= {"__init__.py", "__main__.py", "__main__"}
    parts = path.removesuffix(".py").removesuffix("/__main__").removesuffix("/__init__")
    yield from _definitions_naming(corpus, wanted, parts.rpartition("/")[2])


def _definitions_naming(corpus: Corpus, wanted: Iterable[str], token: str) -> Iterator[Place]:
    """The definitions with one of these strings, among the files that hold ``token``."""
    texts = frozenset(wanted)
    for path in corpus.paths_with(token.replace("-", ".").partition(".")[0]):
        for one in corpus.file(path).symbols.definitions:
            if not texts.isdisjoint(one.strings):
                yield (path, one.qualname)
