"""Source text as tokens and words, of any language: cheap, and never wrong enough to matter."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

_TOKEN = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"|(?P<comment>\#.*|//.*)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<operator>->|=>|[=!<>]=|[-+*/%&|^@:]=|\*\*|[^\w\s])"
)
_SUBWORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_COMMON = frozenset(
    (*keyword.kwlist, *keyword.softkwlist, "self", "cls", "assert", "test", "tests", "len", "str",
     "int", "list", "dict", "set", "tuple", "isinstance", "print", "range", "object", "args",
     "kwargs", "pytest", "function", "const", "let", "var", "new", "this", "expect")
)  # fmt: skip
COMPARISONS = frozenset(("==", "!=", "<=", ">=", "<", ">", "is", "in"))
ARITHMETIC = frozenset(("+", "-", "*", "/", "%", "**", "&", "|", "^", "@"))


def split_tokens(text: str) -> list[tuple[str, str]]:
    """The tokens of one or more lines as pairs of kind and text, comments left out."""
    return [
        (match.lastgroup or "", match.group())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "comment"
    ]


def names_of(tokens: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The names that say something: no keywords, no words that every file has."""
    return frozenset(text for kind, text in tokens if kind == "name" and text not in _COMMON)


def literals_of(tokens: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The strings without their quotes, and the numbers; what is shorter than two characters,
    which any test holds by chance, is left out."""
    texts = (
        text[1:-1] if kind == "string" else text
        for kind, text in tokens
        if kind in ("string", "number")
    )
    return frozenset(text for text in texts if len(text) > 1)


def subwords_of(names: Iterable[str]) -> frozenset[str]:
    """The lower-case parts of names: ``parse_date`` and ``parseDate`` give the same."""
    words = (word.lower() for name in names for word in _SUBWORD.findall(name))
    return frozenset(word for word in words if len(word) > 1 and word not in _COMMON)


def share_of(part: frozenset[str], whole: frozenset[str]) -> float:
    """The share of ``part`` that ``whole`` has, 0..1; 0 when there is nothing to find."""
    return len(part & whole) / len(part) if part else 0.0
