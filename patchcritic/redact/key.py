"""A random key of this installation: nobody who writes code that is judged can know it."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from patchcritic.folders import cache_dir, make_private_dir

FILE_NAME = "key"
N_BYTES = 32


def local_key() -> bytes:
    """32 random bytes of this installation; where none are kept, they last as long as the process.

    Fences' marks and placeholders are derived from it, so they are the same in the next run, and
    kept answers are found again.
    """
    return _read_or_draw(cache_dir() / FILE_NAME)


def keep_key() -> None:
    """Keep this process's key in the cache folder, for its owner alone, unless there is one.

    For stores that keep what depends on it. Raises ``OSError``.
    """
    path = cache_dir() / FILE_NAME
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with suppress(FileExistsError):
        make_private_dir(path.parent)
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(local_key())


def digest(key: bytes, text: str, n_characters: int) -> str:
    """Lower-case letters and digits that depend on every bit of key and text (RFC 7693, keyed)."""
    data = text.encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.blake2b(data, key=key, digest_size=16).digest(), "big")
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "".join(letters[number >> 5 * n & 31] for n in range(n_characters))


@cache
def _read_or_draw(path: Path) -> bytes:
    """The key in the file; another one when there is none, or it is damaged."""
    try:
        kept = path.read_bytes()
    except OSError:
        kept = b""
    return kept if len(kept) == N_BYTES else secrets.token_bytes(N_BYTES)
