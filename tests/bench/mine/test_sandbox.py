"""Programs of somebody else's see no keys, no network, and end when their time is up."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from patchcritic.bench.mine.sandbox import Sandbox, clean_environment, network_wrapper

SPAWN = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60 if sys.argv[2] == "wait" else 0)
"""


def run(words: list[str], folder: Path, seconds: float = 30) -> int | None:
    return Sandbox().run(
        [sys.executable, "-c", *words],
        folder=folder,
        environment=clean_environment(folder),
        log=folder / "log",
        seconds=seconds,
    )


def is_alive(process_id: int) -> bool:
    for _ in range(50):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
        stat = Path(f"/proc/{process_id}/stat")
        if stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return False
        time.sleep(0.1)
    return True


def test_no_key_and_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "secret")
    environment = clean_environment(tmp_path)
    assert "secret" not in environment.values()
    assert environment["HOME"] == str(tmp_path)
    installing = clean_environment(tmp_path, is_installing=True)
    assert [name for name, value in installing.items() if value == "secret"] == ["PIP_INDEX_URL"]


def test_status_and_output(tmp_path: Path) -> None:
    assert run(["print('said'); raise SystemExit(3)"], tmp_path) == 3
    assert (tmp_path / "log").read_text(encoding="utf-8") == "said\n"


@pytest.mark.parametrize(("mode", "code"), [("wait", None), ("leave", 0)])
def test_children_end_too(tmp_path: Path, mode: str, code: int | None) -> None:
    assert run([SPAWN, str(tmp_path / "pid"), mode], tmp_path, seconds=3) == code
    assert not is_alive(int((tmp_path / "pid").read_text(encoding="utf-8")))


@pytest.mark.skipif(network_wrapper() is None, reason="the system offers no way to cut it off")
def test_no_network(tmp_path: Path) -> None:
    listing = "import socket; print([name for _, name in socket.if_nameindex()])"
    if network_wrapper() == ("unshare", "-rn"):
        assert run([listing], tmp_path) == 0
        assert (tmp_path / "log").read_text(encoding="utf-8") == "['lo']\n"
    connect = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    assert run([connect], tmp_path) == 1


def test_stopping_ends_what_runs_and_starts_nothing(tmp_path: Path) -> None:
    sandbox = Sandbox()

    def start() -> int | None:
        return sandbox.run(
            [sys.executable, "-c", "import time; time.sleep(60)"],
            folder=tmp_path,
            environment=clean_environment(tmp_path),
            log=tmp_path / "log",
            seconds=60,
        )

    began = time.monotonic()
    threading.Timer(0.5, sandbox.stop).start()
    assert start() is None
    assert start() is None
    assert sandbox.is_stopped
    assert time.monotonic() - began < 20
