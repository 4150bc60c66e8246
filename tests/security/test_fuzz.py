"""A few seconds of what ``make fuzz`` does for an hour: seeds, spliced and spoilt."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.seeds import write_seeds
from fuzz.targets import TARGETS, fuzz_discovery

HANG_S = 2.0


@cache
def _read_seeds(name: str, folder: Path) -> list[bytes]:
    write_seeds(name, folder, None)
    return [path.read_bytes() for path in sorted(folder.iterdir())]


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_our_own_errors(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    seeds = _read_seeds(name, tmp_path_factory.mktemp(name))
    assert len(seeds) > 20

    @settings(max_examples=40)
    @given(st.lists(st.sampled_from(seeds), min_size=1, max_size=3), st.data())
    def check(parts: list[bytes], data: st.DataObject) -> None:
        text = b"\n".join(parts)
        at = data.draw(st.integers(0, len(text)))
        n_lost = data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(st.binary(max_size=8)) + text[at + n_lost :]
        started = time.process_time()
        TARGETS[name](text)
        assert time.process_time() - started < HANG_S

    check()


@pytest.mark.parametrize("name", TARGETS)
@given(st.binary(max_size=200))
@settings(max_examples=20)
def test_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


# What the long runs found, as small as it gets; what they found in redaction stands with its tests.
def test_a_codec_that_does_not_exist() -> None:
    mark = '@pytest.mark.parametrize("x", ["a".encode("utf-15")])'
    fuzz_discovery(f"import pytest\n{mark}\ndef test_a(x): pass\n".encode())
