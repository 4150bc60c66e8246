"""Which file can see which through imports."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.impact.bindings import Bindings
from patchcritic.impact.corpus import Corpus, folder_of
from patchcritic.symbols import MODULE, Import


class Visibility:
    """Transitive imports, found from the importing side and from the imported side."""

    def __init__(self, corpus: Corpus, bindings: Bindings) -> None:
        """Nothing is followed yet."""
        self._corpus = corpus
        self._bindings = bindings
        self._direct: dict[str, frozenset[str]] = {}
        self._closures: dict[str, frozenset[str]] = {}
        self._importers: dict[str, tuple[str, ...]] = {}

    def sees(self, path: str, other: str) -> bool:
        """Whether names of ``path`` may mean definitions of ``other``."""
        if self._corpus.is_large:
            return self._share_package(path, other)
        return other in self.closure(path)

    def are_linked(self, path: str, other: str) -> bool:
        """Whether either sees the other: a base module calls methods of its later subclasses."""
        if self._corpus.is_large:
            return self._share_package(path, other)
        return self.sees(path, other) or self.sees(other, path)

    def may_meet(self, path: str, other: str) -> bool:
        """Whether a file that imports ``path`` sees the other too, and can hand it objects.

        Not asked in a large tree, where it parsed 90 more files of Django's for one function.
        """
        if self._corpus.is_large:
            return False
        return any(self.sees(importer, other) for importer in self.importers(path))

    def _share_package(self, path: str, other: str) -> bool:
        """A coarser answer for large trees, where following imports would parse most of it."""
        root = self._root_of(other)
        if self._root_of(path) == root:
            return True
        for at in (path, *self.conftests_of(path)):
            for one in self._corpus.file(at).symbols.imports:
                if one.level == 0 and (one.module or "").partition(".")[0] == root:
                    return True
        return False

    def _root_of(self, path: str) -> str:
        names = self._corpus.modules.names_of(path)
        return names[0].partition(".")[0] if names else path

    def closure(self, path: str) -> frozenset[str]:
        """Every file that ``path`` sees: what it imports, and so on, and its conftests'."""
        known = self._closures.get(path)
        if known is None:
            found = {path}
            waiting = [path, *self.conftests_of(path)]
            found.update(waiting)
            while waiting:
                for other in self.direct(waiting.pop()):
                    if other not in found:
                        found.add(other)
                        waiting.append(other)
            known = self._closures[path] = frozenset(found)
        return known

    def conftests_of(self, path: str) -> list[str]:
        """The conftest.py files beside and above a test file."""
        return [one for one in self._corpus.conftests if path.startswith(folder_of(one))]

    def direct(self, path: str) -> frozenset[str]:
        """The files whose names ``path`` imports, looked at through re-exports."""
        known = self._direct.get(path)
        if known is None:
            file = self._corpus.file(path)
            found: set[str] = set()
            for one in file.symbols.imports:
                found.update(self._targets(path, one))
            for definition in file.symbols.definitions:
                for text in definition.strings:
                    if "." in text or definition.name == "pytest_plugins":
                        found.update(self._named_modules(text))
            found.discard(path)
            known = self._direct[path] = frozenset(found)
        return known

    def importers(self, path: str) -> tuple[str, ...]:
        """The files that run ``path`` by importing it or a module of its package."""
        known = self._importers.get(path)
        if known is None:
            known = self._importers[path] = tuple(self._find_importers(path))
        return known

    def _find_importers(self, path: str) -> Iterator[str]:
        names = self._corpus.modules.names_of(path)
        if not names:
            return
        stem = names[0].rpartition(".")[2]
        candidates = dict.fromkeys(self._corpus.paths_with(stem))
        if path.endswith("/__init__.py") and not self._corpus.is_large:
            # A relative import from inside the package does not spell its name.
            below = (one for one in self._corpus.paths if one.startswith(folder_of(path)))
            candidates.update(dict.fromkeys(below))
        for other in candidates:
            if other != path and path in self._run_by(other):
                yield other

    def _run_by(self, path: str) -> set[str]:
        """The files whose module-level code an import of ``path``'s imports runs directly."""
        found: set[str] = set()
        for one in self._corpus.file(path).symbols.imports:
            for target in (
                self._bindings.module_path(path, one),
                self._bindings.submodule_path(path, one),
            ):
                if target is not None:
                    found.add(target)
                    found.update(self._packages_of(target))
        return found

    def _packages_of(self, path: str) -> Iterator[str]:
        for name in self._corpus.modules.names_of(path)[:1]:
            parts = name.split(".")
            for length in range(1, len(parts)):
                package = self._corpus.modules.locate(path, ".".join(parts[:length]), 0)
                if package is not None:
                    yield package

    def _targets(self, path: str, one: Import) -> Iterator[str]:
        if one.name is None:
            yield from self._bindings.module_paths(path, one)
            return
        if one.name == "*":
            target = self._bindings.module_path(path, one)
            if target is not None:
                yield target
            return
        submodule = self._bindings.submodule_path(path, one)
        if submodule is not None:
            yield submodule
        target = self._bindings.module_path(path, one)
        if target is None:
            return
        for at, name in self._bindings.resolve(target, one.name):
            # A package that only passes the name on adds nothing of its own.
            if name == MODULE or name in self._corpus.file(at).top:
                yield at
        if submodule is None and not self._bindings.resolve(target, one.name):
            yield target

    def _named_modules(self, text: str) -> Iterator[str]:
        """Modules that a dotted string names, for example a monkeypatch target's."""
        dotted = text.replace(":", ".")
        while dotted:
            target = self._corpus.modules.path_of(dotted)
            if target is not None:
                yield target
                return
            dotted = dotted.rpartition(".")[0]
