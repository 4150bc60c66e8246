"""File names as diffs write them: quoting, prefixes, timestamps, and what is not allowed."""

from __future__ import annotations

import re

from patchcritic.errors import PatchNotReadable

DEV_NULL = "/dev/null"

_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {
    b"a": b"\a",
    b"b": b"\b",
    b"t": b"\t",
    b"n": b"\n",
    b"v": b"\v",
    b"f": b"\f",
    b"r": b"\r",
    b'"': b'"',
    b"\\": b"\\",
}
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TIMESTAMP = re.compile(r"\s+\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?( ?([+-]\d\d:?\d\d|Z))?$")
_EPOCH = re.compile(r"\s(1970-01-01|1969-12-31)[ T]\d\d:\d\d(:00(\.0+)?)?\b")
# The prefixes git writes: the usual pair, those of diff.mnemonicPrefix, those of --no-index.
_KNOWN_PREFIX = re.compile(r"[abciow12]/.")


def unquote(name: str) -> str:
    """Undo git's C-style quoting (``core.quotePath``); an unquoted name comes back as it is."""
    match = _QUOTED.fullmatch(name)
    if match is None:
        return name

    def unescape(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return _ESCAPED.get(code) or bytes([int(code, 8) & 0xFF])

    raw = match[1].encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(unescape, raw).decode("utf-8", "surrogateescape")


def read_file_name(text: str) -> str:
    """The name behind ``---`` or ``+++``, without its timestamp; ``/dev/null`` for no file."""
    quoted = _QUOTED.match(text)
    if quoted:
        return unquote(quoted[0])
    if _EPOCH.search(text):
        return DEV_NULL
    return _TIMESTAMP.sub("", text.partition("\t")[0]).rstrip("\r")


def common_strip(old: str, new: str) -> int | None:
    """The fewest leading folders to drop so that both names agree; None when they never do."""
    old_parts, new_parts = old.split("/"), new.split("/")
    if len(old_parts) != len(new_parts) or old_parts[-1] != new_parts[-1]:
        return None
    n_same = 0
    for left, right in zip(reversed(old_parts), reversed(new_parts), strict=True):
        if left != right:
            break
        n_same += 1
    return len(old_parts) - n_same


def split_names(text: str, separator: str = " ") -> tuple[str, str] | None:
    """The two names of a ``diff --git`` line; None when spaces in them leave it open.

    git writes no separator that a name could not hold, so the split is the one at which both
    names agree but for their prefixes (``git_header_name`` in git's apply.c).
    """
    quoted = _QUOTED.match(text)
    if quoted:
        return unquote(quoted[0]), unquote(text[quoted.end() :].removeprefix(separator))
    if text.endswith('"') and f'{separator}"' in text:
        old, _, new = text.partition(f'{separator}"')
        return old, unquote(f'"{new}')
    best: tuple[int, tuple[str, str]] | None = None
    at = text.find(separator)
    while at >= 0:
        old, new = text[:at], text[at + len(separator) :]
        n_strip = 0 if DEV_NULL in (old, new) else common_strip(old, new)
        if n_strip is not None and (best is None or n_strip < best[0]):
            best = n_strip, (old, new)
        at = text.find(separator, at + 1)
    if best is None and text.count(separator) == 1:
        old, _, new = text.partition(separator)
        return old, new
    return best[1] if best else None


def has_known_prefix(name: str) -> bool:
    """Tell whether a name starts with one of the prefixes that git puts before paths."""
    return _KNOWN_PREFIX.match(name) is not None


def strip_name(name: str, strip: int) -> str:
    """Drop leading folders and check the rest. Raises PatchNotReadable when it leads astray."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:[\\/]", name):
        raise PatchNotReadable(
            f"the diff names a path outside the repository: {name!r}; "
            "make it with git diff inside the repository"
        )
    path = "/".join(parts[strip:])
    if any(part.lower() == ".git" for part in parts):
        raise PatchNotReadable(f"the diff names a path inside git's own folder: {name!r}")
    if not path or "\0" in path or any(part in {"", "."} for part in parts[strip:]):
        raise PatchNotReadable(f"the diff names a path that cannot be used: {name!r}")
    return path
