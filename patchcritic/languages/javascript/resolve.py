"""Which file of the repository an import's module means."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from patchcritic.domain import Snapshot
from patchcritic.languages.javascript.grammar import SUFFIXES

_TRIED = (*SUFFIXES, ".d.ts", ".json")
_TYPED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""TypeScript imports ``./x.js`` and means ``./x.ts``."""
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)
_BUILT = re.compile(r"^(dist|lib|build|out|es|esm|cjs|umd)/")


class ModuleResolver:
    """Relative paths, packages of the repository itself, and simple ``paths`` of a tsconfig."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Nothing is read before it is asked for."""
        self._snapshot = snapshot
        self._paths = frozenset(snapshot.paths())

    def resolve(self, importer: str, module: str) -> str | None:
        """The file's path; None for what is not in the repository."""
        if module.startswith((".", "/")):
            return self._find(posixpath.join(posixpath.dirname(importer), module))
        for prefix, target in self._aliases:
            if module.startswith(prefix):
                found = self._find(target + module[len(prefix) :])
                if found is not None:
                    return found
        name = "/".join(module.split("/")[: 2 if module.startswith("@") else 1])
        folder = self._packages.get(name)
        if folder is None:
            return None
        return self._find_entry(folder, f".{module[len(name) :]}")

    def _find(self, path: str) -> str | None:
        base = posixpath.normpath(path.split("?")[0])
        if base in self._paths:
            return base
        stem, suffix = posixpath.splitext(base)
        choices = [stem + other for other in _TYPED.get(suffix, ())]
        choices += [base + other for other in _TRIED]
        found = next((one for one in choices if one in self._paths), None)
        if found is not None:
            return found
        folder = "" if base == "." else f"{base}/"
        if f"{folder}package.json" in self._paths:
            return self._find_entry(folder, ".")
        return next((one for one in self._index_files(folder) if one in self._paths), None)

    def _find_entry(self, folder: str, subpath: str) -> str | None:
        """What a package gives under ``.`` or ``./sub``; sources where the build is not kept."""
        manifest = self._manifest(posixpath.join(folder, "package.json"))
        targets: list[object] = list(_exported(manifest.get("exports"), subpath))
        if subpath == ".":
            targets += [manifest.get(key) for key in ("module", "main", "source")]
        else:
            targets.append(subpath)
        texts = [target.removeprefix("./") for target in targets if isinstance(target, str)]
        texts += [_BUILT.sub("src/", text) for text in texts]
        for text in texts:
            path = posixpath.normpath(posixpath.join(folder, text))
            stem = posixpath.splitext(path)[0]
            for choice in (path, *(stem + suffix for suffix in _TRIED)):
                if choice in self._paths:
                    return choice
        prefix = f"{folder.rstrip('/')}/" if folder else ""
        choices = (*self._index_files(prefix), *self._index_files(f"{prefix}src/"))
        return next((one for one in choices if one in self._paths), None)

    def _index_files(self, folder: str) -> Iterator[str]:
        return (f"{folder}index{suffix}" for suffix in _TRIED)

    @cached_property
    def _packages(self) -> dict[str, str]:
        """The packages that the repository holds, by name, with their folders."""
        found: dict[str, str] = {}
        for path in self._files_called("package.json"):
            name = self._manifest(path).get("name")
            if isinstance(name, str):
                found.setdefault(name, posixpath.dirname(path))
        return found

    @cached_property
    def _aliases(self) -> list[tuple[str, str]]:
        """Prefixes that a tsconfig's ``paths`` replaces, the longest first."""
        found: list[tuple[str, str]] = []
        for path in (*self._files_called("tsconfig.json"), *self._files_called("jsconfig.json")):
            options = self._manifest(path).get("compilerOptions")
            options = options if isinstance(options, dict) else {}
            paths = options.get("paths")
            base = posixpath.join(posixpath.dirname(path), str(options.get("baseUrl") or "."))
            for pattern, targets in paths.items() if isinstance(paths, dict) else ():
                for target in targets if isinstance(targets, list) else ():
                    place = posixpath.normpath(posixpath.join(base, str(target)))
                    found.append((pattern.removesuffix("*"), place.removesuffix("*")))
        return sorted(found, key=lambda one: -len(one[0]))

    def _files_called(self, name: str) -> list[str]:
        wanted = [path for path in self._paths if posixpath.basename(path) == name]
        return sorted(
            (path for path in wanted if "node_modules/" not in path),
            key=lambda path: (path.count("/"), path),
        )

    def _manifest(self, path: str) -> dict[str, Any]:
        """A JSON file with comments, or nothing when it cannot be read."""
        text = self._snapshot.read(path) if path in self._paths else None
        try:
            bare = _COMMENT.sub(_keep_string, text or "{}")
            value = json.loads(_COMMENT.sub(_keep_string, bare))  # commas before comments
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


def _keep_string(match: re.Match[str]) -> str:
    return match[1] or ""


def _exported(exports: object, subpath: str) -> Iterator[str]:
    """The targets of a package's ``exports`` for a subpath, whatever the condition."""
    has_subpaths = isinstance(exports, dict) and any(key.startswith(".") for key in exports)
    if has_subpaths and isinstance(exports, dict):
        exports = exports.get(subpath)
    elif subpath != ".":
        return
    waiting = [exports]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend(reversed(one.values()))
        elif isinstance(one, list):
            waiting.extend(reversed(one))
