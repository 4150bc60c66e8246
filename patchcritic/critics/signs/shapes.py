"""Shapes that are more than words: answers, fences and turns of a dialogue that were made up, and
text that a reader cannot see."""

from __future__ import annotations

import base64
import binascii
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from patchcritic.critics.signs.phrases import Hit, find_phrases
from patchcritic.critics.signs.text import read_row
from patchcritic.prompts import known_prompts
from patchcritic.prompts.templates import load_template

_LABEL = re.compile(r"\blabel\\?[\"']\s{0,9}:\s{0,9}\\?[\"'](?:pass|fail|abstain)\b", re.IGNORECASE)
_KEY = re.compile(r"\b(?:p_pass|witness|rationale|citations|premises)\\?[\"']\s{0,9}:")
_NUMBER = re.compile(r"\bp_pass\\?[\"']\s{0,9}:\s{0,9}\\?[\"']?(?:[01](?:\.\d|\b)|\.\d)")
_BARE = re.compile(
    r"^\s{0,200}(?:#|//|\*|--|<!--|;)+\s{0,20}(?:final |the )?"
    r"(?:answer|label|verdict|p_pass)\s{0,5}[:=]\s{0,5}[\"'`*]{0,3}(?:pass(?:es|ed)?\b|(?:0?\.9\d{0,9}|1(?:\.0{1,9})?)\s{0,9}$)",
    re.IGNORECASE | re.MULTILINE,
)
_OBJECT = 2_000
"""Characters around a label in which the other keys of an answer are looked for."""

_FENCE = re.compile(
    r"<\s{0,9}/\s{0,9}data\s{1,9}[\"']?\w{2,40}[\"']?\s{0,9}>"
    r"|<\s{0,9}data\s{1,9}[0-9a-f]{6}\s{0,9}>"
    r"|\bend of (?:the )?(?:untrusted|fenced|repository|quoted)"
    r" (?:data|material|text|input|content)\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"<[|\uff5c](?:im_start|im_end|im_sep|eot_id|eom_id|start_header_id|end_header_id|begin_of_text"
    r"|end_of_text|endoftext|end_of_turn|start_of_turn|end|system|user|assistant|User|Assistant"
    r"|end\u2581of\u2581sentence)[|\uff5c]>"
    r"|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>"
    r"|^[^\w\n]{0,40}(?:system|assistant|developer)(?: (?:message|prompt|note|override))?\s?:\s?\S"
    r"[^\n]{0,120}\b(?:pass|passes|verdict|judge|ignore|p_pass)\b"
    r"|^[^\w\n]{0,40}#{2,4} ?(?:system|instruction|assistant|response|human)s? ?:?\s{0,9}$",
    re.IGNORECASE | re.MULTILINE,
)
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069]|[A-Za-z][\u00ad\u200b-\u200d\u2060\ufeff]{1,99}[A-Za-z]"
    "|(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0020-\U000e007f]{2,999}"
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,999}"
)
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,4000}={0,2}")
_HEX = re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}){16,2000}(?![0-9a-fA-F])")
_MAX_BLOBS = 200
"""Encoded stretches that are read of one passage."""
_JINJA = re.compile(r"\{%.*?%\}")


def find_shapes(text: str) -> Iterator[Hit]:
    """Where a text, its rows as they are, holds such a shape."""
    yield from _find_answers(text)
    for kind, pattern in (("forged-fence", _FENCE), ("forged-turn", _TURN)):
        yield from (_hit(kind, match) for match in pattern.finditer(text))
    if heading := _headings():
        yield from (_hit("forged-heading", match) for match in heading.finditer(text))
    yield from _find_encoded(text)
    if not text.isascii():
        yield from (_hit("hidden-text", match) for match in _HIDDEN.finditer(text))


def _find_answers(text: str) -> Iterator[Hit]:
    keys = [match.start() for match in _KEY.finditer(text)]
    for match in _LABEL.finditer(text):
        nearest = bisect_left(keys, match.start() - _OBJECT)
        if nearest < len(keys) and keys[nearest] < match.end() + _OBJECT:
            yield _hit("forged-answer", match)
    for pattern in (_NUMBER, _BARE):
        yield from (_hit("forged-answer", match) for match in pattern.finditer(text))


def _find_encoded(text: str) -> Iterator[Hit]:
    """Base64 and hexadecimal stretches that read as a phrase when they are undone."""
    n_read = 0
    for pattern, decode in ((_BASE64, _undo_base64), (_HEX, _undo_hex)):
        for match in pattern.finditer(text):
            n_read += 1
            if n_read > _MAX_BLOBS:
                return
            hidden = decode(match[0])
            if hidden.isprintable() and any(find_phrases(read_row(hidden))):
                yield _hit("encoded-text", match)


def _undo_base64(blob: str) -> str:
    whole = blob.rstrip("=")
    try:
        return _show(base64.b64decode(whole[: len(whole) // 4 * 4]))
    except binascii.Error:
        return ""


def _undo_hex(blob: str) -> str:
    return _show(bytes.fromhex(blob))


def _show(raw: bytes) -> str:
    return " ".join(raw.decode("utf-8", "replace").split())


@cache
def _headings() -> re.Pattern[str] | None:
    """The headings of our own prompts, of three words or more, alone on a line."""
    found: set[str] = set()
    for name in known_prompts():
        for section in load_template(name).sections.values():
            lines = [_JINJA.sub("", line).strip() for line in section.split("\n")]
            found |= {
                line
                for line, after in pairwise(lines)
                if after.startswith("{{") and 3 <= len(line.split()) <= 9 and "{" not in line
            }
    if not found:
        return None
    words = "|".join(re.escape(line) for line in sorted(found))
    return re.compile(rf"^[^\w\n]{{0,40}}(?:{words})\W{{0,9}}$", re.IGNORECASE | re.MULTILINE)


def _hit(kind: str, match: re.Match[str]) -> Hit:
    return Hit(kind=kind, start=match.start(), end=match.end())
