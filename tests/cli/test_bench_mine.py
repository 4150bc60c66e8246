"""``patchcritic bench mine`` from the command line."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from patchcritic.bench.mine import Progress
from patchcritic.cli import bench_mine
from patchcritic.cli.app import app
from patchcritic.errors import UsageProblem

SOURCE = b"def double(value):\n    return value * 2\n"
TESTS = b"from tinydouble import double\n\n\ndef test_double():\n    assert double(2) == 4\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "tinydouble-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for name, text in (("tinydouble.py", SOURCE), ("test_tinydouble.py", TESTS)):
            info = tarfile.TarInfo(f"tinydouble-1.0/{name}")
            info.size = len(text)
            packed.addfile(info, io.BytesIO(text))
    return path


def test_without_execute(tmp_path: Path, archive: Path) -> None:
    words = ["bench", "mine", "-p", str(archive), "-o", str(tmp_path / "out"), "--per-package", "2"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert "1 instances, 2 submissions" in result.stdout
    assert "no test was run and there are no labels" in result.stdout
    assert "index__tinydouble-1.0: planning" in result.stderr


def test_with_execute(tmp_path: Path, archive: Path) -> None:
    words = ["bench", "mine", "-p", str(archive), "-o", str(tmp_path / "out"), "--per-package", "1"]
    words += ["--execute", "--python", sys.executable]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "1 labelled pairs, 1 of them failing; 1 of associated tests" in result.stdout
    assert "index__tinydouble-1.0: done" in result.stderr
    again = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "0 submissions run now" in again.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "nothing to mine"),
        (["-p", "toolz"], "is not NAME==VERSION"),
        (["-p", "toolz==1.0"], "is not downloaded without --execute"),
        (["--python", "/no/such/python"], "must exist"),
        (["--python", sys.executable, "--install"], "cannot be joined with --install"),
    ],
)
def test_what_cannot_be_mined(tmp_path: Path, words: list[str], message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        CliRunner().invoke(
            app, ["bench", "mine", "-o", str(tmp_path / "out"), *words], catch_exceptions=False
        )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with bench_mine.show_progress() as listen:
        listen(Progress(case="index__a-1", doing="planning"))
        listen(Progress(case="index__a-1", doing="fault-0001: 2 fail", n_done=1, n_total=2))
    assert "index__a-1 · fault-0001: 2 fail" in terminal.getvalue()
