"""Finds what must not leave the machine in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from patchcritic.redact.entropy import MIN_LENGTH, is_dummy_login, is_random
from patchcritic.redact.formats import FORMATS

MARK = "REDACTED"
"""In every placeholder; what holds it is no secret any more."""

PRIVATE_KEY = "private key"
_PEM_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_MARK = re.compile(r"-----(?:BEGIN|END) ")
# The n of an escaped line end is not part of the line that follows.
_PEM_LINE = re.compile(r"(?<!\\)[A-Za-z0-9+/=]{8,}")
_MIN_PEM_LINE = 40
"""Characters of a key's whole line, which has 64; code between two marks has no such words."""
_MAX_PEM = 20_000
"""Characters of a key; one of 16,384 bits has 12,900."""
_URL = re.compile(
    r"(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"<>]{0,80}:([^\s/@'\"<>\\]{3,200})@"
)
_TEMPLATE = re.compile(r"[{}$%]|^(pass\w{0,8}|pwd?|secret|token|\*+|x+|\.+)$", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"[\w-]{0,50}['\"]?\]?\s{0,8}(?::\s{0,4}\w{1,20}\s{0,4})?(?:=>|[:=]{1,2})\s{0,8}"
    r"(?:[rbuf]{0,2}(?P<quote>['\"`])(?P<quoted>[^\s'\"`]{12,400})(?P=quote)"
    r"|(?P<bare>[A-Za-z0-9+/_=~-]{16,400})(?![\w.(\[]))",
    re.IGNORECASE,
)
_SENT = re.compile(r"\w{5,6}\s{1,3}(?P<secret>[A-Za-z0-9+/._~-]{20,2000}={0,2})")
_NAMES = (
    *("passw", "passphrase", "secret", "token", "apikey", "api_key", "api-key"),
    *("accesskey", "access_key", "auth_key", "authkey", "private_key", "privatekey"),
    *("encryption_key", "signing_key", "credential"),
)
"""In the names of variables, keys and headers whose values are secrets, in lower case."""
_SCHEMES = ("bearer", "basic", "token")
"""Of an Authorization header (RFC 9110, 11.6.2), before a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A secret in a text, from ``start`` to before ``end``."""

    start: int
    end: int
    kind: str
    n_kept: int = 0
    """Characters at the beginning that are no secret."""


def find_secrets(text: str) -> tuple[Secret, ...]:
    """All secrets of a text in their order, none within another; on one line each.

    A private key of several lines is as many secrets. The time is linear in the text.
    """
    found = sorted(
        (*_find_formats(text), *_find_pem(text), *_find_urls(text), *_find_assigned(text)),
        key=lambda one: (one.start, -one.end),
    )
    return tuple(_drop_nested(one for one in found if MARK not in text[one.start : one.end]))


def is_secret_word(word: str) -> bool:
    """Whether a single word would be redacted wherever it stands, or by the name before it."""
    if len(word) < MIN_LENGTH or not any(map(str.isdigit, word)):
        return False
    return is_random(word) or bool(find_secrets(word))


def _drop_nested(found: Iterable[Secret]) -> Iterator[Secret]:
    end = 0
    for one in found:
        if one.start >= end:
            end = one.end
            yield one


def _find_formats(text: str) -> Iterator[Secret]:
    for one in FORMATS:
        if not any(mark in text for mark in one.marks):
            continue
        for match in one.pattern.finditer(text):
            group = "secret" if "secret" in one.pattern.groupindex else 0
            yield Secret(
                start=match.start(group), end=match.end(group), kind=one.kind, n_kept=one.n_kept
            )


def _find_pem(text: str) -> Iterator[Secret]:
    """The lines of private keys. What has no end mark ends at the next mark, or where the longest
    key would."""
    at = 0
    while begin := _PEM_BEGIN.search(text, at):
        mark = _PEM_MARK.search(text, begin.end())
        at = min(mark.start() if mark else len(text), begin.end() + _MAX_PEM)
        is_key = False
        for line in _PEM_LINE.finditer(text, begin.end(), at):
            is_last = is_key and at - line.end() <= 8
            is_placeholder = MARK in line[0] or not line[0].strip("x")
            if not is_placeholder and (len(line[0]) >= _MIN_PEM_LINE or is_last):
                is_key = True
                yield Secret(start=line.start(), end=line.end(), kind=PRIVATE_KEY)


def _find_urls(text: str) -> Iterator[Secret]:
    if "://" not in text:
        return
    for match in _URL.finditer(text):
        value = match[1]
        has_kinds = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if len(value) >= 8 and has_kinds and not _TEMPLATE.search(value):
            yield Secret(start=match.start(1), end=match.end(1), kind="password in a URL")


def _find_assigned(text: str) -> Iterator[Secret]:
    """What is assigned to a name of a secret, and what stands behind a scheme of authorization."""
    lower = _to_lower(text)
    for names, pattern, kind in (
        (_NAMES, _ASSIGNED, "assigned secret"),
        (_SCHEMES, _SENT, "credentials in a header"),
    ):
        for name in names:
            for at in _iter_places(lower, name):
                match = pattern.match(text, at)
                if match is None:
                    continue
                group = match.lastgroup or 0
                if is_random(match[group]) and not is_dummy_login(match[group]):
                    yield Secret(start=match.start(group), end=match.end(group), kind=kind)


def _to_lower(text: str) -> str:
    """The text in lower case, each character at its place; a few letters would become two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if c.isascii() else c for c in text)


def _iter_places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
