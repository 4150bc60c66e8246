"""Pictures told apart by their bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.context.image_format import read_format


def _png(width: int, height: int, end: bytes = b"\0\0\0\0IEND\xaeB`\x82") -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return head + b"\x08\x02\0\0\0" + b"crc!" + end


def _jpeg(width: int, height: int, *, end: bytes = b"\xff\xd9") -> bytes:
    comment = b"\xff\xfe\0\x06abcd"
    frame = b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", height, width)
    return b"\xff\xd8" + comment + b"\xff\xff" + frame + b"\0" * 8 + end


def _webp(n_claimed: int) -> bytes:
    return b"RIFF" + struct.pack("<I", n_claimed) + b"WEBPVP8 " + b"\0" * 20


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (_png(30, 50), ("image/png", 30, 50, True, 3)),
        (_png(30, 50, b""), ("image/png", 30, 50, False, 3)),
        (_png(0, 50), ("image/png", 0, 50, False, 1600)),
        (_png(9000, 10), ("image/png", 9000, 10, True, 121)),
        (_png(4000, 4000), ("image/png", 4000, 4000, True, 1600)),
        (b"GIF89a\x0a\0\x14\0;", ("image/gif", 10, 20, True, 1)),
        (b"GIF87a\x0a\0\x14\0", ("image/gif", 10, 20, False, 1)),
        (_jpeg(640, 480), ("image/jpeg", 640, 480, True, 410)),
        (_jpeg(640, 480, end=b""), ("image/jpeg", 640, 480, False, 410)),
        (b"\xff\xd8\xff\xd9", ("image/jpeg", 0, 0, False, 1600)),
        (_webp(20), ("image/webp", 0, 0, True, 1600)),
        (_webp(9999), ("image/webp", 0, 0, False, 1600)),
    ],
)
def test_format_and_size_are_read(data: bytes, expected: tuple[object, ...]) -> None:
    found = read_format(data)
    assert found is not None
    assert (found.media_type, found.width, found.height, found.is_whole, found.n_tokens) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg/>",
        b"%PDF",
        b"version https://git-lfs.github.com/spec/v1\n",
        b"RIFF0000WAVE",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
    ],
)
def test_other_content_is_no_picture(data: bytes) -> None:
    assert read_format(data) is None


@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"GIF89a", b"\xff\xd8\xff", b"RIFF"]),
    st.binary(max_size=60),
)
def test_no_bytes_raise(head: bytes, rest: bytes) -> None:
    found = read_format(head + rest)
    assert found is None or found.n_tokens >= 1
