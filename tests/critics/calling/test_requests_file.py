from __future__ import annotations

import stat
from pathlib import Path

import pytest

from patchcritic.critics.calling.requests_file import RequestsFile
from patchcritic.errors import UsageProblem


def test_what_is_kept_is_there_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    path.write_text("of before", encoding="utf-8")
    with RequestsFile(path) as requests:
        requests.add("a", '{"n":1}', model="one")
        requests.add("b", '{"n":"ö"}', model="two")
        requests.add("a", '{"n":3}', model="three")
        assert path.read_text(encoding="utf-8") == "of before"
        requests.keep()
    assert path.read_text(encoding="utf-8") == '{"n":1}\n{"n":"ö"}\n'
    assert list(tmp_path.iterdir()) == [path]
    assert requests.n_requests == 2
    assert requests.models == {"one", "two"}
    assert requests.n_bytes == path.stat().st_size
    assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    path.write_text("of before", encoding="utf-8")

    def fail() -> None:
        with RequestsFile(path) as requests:
            requests.add("a", "{}", model="one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text(encoding="utf-8") == "of before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "words"), [("no/such/folder.jsonl", "No such file"), (".", "is a folder")]
)
def test_a_place_that_takes_no_file_is_refused_at_once(
    tmp_path: Path, name: str, words: str
) -> None:
    with pytest.raises(UsageProblem, match=words):
        RequestsFile(tmp_path / name)


def test_a_folder_that_vanishes_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with RequestsFile(folder / "requests.jsonl") as requests:
        requests.add("a", "{}", model="one")
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        with pytest.raises(UsageProblem, match="cannot be written"):
            requests.keep()


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    requests = RequestsFile(tmp_path / "never.jsonl")
    with requests:
        requests._file.close()
        Path(requests._file.name).unlink()
        Path(requests._file.name).symlink_to(full)
        requests._file = Path(requests._file.name).open("wb", buffering=0)  # noqa: SIM115
        with pytest.raises(UsageProblem, match="No space left"):
            requests.add("a", "{}", model="one")
