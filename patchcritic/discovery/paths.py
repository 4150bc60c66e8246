"""Where Python would find a module when pytest runs: test roots, source roots, packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

_SOURCE_ROOTS = ("", "src", "lib", "python")


class ImportPaths:
    """Dotted names to paths, as seen from the importing file."""

    def __init__(self, paths: Iterable[str], roots: tuple[str, ...] = ()) -> None:
        self._files = frozenset(path for path in paths if path.endswith(".py"))
        self._roots = (*roots, *_SOURCE_ROOTS)

    def has(self, path: str) -> bool:
        """Whether there is such a Python file."""
        return path in self._files

    def find(self, importer: str, dotted: str, level: int) -> str | None:
        """The file of a module or package, or None when the repository has none."""
        if level:
            folder = importer
            for _ in range(level):
                folder = folder.rpartition("/")[0]
            return self.within(folder, dotted)
        for root in self._search_order(importer):
            if found := self.within(root, dotted):
                return found
        top, _, rest = dotted.partition(".")
        anywhere = self._anywhere.get(top)
        return self.within(anywhere, f"{top}.{rest}" if rest else top) if anywhere else None

    def within(self, root: str, dotted: str) -> str | None:
        """The file of a module under a folder."""
        stem = "/".join(part for part in (root, *dotted.split(".")) if part)
        for path in (f"{stem}/__init__.py", f"{stem}.py"):
            if path in self._files:
                return path
        return None

    def _search_order(self, importer: str) -> Iterator[str]:
        """pytest puts the first folder without ``__init__.py`` on the path; conftest.py files
        further up add theirs, down to the project's own import roots."""
        folder = importer.rpartition("/")[0]
        while folder and f"{folder}/__init__.py" in self._files:
            folder = folder.rpartition("/")[0]
        while folder:
            yield folder
            folder = folder.rpartition("/")[0]
        yield from self._roots

    @cached_property
    def _anywhere(self) -> dict[str, str]:
        """For top-level packages in unusual places: the outermost folder that holds each."""
        found: dict[str, str] = {}
        for path in sorted(self._files, key=lambda path: (path.count("/"), path)):
            folder, _, name = path.rpartition("/")
            above, _, package = folder.rpartition("/")
            if name == "__init__.py" and package and f"{above}/__init__.py" not in self._files:
                found.setdefault(package, above)
        return found
