"""What a plain name in a file stands for, followed through imports and re-exports."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.impact.corpus import Corpus
from patchcritic.symbols import MODULE, Import

Place = tuple[str, str]
"""A path and a qualname."""


class Bindings:
    """Resolves names to every definition that they may be, re-exporting files included."""

    def __init__(self, corpus: Corpus) -> None:
        """Remember what was resolved: the same names are asked for many times."""
        self._corpus = corpus
        self._known: dict[Place, frozenset[Place]] = {}
        self._targets: dict[tuple[str, str | None, int], str | None] = {}

    def resolve(self, path: str, name: str) -> frozenset[Place]:
        """Every place the name passes through, from this file on to its definition.

        A name that an import binds counts as its module's even where that module does not
        define it (any more); an imported module is the place ``(its path, "<module>")``.
        """
        known = self._known.get((path, name))
        if known is None:
            found: set[Place] = set()
            self._follow(path, name, found)
            known = self._known[path, name] = frozenset(found)
        return known

    def module_path(self, importer: str, one: Import) -> str | None:
        """The file of the module that an import names, when it is in the repository."""
        return self.locate(importer, one.module, one.level)

    def locate(self, importer: str, module: str | None, level: int) -> str | None:
        """``ModuleMap.locate``, remembered per folder: most files of one import the same."""
        key = (importer, module, level)
        if key not in self._targets:
            self._targets[key] = self._corpus.modules.locate(importer, module, level)
        return self._targets[key]

    def module_paths(self, importer: str, one: Import) -> Iterator[str]:
        """The modules that the imported name gives access to.

        ``import a.b`` binds ``a``, with ``a.b`` below it; ``import a.b as c`` only ``a.b``.
        """
        if one.name is not None:
            module = self.submodule_path(importer, one)
            modules = [] if module is None else [module]
        else:
            parts = (one.module or "").split(".")
            is_renamed = one.alias != parts[0]
            starts = range(len(parts) if is_renamed else 1, len(parts) + 1)
            found = (self.locate(importer, ".".join(parts[:end]), 0) for end in starts)
            modules = [path for path in found if path is not None]
        yield from modules

    def submodule_path(self, importer: str, one: Import) -> str | None:
        """The file of ``from package import module``, when that is what it is."""
        if one.name is None or one.name == "*":
            return None
        module = f"{one.module}.{one.name}" if one.module else one.name
        return self.locate(importer, module, one.level)

    def _follow(self, path: str, name: str, found: set[Place]) -> None:
        waiting = [(path, name)]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            at, called = here
            file = self._corpus.file(at)
            imports = file.imports_by_alias.get(called, ())
            if called in file.top or imports:
                found.add(here)
            for one in imports:
                waiting.extend(self._steps(at, one, found))
            if called not in file.top and not imports:
                if at != path:
                    found.add(here)
                for one in file.imports_by_alias.get("*", ()):
                    target = self.module_path(at, one)
                    if target is not None:
                        waiting.append((target, called))

    def _steps(self, at: str, one: Import, found: set[Place]) -> list[Place]:
        if one.name is None:
            found.update((target, MODULE) for target in self.module_paths(at, one))
            return []
        steps: list[Place] = []
        submodule = self.submodule_path(at, one)
        if submodule is not None:
            found.add((submodule, MODULE))
        target = self.module_path(at, one)
        if target is not None and target != at:
            steps.append((target, one.name))
        return steps
