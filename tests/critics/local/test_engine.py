from __future__ import annotations

import os
from pathlib import Path

import pytest

from patchcritic.critics.local.engine import Engine, default_threads
from patchcritic.errors import ModelUnavailable


def test_threads_leave_a_core_where_there_are_more_than_two() -> None:
    n_cores = os.cpu_count() or 1
    assert default_threads() == (n_cores if n_cores <= 2 else n_cores - 1)


def test_a_damaged_file_is_one_sentence_and_no_noise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    path = tmp_path / "cut.gguf"
    path.write_bytes(b"GGUF\x03\0\0\0")
    with pytest.raises(ModelUnavailable, match=r"llama\.cpp cannot load .*cut\.gguf: "):
        Engine(path, n_context=512, n_threads=1)
    assert capfd.readouterr() == ("", "")
