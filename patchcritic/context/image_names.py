"""Which pictures a test names, read from its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from patchcritic.context.source import SourceTree, is_function
from patchcritic.context.testcode import TestCode
from patchcritic.domain import SymbolKind, TestCase

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp")

_NAMED = re.compile(r"""["'`]([^"'`\n]{1,200}\.(?:png|jpe?g|gif|webp))["'`]""", re.IGNORECASE)
_WORDS = re.compile(r"""["'`]([\w./\\ -]{1,100})["'`]""")
_PLACEHOLDER = re.compile(r"\$?\{([^{}]*)\}|%[sd]|%0?\d+d")
_VALUE = re.compile(r"""(\w+)=(?:'([^'\n]*)'|"([^"\n]*)"|([\w.-]+))""")
_MAX_DEPTH = 3
"""Steps from the test to a helper of its file that names a picture."""
_MAX_HELPERS = 40
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


def find_names(tree: SourceTree, test: TestCase, code: TestCode) -> NamedImages:
    """The pictures named in the test, its set-up, its fixtures, and the helpers, constants and
    attributes of the same files that these use."""
    values = {found[1]: found[2] or found[3] or found[4] for found in _VALUE.finditer(code.case)}
    lines = tree.lines(test.span.path)[test.span.start - 1 : test.span.end]
    own = "\n".join(lines)
    head, _, body = own.partition("def ")
    listed = list(_iter_names(f"{code.case}\n{head}", values))
    names = [*_fit_case(listed, test, code), *_iter_names(body, values)]
    texts = [own]
    for path in dict.fromkeys(path for path, _ in code.roots):
        if _names_any(tree, path):
            texts += _iter_texts(tree, path, [name for one, name in code.roots if one == path])
    for text in texts[1:]:
        names += _iter_names(text, values)
    words = {word for text in texts for word in _iter_words(text)}
    words.add(PurePosixPath(test.node_id.path).stem)
    return NamedImages(names=tuple(dict.fromkeys(names)), words=frozenset(words))


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


def _names_any(tree: SourceTree, path: str) -> bool:
    """Whether a file is worth a second look at all."""
    text = (tree.snapshot.read(path) or "").lower()
    return any(suffix in text for suffix in SUFFIXES)


def _iter_texts(tree: SourceTree, path: str, roots: list[str]) -> Iterator[str]:
    """The definitions of one file that the given ones lead to by name, themselves included; not
    the test, which comes first and was read."""
    lines = tree.lines(path)
    seen, names = set(roots), set[str]()
    for found in tree.definitions(path):
        if found.qualname in seen:
            names |= found.names
            if not found.name.startswith("test"):
                yield "\n".join(lines[found.start - 1 : found.end])
    for _ in range(_MAX_DEPTH):
        fresh = [
            found
            for found in tree.definitions(path)
            if found.name in names
            and found.qualname not in seen
            and not found.name.startswith("test")
            and (is_function(found) or found.kind is SymbolKind.VARIABLE)
        ]
        for found in fresh[:_MAX_HELPERS]:
            seen.add(found.qualname)
            names |= found.names
            yield "\n".join(lines[found.start - 1 : found.end])


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
