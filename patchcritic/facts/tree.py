"""One version of the repository: parsed files, and which module an import certainly means.

This resolution is stricter than ``symbols.ModuleMap`` on purpose. Impact wants every module a
name may mean; a fact that decides needs the only one it can mean, or no answer.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cached_property
from posixpath import basename, dirname, join, splitext

from patchcritic.domain import Snapshot
from patchcritic.facts.nouns import GONE, Gone
from patchcritic.facts.tables import ModuleTable, build_table
from patchcritic.symbols import SourceProblem, parse_source

_CONFIG_FILES = frozenset({"setup.py", "pyproject.toml", "setup.cfg"})
_BUILD_FILES = (*sorted(_CONFIG_FILES), ".gitignore", "MANIFEST.in", "meson.build", "Makefile")
_IMPORT_HOOKS = re.compile(
    rb"sys\.modules\[[^\]]*\]\s*=[^=]|=\s*sys\.modules\b(?!\s*[\[.])|meta_path|path_hooks"
    rb"|sys\.modules\.(?:update|setdefault|__setitem__)|import\s+modules\b"
)
_COMPILED = re.compile(r"cythonize|mypycify|mypyc|Cython")


class ParsedStore:
    """Parsed files by blob id, shared by both versions so that an unchanged file is read once."""

    def __init__(self) -> None:
        self.modules: dict[str, ast.Module | SourceProblem] = {}
        self.tables: dict[str, ModuleTable] = {}


class Tree:
    """A snapshot seen as Python modules."""

    def __init__(self, snapshot: Snapshot, store: ParsedStore) -> None:
        self.snapshot = snapshot
        self._store = store
        self._hooked: dict[str, bool] = {}
        self._found: dict[tuple[str, tuple[str, ...]], str | Gone | None] = {}

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every file."""
        return frozenset(self.snapshot.paths())

    @cached_property
    def _children(self) -> dict[str, set[str]]:
        """Folder -> names of the files and folders in it."""
        children: dict[str, set[str]] = {"": set()}
        for path in self.paths:
            while path:
                parent = dirname(path)
                names = children.setdefault(parent, set())
                name = basename(path)
                if name in names:
                    break
                names.add(name)
                path = parent
        return children

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Folders that an installed checkout certainly has on ``sys.path``."""
        projects = {dirname(path) for path in self.paths if basename(path) in _CONFIG_FILES}
        projects.add("")
        places = projects | {join(project, "src") for project in projects}
        return tuple(sorted(place for place in places if place in self._children))

    @cached_property
    def is_compiled(self) -> bool:
        """Whether the build may turn ``.py`` files into extension modules, which shadow them."""
        text = (self.snapshot.read(name) or "" for name in ("setup.py", "pyproject.toml"))
        return any(_COMPILED.search(part) for part in text)

    def parse(self, path: str) -> ast.Module | SourceProblem | None:
        """The file's tree, why there is none, or None when the file is absent or unreadable."""
        blob = self.snapshot.blob_id(path)
        if blob is None:
            return None
        if blob not in self._store.modules:
            text = self.snapshot.read(path)
            if text is None:
                return None
            try:
                self._store.modules[blob] = parse_source(text)
            except SourceProblem as problem:
                self._store.modules[blob] = problem
        return self._store.modules[blob]

    def module(self, path: str) -> ast.Module | None:
        """The file's tree, or None."""
        parsed = self.parse(path)
        return parsed if isinstance(parsed, ast.Module) else None

    def table(self, path: str) -> ModuleTable | None:
        """The names that the module binds, or None when it cannot be parsed."""
        module = self.module(path)
        blob = self.snapshot.blob_id(path)
        if module is None or blob is None:
            return None
        if blob not in self._store.tables:
            self._store.tables[blob] = build_table(module)
        return self._store.tables[blob]

    def find_absolute(self, dotted: str) -> str | Gone | None:
        """The module's file, GONE when its package is here and it is not, else None."""
        parts = tuple(dotted.split("."))
        if parts[0] in sys.stdlib_module_names:
            return None
        places = [
            root
            for root in self.roots
            if {parts[0], f"{parts[0]}.py"} & self._children.get(root, set())
        ]
        if len(places) != 1:
            return None
        found = self._walk(places[0], parts)
        is_top = len(parts) == 1
        return None if is_top and found is GONE else found

    def find_relative(self, importer: str, level: int, module: str | None) -> str | Gone | None:
        """The file that ``from ..module import`` means in the file ``importer``."""
        folder = dirname(importer)
        for _ in range(level - 1):
            if not folder or not self._is_package(folder):
                return None
            folder = dirname(folder)
        if not self._is_package(folder):
            return None
        if not module:
            return join(folder, "__init__.py")
        return self._walk(folder, tuple(module.split(".")))

    def find_submodule(self, package: str, name: str) -> str | Gone | None:
        """The file of module ``name`` in the package whose ``__init__.py`` is given."""
        if basename(package) != "__init__.py":
            return GONE
        return self._walk(dirname(package), (name,))

    def _is_package(self, folder: str) -> bool:
        return "__init__.py" in self._children.get(folder, ())

    def _walk(self, folder: str, parts: tuple[str, ...]) -> str | Gone | None:
        key = (folder, parts)
        if key not in self._found:
            self._found[key] = self._walk_uncached(folder, parts)
        return self._found[key]

    def _walk_uncached(self, folder: str, parts: tuple[str, ...]) -> str | Gone | None:
        for position, part in enumerate(parts):
            names = self._children.get(folder, set())
            is_last = position == len(parts) - 1
            inner = join(folder, part)
            if part in names:
                if not self._is_package(inner) or f"{part}.py" in names:
                    return None
                folder = inner
            elif f"{part}.py" in names:
                return join(folder, f"{part}.py") if is_last else None
            else:
                return self._gone_from(folder, names, part)
        return join(folder, "__init__.py")

    def _gone_from(self, folder: str, names: set[str], part: str) -> Gone | None:
        """GONE unless something else could provide the module ``part`` in ``folder``."""
        if any(splitext(name)[0].partition(".")[0] == part for name in names):
            return None
        init = join(folder, "__init__.py")
        table = self.table(init)
        if table is None or table.is_dynamic or self.is_hooked(init):
            return None
        return GONE

    def is_hooked(self, path: str) -> bool:
        """Whether code beside the module puts other objects in its place while it is imported.

        toolz's package ``tlz`` does: its modules are made by a loader in ``sys.meta_path``.
        """
        folder = dirname(path)
        while self._is_package(dirname(folder)) and folder:
            folder = dirname(folder)
        if folder not in self._hooked:
            inside = f"{folder}/" if folder else ""
            python = [
                item
                for item in self.snapshot.paths()
                if item.startswith(inside) and item.endswith(".py")
            ]
            found = self.snapshot.read_all(python)
            self._hooked[folder] = any(_IMPORT_HOOKS.search(content) for _, content in found)
        return self._hooked[folder]

    def has_store(self, name: str) -> bool:
        """Whether some file may give an object or a module the attribute ``name`` from outside.

        Asked only for a name that is about to decide a test.
        """
        return name in self._stores

    @cached_property
    def _stores(self) -> frozenset[str]:
        """One pass of a regular expression over every Python file."""
        pattern = re.compile(
            rb"""\.([A-Za-z_]\w*)(?=\s*(?::[^=\n]+|(?:,\s*[\w.]+)+)?\s*=[^=])"""
            rb"""|(?:(?<![.\w])setattr|__dict__)[^\n]*?["']([\w.]+)["']"""
        )
        names: set[str] = set()
        python = [path for path in self.snapshot.paths() if path.endswith(".py")]
        for _, content in self.snapshot.read_all(python):
            for first, second in pattern.findall(content):
                names.add((first or second.rpartition(b".")[2]).decode("ascii", "replace"))
        return frozenset(names)

    def is_generated(self, module: str) -> bool:
        """Whether the build configuration names the module: it may be made at install time."""
        last = module.rpartition(".")[2]
        return any(
            re.search(rf"\b{re.escape(last)}\b", self.snapshot.read(name) or "")
            for name in _BUILD_FILES
        )
