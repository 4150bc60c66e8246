"""Puts placeholders in the place of secrets, the same one for the same secret."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from patchcritic.redact.find import MARK, PRIVATE_KEY, Secret, find_secrets
from patchcritic.redact.key import digest, local_key

N_DIGITS = 6
"""Of a placeholder: two of 1,000 secrets share one in 1 of 2,000 runs."""
MIN_LITERAL = 10
"""Characters from which on a secret is also looked for where no pattern finds it."""

_LONG_TEXT = 1_000
_PLACEHOLDER = re.compile(rf"{MARK}[a-km-np-z2-9]{{{N_DIGITS}}}")
_LETTER = re.compile(r"[^.\-\s]")
_SECRET_VARIABLE = re.compile(r"(_KEY|_TOKEN|_SECRET|PASSWORD)$")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Redacted:
    """A secret that was taken out, by its place."""

    path: str
    """Empty for a text that is no file."""
    line: int
    kind: str


@dataclass(slots=True)
class Redactor:
    """Takes secrets out of texts, and remembers where which ones were.

    A placeholder is as long as its secret, on the same line, of letters and digits only, and
    begins as the secret does where that only says what it is: code stays the code it was, lines
    and columns stay, and equal secrets stay equal. Twelve characters are the least.
    """

    is_on: bool = True
    """Whether anything is taken out; False for those who ask for that."""
    key: bytes = field(default_factory=local_key, repr=False)
    """What placeholders are derived from, so that no guess at a secret can be confirmed."""
    places: dict[str, set[Redacted]] = field(default_factory=dict)
    """Where the secrets were, by the placeholders' marks."""
    _found: dict[str, tuple[Secret, ...]] = field(default_factory=dict, repr=False)
    """By text, of the files that were searched; their texts are kept by the tree anyway."""
    _known: dict[str, str] = field(default_factory=dict, repr=False)
    """Placeholders of the secrets that were learnt; they are found in any text."""

    def learn(self, text: str) -> None:
        """Remember a text's secrets, so that they are found where nothing tells what they are."""
        for one in self._find(text):
            value = text[one.start + one.n_kept : one.end]
            if len(value) >= MIN_LITERAL:
                self._known[value] = self._make_placeholder(value)

    def redact(self, text: str, path: str = "") -> str:
        """The text without secrets; ``path`` is the file's, for the record of places."""
        if not self.is_on:
            return text
        found = self._find(text)
        if found:
            text = "".join(self._replace(text, found, path))
        for value, placeholder in self._known.items():
            if value in text:
                text = text.replace(value, placeholder)
        return text

    def list_places(self, texts: Iterable[str]) -> tuple[Redacted, ...]:
        """Where the secrets were whose placeholders stand in texts that were redacted, each in
        the files that it was read from, if it was read from any."""
        marks = {mark for text in texts if MARK in text for mark in _PLACEHOLDER.findall(text)}
        found = (self.places.get(mark, set()) for mark in marks)
        named = ({one for one in places if one.path} or places for places in found)
        return _fold_keys({place for places in named for place in places})

    def _find(self, text: str) -> tuple[Secret, ...]:
        """The text's secrets; a file's are learnt, shown, and looked up for a patch's lines."""
        if not self.is_on:
            return ()
        if len(text) < _LONG_TEXT:
            return find_secrets(text)
        if text not in self._found:
            self._found[text] = find_secrets(text)
        return self._found[text]

    def _replace(self, text: str, found: tuple[Secret, ...], path: str) -> Iterator[str]:
        end, line = 0, 1
        for one in found:
            start = one.start + one.n_kept
            placeholder = self._make_placeholder(text[start : one.end])
            line += text.count("\n", end, start)
            place = Redacted(path=path, line=line, kind=one.kind)
            self.places.setdefault(placeholder[: len(MARK) + N_DIGITS], set()).add(place)
            yield text[end:start]
            yield placeholder
            end = one.end
        yield text[end:]

    def _make_placeholder(self, secret: str) -> str:
        head = MARK + digest(self.key, secret, N_DIGITS)
        return head + _LETTER.sub("x", secret[len(head) :])


def _fold_keys(places: set[Redacted]) -> tuple[Redacted, ...]:
    """The places in order, the lines of one private key as the first of them."""
    return tuple(
        one
        for one in sorted(places)
        if one.kind != PRIVATE_KEY or replace(one, line=one.line - 1) not in places
    )


def has_placeholder(text: str) -> bool:
    """Whether something was taken out of a text."""
    return MARK in text and _PLACEHOLDER.search(text) is not None


def redact_message(text: str) -> str:
    """A message without secrets: those of a known shape, and those in this process's environment.

    For what comes from elsewhere and is printed: providers echo keys and requests in errors.
    """
    for name, value in os.environ.items():
        if len(value) >= MIN_LITERAL and value in text and _SECRET_VARIABLE.search(name):
            text = text.replace(value, f"({name})")
    return Redactor().redact(text)
