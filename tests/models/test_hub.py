from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from patchcritic.models import KnownModel
from patchcritic.models.hub import fetch_from_hub
from patchcritic.models.transfer import SourceFailed, Transfer


@pytest.fixture
def transfer(tmp_path: Path, tiny: KnownModel) -> Transfer:
    return Transfer(path=tmp_path / "part", size=tiny.size, on_progress=lambda *_: None)


def test_the_whole_file(hub: Any, tiny: KnownModel, transfer: Transfer, content: bytes) -> None:
    fetch_from_hub(tiny, transfer, hub.url)
    assert transfer.path.read_bytes() == content
    assert hub.paths == ["/someone/tiny-GGUF/resolve/main/tiny.gguf"]
    assert hub.ranges == [None]


def test_a_resumed_file(hub: Any, tiny: KnownModel, transfer: Transfer, content: bytes) -> None:
    transfer.path.write_bytes(content[:1234])
    fetch_from_hub(tiny, transfer, hub.url)
    assert transfer.path.read_bytes() == content
    assert hub.ranges == ["bytes=1234-"]


def test_dropped_connections_are_taken_up_again(
    hub: Any, tiny: KnownModel, transfer: Transfer, content: bytes
) -> None:
    hub.drop_after = 120_000
    fetch_from_hub(tiny, transfer, hub.url)
    assert transfer.path.read_bytes() == content
    assert hub.ranges == [None, "bytes=120000-", "bytes=240000-"]


def test_a_hub_that_delivers_nothing_is_given_up(
    hub: Any, tiny: KnownModel, transfer: Transfer
) -> None:
    hub.drop_after = 0
    with pytest.raises(SourceFailed, match="does not deliver"):
        fetch_from_hub(tiny, transfer, hub.url)
    assert len(hub.ranges) == 1


@pytest.mark.parametrize("status", [401, 404, 503])
def test_an_error_status_is_named(
    hub: Any, tiny: KnownModel, transfer: Transfer, status: int
) -> None:
    hub.status = status
    with pytest.raises(SourceFailed, match=f"answered {status}"):
        fetch_from_hub(tiny, transfer, hub.url)


def test_nobody_there(dead_hub: str, tiny: KnownModel, transfer: Transfer) -> None:
    with pytest.raises(SourceFailed, match=r"127\.0\.0\.1:9 does not deliver .*refused"):
        fetch_from_hub(tiny, transfer, dead_hub)


def test_another_file_is_refused_before_it_is_read(
    hub: Any, tiny: KnownModel, transfer: Transfer
) -> None:
    hub.body = b"GGUF but short"
    with pytest.raises(SourceFailed, match="another size"):
        fetch_from_hub(tiny, transfer, hub.url)
    assert transfer.done == 0


def test_a_server_without_range_leaves_what_is_there(
    hub: Any, tiny: KnownModel, transfer: Transfer, content: bytes
) -> None:
    hub.takes_range = False
    transfer.path.write_bytes(content[:1234])
    with pytest.raises(SourceFailed, match="cannot be resumed"):
        fetch_from_hub(tiny, transfer, hub.url)
    assert transfer.path.read_bytes() == content[:1234]
