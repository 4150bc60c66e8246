"""Modules that are used as they are: pure, deterministic, and no way out of the traced world.

Each row says which names are left out and why the rest may be used. "No frames, files, imports or
source text" means: the module's code was read, and nothing of it, given arguments of traced code,
looks at frames, opens files, imports by name or compiles text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pure:
    """One module: all its public names but some."""

    name: str
    reason: str
    but: str = ""
    """Names that stay unknown."""
    also: str = ""
    """Names that ``__all__`` leaves out."""
    makes: Callable[[], Iterable[type]] = tuple
    """Classes of objects that its functions give, where the module has no name for them."""


def hash_types() -> Iterable[type]:
    """The classes of hash objects."""
    return {type(hashlib.new(name)) for name in ("sha1", "sha256", "sha3_256", "shake_128")} | {
        type(hashlib.blake2b()),
        type(hashlib.blake2s()),
    }


PURE: tuple[Pure, ...] = (
    Pure("math", "C, numbers only; sizes of factorial, comb, perm, prod are checked"),
    Pure("cmath", "C, numbers only"),
    Pure("itertools", "C, calls back only what it is given"),
    Pure("heapq", "C and Python over lists and comparisons"),
    Pure("bisect", "C over sequences and comparisons"),
    Pure("textwrap", "Python over strings and regular expressions"),
    Pure("re", "C engine over strings; time is bounded by the budget", also="Scanner sre_parse"),
    Pure("json", "Python and C over plain data, calls back hooks, read and write", also="decoder"),
    Pure("json.decoder", "classes and functions of json", also="scanstring"),
    Pure("json.encoder", "classes and functions of json"),
    Pure("base64", "bytes to bytes", but="main"),
    Pure("binascii", "C, bytes to bytes"),
    Pure("hashlib", "C, digests of bytes", but="file_digest", makes=hash_types),
    Pure("hmac", "digests of bytes", also="compare_digest"),
    Pure("array", "C, numbers; files only by objects that traced code has", also="array"),
    Pure("zlib", "C, bytes to bytes"),
    Pure("struct", "C, bytes to numbers"),
    Pure("unicodedata", "C, tables of this Python's Unicode version"),
    Pure("difflib", "Python over sequences of strings"),
    Pure("fractions", "Python over integers; powers are checked"),
    Pure("decimal", "C; the context is a context variable of this process"),
    Pure("numbers", "abstract classes"),
    Pure("statistics", "Python over numbers"),
    Pure("calendar", "Python over dates", but="main TextCalendar.pr"),
    Pure("reprlib", "repr with limits; the thread's id only guards recursion"),
    Pure("html", "strings to strings"),
    Pure("html.entities", "tables"),
    Pure("html.parser", "Python over strings, calls methods of its own object"),
    Pure("urllib.parse", "strings to strings"),
    Pure("keyword", "tables"),
    Pure("token", "tables"),
    Pure("colorsys", "numbers only"),
    Pure("contextvars", "C; one process, one context"),
    Pure("graphlib", "Python over hashable nodes"),
    Pure("stringprep", "tables"),
    Pure("quopri", "bytes to bytes", but="main"),
    Pure("opcode", "tables"),
    Pure("errno", "constants"),
    Pure("stat", "constants and pure functions"),
    Pure("ipaddress", "Python over integers and strings"),
    Pure("shlex", "Python over strings", also="join quote split"),
    Pure("nturl2path", "strings to strings"),
)
