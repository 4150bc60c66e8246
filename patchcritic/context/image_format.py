"""What kind of picture some bytes are, by their content and not by their name."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

MediaType = Literal["image/png", "image/jpeg", "image/gif", "image/webp"]

MAX_SIDE = 8_000
"""Pixels; larger pictures are refused by Anthropic's API."""
_MAX_TOKENS = 1_600
_PIXELS_PER_TOKEN = 750
"""Both by https://docs.anthropic.com/en/docs/build-with-claude/vision; a larger picture is scaled
down. OpenAI counts tiles instead, which comes to the same order."""
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFormat:
    """A picture's kind and size."""

    media_type: MediaType
    width: int
    """Pixels; 0 when the file does not say."""
    height: int
    is_whole: bool
    """Whether it ends as such files do; providers refuse one that is cut off."""

    @property
    def n_tokens(self) -> int:
        """Estimated tokens that a model reads it as."""
        n_pixels = self.width * self.height
        return min(_MAX_TOKENS, n_pixels // _PIXELS_PER_TOKEN + 1) if n_pixels else _MAX_TOKENS


def read_format(data: bytes) -> ImageFormat | None:
    """The format that the bytes begin as; None when they are no picture that models take."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return _describe("image/png", width, height, is_whole=b"IEND" in data[-64:])
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return _describe("image/gif", width, height, is_whole=b";" in data[-16:])
    if data.startswith(b"\xff\xd8\xff"):
        width, height = _read_jpeg_size(data)
        return _describe("image/jpeg", width, height, is_whole=width > 0 and b"\xff\xd9" in data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        is_whole = len(data) >= struct.unpack("<I", data[4:8])[0]
        return ImageFormat(media_type="image/webp", width=0, height=0, is_whole=is_whole)
    return None


def _describe(media_type: MediaType, width: int, height: int, *, is_whole: bool) -> ImageFormat:
    is_whole = is_whole and width > 0 and height > 0
    return ImageFormat(media_type=media_type, width=width, height=height, is_whole=is_whole)


def _read_jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU T.81, B.2.2); zeros when there is none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        is_bare = marker in (0x01, 0xFF) or 0xD0 <= marker <= 0xD8
        at += (1 if marker == 0xFF else 2) if is_bare else 2 + (data[at + 2] << 8 | data[at + 3])
    return 0, 0
