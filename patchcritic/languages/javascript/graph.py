"""The tree's scripts: who imports whom, and which holds which name, without parsing them."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

from patchcritic.domain import Snapshot
from patchcritic.languages.javascript.grammar import SUFFIXES
from patchcritic.languages.javascript.resolve import ModuleResolver
from patchcritic.symbols import TokenTable, token_text

_SPECIFIER = re.compile(
    rb"\b(?:from|import|require|requireActual|importActual|mock|resolve|proxyquire)\s*"
    rb"(?:<[^>\n]*>)?\(?\s*[\"'`]([^\"'`\n]+)[\"'`]"
)
_VENDORED = re.compile(r"(^|/)(node_modules|bower_components|vendor|\.yarn)/|[.-]min\.[cm]?js$")

_TEST_PATH = re.compile(
    r"[./_-](test|spec)\.[cm]?[jt]sx?$|(^|/)test(-[^/]*)?\.[cm]?[jt]sx?$|(^|/)(__tests__|tests?|spec)/"
)


def is_script(path: str) -> bool:
    """Whether the file is JavaScript or TypeScript that somebody wrote."""
    return path.endswith(SUFFIXES) and not _VENDORED.search(path)


def is_test_path(path: str) -> bool:
    """Whether a runner's default patterns collect the script, as one of these at least has it.

    They are wide (any file below ``test/``): what registers no test counts for nothing.
    """
    is_typing = path.endswith((".d.ts", ".d.mts", ".d.cts"))
    return is_script(path) and not is_typing and _TEST_PATH.search(path) is not None


class ScriptGraph:
    """Imports between files, seen from either end; every script is read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Nothing is read before it is asked for."""
        self._snapshot = snapshot
        self._resolver = ModuleResolver(snapshot)
        self._specifiers: dict[str, frozenset[str]] = {}
        self._direct: dict[str, frozenset[str]] = {}
        self._closures: dict[str, frozenset[str]] = {}

    @cached_property
    def _tokens(self) -> TokenTable:
        rows = []
        scripts = [path for path in self._snapshot.paths() if is_script(path)]
        for path, data in self._snapshot.read_all(scripts):
            found = (match.decode("utf-8", "replace") for match in _SPECIFIER.findall(data))
            self._specifiers[path] = frozenset(found)
            rows.append((path, token_text(data)))
        return TokenTable(rows)

    def paths_with(self, name: str) -> tuple[str, ...]:
        """The scripts that hold the identifier anywhere; ``$`` and ``#`` do not count."""
        parts = [part for part in re.split(r"\W+", name) if part]
        return self._tokens.paths_with(max(parts, key=len)) if parts else self._tokens.paths

    def locate(self, importer: str, module: str | None) -> str | None:
        """The file that an import means."""
        return self._resolver.resolve(importer, module) if module else None

    def direct(self, path: str) -> frozenset[str]:
        """The files that a script imports itself."""
        known = self._direct.get(path)
        if known is None:
            modules = self._specifiers.get(path, frozenset()) if self._tokens else ()
            found = (self._resolver.resolve(path, module) for module in modules)
            known = frozenset(one for one in found if one is not None) - {path}
            self._direct[path] = known
        return known

    def sees(self, path: str, other: str) -> bool:
        """Whether a script imports another, at whatever distance, or is the same."""
        known = self._closures.get(path)
        if known is None:
            found = {path}
            waiting = [path]
            while waiting:
                for one in self.direct(waiting.pop()) - found:
                    found.add(one)
                    waiting.append(one)
            known = self._closures[path] = frozenset(found)
        return other in known

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._tokens.paths:
            for one in self.direct(path):
                found.setdefault(one, []).append(path)
        return found

    def importers(self, path: str) -> list[str]:
        """The scripts that import a file themselves."""
        return self._importers.get(path, [])


def snapshot_owner(path: str) -> str | None:
    """The test file whose expected values ``__snapshots__/x.test.js.snap`` keeps."""
    folder, name = posixpath.split(path)
    if not path.endswith(".snap") or posixpath.basename(folder) != "__snapshots__":
        return None
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".snap"))
