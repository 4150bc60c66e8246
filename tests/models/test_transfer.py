from __future__ import annotations

import io
from pathlib import Path

import pytest

from patchcritic.errors import ModelUnavailable
from patchcritic.models.transfer import Transfer


def test_append_goes_on_where_the_file_ends_and_keeps_the_limit(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    transfer = Transfer(
        path=tmp_path / "f", size=8, on_progress=lambda done, size: seen.append((done, size))
    )
    transfer.append(io.BytesIO(b"abcd"), 3)
    assert not transfer.is_complete
    transfer.append(io.BytesIO(b"defgh!"), 5)
    assert transfer.path.read_bytes() == b"abcdefgh"
    assert transfer.is_complete
    assert seen == [(3, 8), (8, 8)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_not_taken_for_a_bad_source() -> None:
    transfer = Transfer(path=Path("/dev/full"), size=8, on_progress=lambda *_: None)
    with pytest.raises(ModelUnavailable, match="cannot be written to /dev: No space left"):
        transfer.append(io.BytesIO(b"abcd"), 4)
