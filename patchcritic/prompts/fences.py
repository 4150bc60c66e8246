"""Keeps what comes from the repository apart from what we say about it."""

from __future__ import annotations

import hashlib
import re

from patchcritic.redact import local_key

# Chat templates read these as the end of a turn when they stand in a prompt's text.
_CONTROL_TOKEN = re.compile(r"<[|\uff5c](?=[\w/])([^|\uff5c<>\n]{1,40})[|\uff5c]>")
# What looks like a turn's end or a fence to a model that does not compare marks; no closing tag
# of HTML or XML has a second word, and no opening one's is of six hexadecimal digits alone.
_LOOKALIKE = re.compile(
    r"<(?=/?(?:start|end)_of_turn>|/\s{0,9}data\s{1,9}\w|data\s{1,9}[0-9a-f]{6}\s{0,9}>)",
    re.IGNORECASE,
)
# Besides what moves a cursor or reorders text: characters of no width, and the tags and variation
# selectors in which text is written that a model reads and a reader cannot see.
_CONTROL_CHARACTER = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e0fff]"
)


def fence(content: str) -> str:
    """Put untrusted text between marks that it cannot close.

    The mark is a keyed digest of the text, and the key is this installation's own: whoever writes
    the text cannot know it, each block has another one, and it is the same in the next run, so
    that prefix caches and kept replies hold. Should the text hold it all the same, another one is
    derived.
    """
    clean = sanitize(content)
    mark, n_tries = "", 0
    while not mark or mark in clean:
        text = f"{n_tries}\0{clean}".encode()
        mark = hashlib.blake2b(text, key=local_key(), digest_size=3).hexdigest()
        n_tries += 1
    return f"<data {mark}>\n{clean}\n</data {mark}>"


def sanitize(text: str) -> str:
    """Untrusted text without what a terminal, a chat template or UTF-8 would stumble over."""
    encodable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    visible = _CONTROL_CHARACTER.sub(lambda found: f"\\x{ord(found[0]):02x}", encodable)
    return _LOOKALIKE.sub("< ", _CONTROL_TOKEN.sub(r"<| \1 |>", visible))


def one_line(text: str) -> str:
    """A name or a path on one line, whatever it holds."""
    return sanitize(text.replace("\n", "\\n").replace("\r", "\\r"))
