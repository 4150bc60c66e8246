"""A random key of this installation: nobody who writes code that is judged can know it."""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from patchcritic.folders import cache_dir, make_private_dir

FILE_NAME = "key"
N_BYTES = 32


def local_key() -> bytes:
    """32 random bytes, made on first use and kept in the cache folder for its owner alone.

    Fences' marks and placeholders are derived from it, so they are the same in the next run, and
    kept answers are found again. Where it cannot be kept, it lasts as long as the process.
    """
    return _read_or_make(cache_dir() / FILE_NAME)


def digest(key: bytes, text: str, n_characters: int) -> str:
    """Lower-case letters and digits that depend on every bit of key and text (RFC 7693, keyed)."""
    data = text.encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.blake2b(data, key=key, digest_size=16).digest(), "big")
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "".join(letters[number >> 5 * n & 31] for n in range(n_characters))


@cache
def _read_or_make(path: Path) -> bytes:
    fresh = secrets.token_bytes(N_BYTES)
    try:
        make_private_dir(path.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError:
        return _read(path) or fresh
    except OSError:
        return fresh
    with os.fdopen(descriptor, "wb") as file:
        file.write(fresh)
    return fresh


def _read(path: Path) -> bytes | None:
    """The key in the file; None when another process is just writing it, or it is damaged."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    return kept if len(kept) == N_BYTES else None
