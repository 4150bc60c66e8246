"""Which pictures a test names, read from its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from patchcritic.context.source import SourceTree, is_function
from patchcritic.context.testcode import TestCode
from patchcritic.domain import SymbolKind, TestCase
from patchcritic.symbols import Definition

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp")

_NAMED = re.compile(r"""["'`]([^"'`\n]{1,200}\.(?:png|jpe?g|gif|webp))["'`]""", re.IGNORECASE)
_WORDS = re.compile(r"""["'`]([\w./\\ -]{1,100})["'`]""")
_PLACEHOLDER = re.compile(r"\$?\{([^{}]*)\}|%[sd]|%0?\d+d")
_VALUE = re.compile(r"""(\w+)=(?:'([^'\n]*)'|"([^"\n]*)"|([\w.-]+))""")
_MAX_DEPTH = 3
"""Steps from the test to a helper of its file that names a picture."""
_MAX_HELPERS = 40
_MAX_NAMES = 60
_MAX_LISTED = 4
"""Names in the decorators of a test whose id tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedImages:
    """What a test's source says about pictures."""

    names: tuple[str, ...]
    """Names and ends of paths, the test's own first; ``*`` stands for what is put in at run
    time."""
    words: frozenset[str]
    """The strings in the same code, the parts of those that are paths, and the module's name."""


class ImageNames:
    """Reads one test after another of a tree; files that name no picture are looked at once."""

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree
        self._helpers: dict[str, dict[str, list[Definition]]] = {}

    def find(self, test: TestCase, code: TestCode) -> NamedImages:
        """The pictures named in the test, its set-up, its fixtures, and the helpers, constants
        and attributes of the same files that these use."""
        values = {one[1]: one[2] or one[3] or one[4] for one in _VALUE.finditer(code.case)}
        own = self._read(test.span.path, test.span.start, test.span.end)
        head, _, body = own.partition("def ")
        listed = list(_iter_names(f"{code.case}\n{head}", values))
        names = [*_fit_case(listed, test, code), *_iter_names(body, values)]
        texts = [own]
        for path in dict.fromkeys(path for path, _ in code.roots):
            texts += self._iter_texts(path, [name for one, name in code.roots if one == path])
        for text in texts[1:]:
            names += _iter_names(text, values)
        words = {word for text in texts for word in _iter_words(text)}
        words.add(PurePosixPath(test.node_id.path).stem)
        return NamedImages(names=tuple(dict.fromkeys(names))[:_MAX_NAMES], words=frozenset(words))

    def _read(self, path: str, start: int, end: int) -> str:
        return "\n".join(self._tree.lines(path)[start - 1 : end])

    def _iter_texts(self, path: str, roots: Sequence[str]) -> Iterator[str]:
        """The definitions of one file that the given ones lead to by name, themselves included;
        not the test, which comes first and was read."""
        helpers = self._find_helpers(path)
        if not helpers:
            return
        found_roots = (self._tree.definition(path, name) for name in roots)
        seen, fresh = set(roots), [found for found in found_roots if found is not None]
        for _ in range(_MAX_DEPTH + 1):
            names: set[str] = set()
            for found in fresh:
                names |= found.names
                if not found.name.startswith("test"):
                    yield self._read(path, found.start, found.end)
            used = [one for name in sorted(names & helpers.keys()) for one in helpers[name]]
            fresh = [one for one in used if one.qualname not in seen][:_MAX_HELPERS]
            seen.update(one.qualname for one in fresh)

    def _find_helpers(self, path: str) -> dict[str, list[Definition]]:
        """What the tests of a file may use, by name; nothing if the file names no picture."""
        if path not in self._helpers:
            text = (self._tree.snapshot.read(path) or "").lower()
            found: dict[str, list[Definition]] = {}
            for one in self._tree.definitions(path) if any(s in text for s in SUFFIXES) else ():
                is_value = one.kind is SymbolKind.VARIABLE
                if (is_value or is_function(one)) and not one.name.startswith("test"):
                    found.setdefault(one.name, []).append(one)
            self._helpers[path] = found
        return self._helpers[path]


def _fit_case(names: list[str], test: TestCase, code: TestCode) -> list[str]:
    """Of the names in ``parametrize`` marks those of this case, where the id tells; of many
    that may be meant none is."""
    if not test.is_parametrized:
        return names
    param = f"{test.node_id.param or ''} {code.case}"
    fitting = [
        name for name in names if re.search(rf"(?<!\w){re.escape(name.rpartition('/')[2])}", param)
    ]
    return fitting or (names if len(set(names)) <= _MAX_LISTED else [])


def _iter_names(text: str, values: Mapping[str, str]) -> Iterator[str]:
    """The names in a text; what is put into them is filled in where the case gives its value."""
    for found in _NAMED.finditer(text):
        name = _PLACEHOLDER.sub(lambda part: values.get(part[1]) or "*", found[1])
        name = name.replace("\\\\", "/").replace("\\", "/")
        name = name.rpartition("../")[2].removeprefix("./").lstrip("/")
        stem = name.rpartition("/")[2].rpartition(".")[0]
        if "://" not in found[1] and stem.strip("*_-. "):
            yield name


def _iter_words(text: str) -> Iterator[str]:
    for found in _WORDS.finditer(text):
        yield found[1]
        yield from re.split(r"[/\\]+", found[1])
