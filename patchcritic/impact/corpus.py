"""The tree as the search sees it: symbols on demand, by path, by name and by place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from patchcritic.domain import Snapshot, SymbolKind
from patchcritic.symbols import (
    MODULE,
    Definition,
    FileSymbols,
    Import,
    ModuleMap,
    SymbolIndex,
    TokenTable,
)

LARGE_TREE = 800
"""Python files; parsing that many takes about a second."""
_DYNAMIC = frozenset(
    {
        "getattr",
        "hasattr",
        "setattr",
        "delattr",
        "attrgetter",
        "methodcaller",
        "patch",
        "monkeypatch",
        "mocker",
        "eval",
        "exec",
        "import_module",
        "import_string",
        "usefixtures",
        "getfixturevalue",
        "fixture",
        "globals",
        "vars",
        "__dict__",
        "__getattr__",
        "__getattribute__",
    }
)
"""Names by which code turns a string into a name."""


def turns_strings_to_names(definition: Definition) -> bool:
    """Whether the code may look up a name that it holds as a string."""
    return not _DYNAMIC.isdisjoint(definition.names)


class ParsedFile:
    """One file's definitions, findable by name."""

    def __init__(self, path: str, symbols: FileSymbols) -> None:
        """Index what the search asks for again and again."""
        self.path = path
        self.symbols = symbols
        self.top: dict[str, Definition] = {}
        self.by_qualname: dict[str, Definition] = {}
        for one in symbols.definitions:
            self.by_qualname[one.qualname] = one
            if one.parent == MODULE and one.qualname != MODULE:
                self.top[one.name] = one

    @cached_property
    def imports_by_alias(self) -> dict[str, list[Import]]:
        """What each imported name stands for; several where imports are conditional."""
        found: dict[str, list[Import]] = {}
        for one in self.symbols.imports:
            found.setdefault(one.alias, []).append(one)
        return found

    @cached_property
    def users(self) -> dict[str, list[Definition]]:
        """Which definitions use a name, as an identifier or as a part of a string."""
        found: dict[str, list[Definition]] = {}
        for one in self.symbols.definitions:
            for name in {*one.names, *_string_parts(one.strings), *one.own_attributes}:
                found.setdefault(name, []).append(one)
        return found

    @cached_property
    def classes_by_base(self) -> dict[str, list[Definition]]:
        """Classes under the last part of each base's name."""
        found: dict[str, list[Definition]] = {}
        for one in self.symbols.definitions:
            for text in one.bases:
                found.setdefault(text.rpartition(".")[2], []).append(one)
        for each in self.symbols.imports:
            if each.name is not None and each.alias != each.name and each.alias in found:
                found.setdefault(each.name, []).extend(found[each.alias])
        return found

    @cached_property
    def is_dynamic(self) -> bool:
        """Whether any of its code turns strings into names."""
        return any(map(turns_strings_to_names, self.symbols.definitions))

    def enclosing_class(self, definition: Definition) -> str | None:
        """The qualname of the class whose body or method it is, through nested functions."""
        current = definition
        while current.parent != MODULE:
            parent = self.by_qualname.get(current.parent)
            if parent is None or parent is current:
                return None
            if parent.kind is SymbolKind.CLASS:
                return parent.qualname
            current = parent
        return None


class Corpus:
    """The patched tree's Python files, parsed only when the search arrives at them."""

    def __init__(
        self, snapshot: Snapshot, index: SymbolIndex, *, gone: tuple[str, ...] = ()
    ) -> None:
        """Nothing is read before it is asked for; ``gone`` are paths that were there before."""
        self.snapshot = snapshot
        self._gone = gone
        self._index = index
        self._files: dict[str, ParsedFile] = {}

    @cached_property
    def modules(self) -> ModuleMap:
        """Dotted names and paths."""
        return ModuleMap((*self.snapshot.paths(), *self._gone))

    @cached_property
    def _tokens(self) -> TokenTable:
        return self._index.tokens(self.snapshot)

    @cached_property
    def conftests(self) -> tuple[str, ...]:
        """Every conftest.py."""
        return tuple(
            path for path in self.snapshot.paths() if path.rpartition("/")[2] == "conftest.py"
        )

    @cached_property
    def is_large(self) -> bool:
        """Whether following every import would cost more than it prunes."""
        return len(self._tokens.paths) > LARGE_TREE

    @property
    def paths(self) -> tuple[str, ...]:
        """Every Python file."""
        return self._tokens.paths

    def paths_with(self, name: str) -> tuple[str, ...]:
        """The Python files that hold the identifier anywhere."""
        return self._tokens.paths_with(name)

    def file(self, path: str) -> ParsedFile:
        """The file's symbols; without any when it is absent or cannot be parsed."""
        known = self._files.get(path)
        if known is None:
            symbols = self._index.symbols(self.snapshot, path) or FileSymbols(error="absent")
            known = self._files[path] = ParsedFile(path, symbols)
        return known

    @property
    def parsed(self) -> Iterable[ParsedFile]:
        """The files parsed so far."""
        return self._files.values()


def folder_of(path: str) -> str:
    """The folder with its slash; empty for the root, so that it prefixes what lies below."""
    return path[: path.rfind("/") + 1]


def _string_parts(strings: Iterable[str]) -> Iterable[str]:
    for text in strings:
        yield from text.replace("/", ".").replace(":", ".").split(".")
