"""What counts as a text file, and how its bytes become text."""

from __future__ import annotations

import io
import tokenize

MAX_TEXT_BYTES = 2_000_000
"""Larger files are generated or data; reading one gives None."""


def decode_text(raw: bytes) -> str | None:
    """A file's text, without a byte order mark; None when it is binary or not decodable.

    UTF-8, or else the encoding that a Python source declares in its first two lines (PEP 263).
    """
    if b"\0" in raw:
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        return raw.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        return None
