"""Whether a text looks drawn at random, as keys are, or written by a person."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter

MIN_LENGTH = 12
"""Shorter texts cannot be told from words; a password of less is found in URLs only."""
MIN_BITS = 2.75
"""Shannon entropy per character; 16 random hexadecimal digits have 2.8 to 3.6. Names have as much,
so that another condition has to tell those apart."""
_MIN_PART, _MIN_RUNS = 8, 5
_LONG, _MAX_RUN, _MAX_RUN_OF_LONG = 32, 3.5, 4.5
"""Random letters and digits change between kinds at each 1.7th character, hexadecimal digits at
each 2.1st, and some draws more rarely; no name is as long as that in one word."""

_DUMMY = re.compile(
    r"example|sample|dummy|change.?me|placeholder|your[-_]|redacted|invalid|fake|secret|password"
    r"|passw|token|1234567|abcdef|qwerty|xxxx|0000|lorem|[<>{}$%()\[\]\\*]",
    re.IGNORECASE,
)
_RUN = re.compile(r"[A-Z]+|[a-z]+|\d+")
_PART = re.compile(r"[^A-Za-z0-9]+")


def is_random(text: str) -> bool:
    """Whether a text is likely a key: long, of letters and digits in turn, and no example."""
    if len(text) < MIN_LENGTH or not text.isascii() or _DUMMY.search(text):
        return False
    if not any(c.isdigit() for c in text) or not any(c.isalpha() for c in text):
        return False
    return count_bits(text) >= MIN_BITS and _changes_often(text)


def is_dummy_login(text: str) -> bool:
    """Whether a text is ``user:password`` in base 64 of words as documentation has them."""
    try:
        said = base64.b64decode(text, validate=True).decode("ascii")
    except (ValueError, binascii.Error):
        return False
    return ":" in said and bool(_DUMMY.search(said))


def count_bits(text: str) -> float:
    """Shannon entropy in bits per character, of the characters' own frequencies."""
    n_all = len(text)
    return -sum(n / n_all * math.log2(n / n_all) for n in Counter(text).values())


def _changes_often(text: str) -> bool:
    """Whether some part between signs goes from letters to digits, or from small letters to
    capitals, as often as random ones do, and not as names, versions and dates (``sha256``,
    ``django-4.2``, ``V2Token``)."""
    for part in _PART.split(text):
        if len(part) >= _MIN_PART and any(map(str.isdigit, part)):
            n_runs = len(_RUN.findall(part))
            longest = _MAX_RUN_OF_LONG if len(part) >= _LONG else _MAX_RUN
            if n_runs >= _MIN_RUNS and len(part) <= longest * n_runs:
                return True
    return False
