"""Dotted module names and the files that they mean, from the tree's paths alone."""

from __future__ import annotations

from collections.abc import Iterable

_PACKAGE_FILE = "__init__.py"


class ModuleMap:
    """Which file a dotted name means, without asking a Python path.

    A module is importable under every name that some ancestor folder on the path would give it:
    ``src/pkg/mod.py`` answers to ``pkg.mod`` (its package's root, the usual one), and also to
    ``src.pkg.mod``. So src layouts, namespace packages and tests' own root folders all resolve.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        """Take every path of a tree; those that are no Python file are ignored."""
        self._paths = frozenset(path for path in paths if path.endswith(".py"))
        self._packages = {
            path[: -len(_PACKAGE_FILE)].rstrip("/")
            for path in self._paths
            if path.rpartition("/")[2] == _PACKAGE_FILE
        }
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(self._paths, key=_rank):
            for name in self.names_of(path):
                self._by_name.setdefault(name, []).append(path)

    def path_of(self, dotted: str) -> str | None:
        """The module's file, or the package's ``__init__.py``; None when not in the tree.

        Where several files answer to the name, the one that is least deep and no test wins.
        """
        found = self._by_name.get(dotted)
        return found[0] if found else None

    def names_of(self, path: str) -> tuple[str, ...]:
        """The dotted names under which the file can be imported, shortest first."""
        folder, _, file = path.rpartition("/")
        parts = folder.split("/") if folder else []
        stem = file.removesuffix(".py")
        if file != _PACKAGE_FILE:
            own = [*parts, stem]
        else:
            own = parts
        if not own:
            return ()
        root = len(parts)
        while root > 0 and "/".join(parts[:root]) in self._packages:
            root -= 1
        return tuple(".".join(own[start:]) for start in range(min(root, len(own) - 1), -1, -1))

    def resolve(self, importer: str, module: str | None, level: int) -> str | None:
        """The absolute dotted name of an import's module, as ``importer`` would see it.

        None when a relative import leaves the top of its package. The name need not be in the
        repository: ask ``path_of`` or ``locate``.
        """
        if level == 0:
            return module
        first = None
        for name in self.names_of(importer):
            parts = name.split(".")
            if not importer.endswith("/" + _PACKAGE_FILE):
                parts = parts[:-1]
            if level - 1 >= len(parts):
                continue
            base = ".".join(parts[: len(parts) - (level - 1)])
            full = f"{base}.{module}" if module else base
            if full in self._by_name:
                return full
            first = first or full
        return first

    def locate(self, importer: str, module: str | None, level: int) -> str | None:
        """The file an import's module means for ``importer``: among equals the nearest one."""
        dotted = self.resolve(importer, module, level)
        found = self._by_name.get(dotted or "")
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        return max(found, key=lambda path: _shared_folders(path, importer))


def _rank(path: str) -> tuple[bool, int, str]:
    parts = path.split("/")
    return (any(part in ("tests", "test") for part in parts), len(parts), path)


def _shared_folders(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count
