from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from patchcritic.domain import NodeId, Snapshots, Span, TestCase
from patchcritic.domain.trace import Trace
from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box import TracerSettings, process, trace_tests

ATTACKS = Path(__file__).parent / "attacks"
SECRET = "CANARY-7c1f"
MAX_TEST_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody outside the child saw of all attacks."""

    traces: dict[str, Trace]
    seconds: dict[str, float]
    """Wall time of each attack; the first one's is that of the child's start too."""
    has_target: bool
    n_connections: int
    n_left: int
    """Processes of the child that live on."""


def read_attacks(canary: Path, target: Path, port: int) -> dict[str, str]:
    """The attacks as files of a tree, by path."""
    files = {}
    for file in sorted(ATTACKS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        for mark, value in (("CANARY", canary), ("TARGET", target), ("PORT", port)):
            text = text.replace(f"@{mark}@", str(value))
        name = file.name.removesuffix(".txt")
        if name == "hooks.conftest.py":
            files["hooks/conftest.py"] = text
            files["hooks/test_hooks.py"] = "def test_hooks():\n    pass\n"
        else:
            files[f"tests/{name if name == 'conftest.py' else f'test_{name}'}"] = text
    return files


def list_attacks(files: dict[str, str]) -> list[str]:
    """Every attack's node id."""
    return [
        f"{path}::{name}"
        for path, text in files.items()
        for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    ]


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """All attacks, run once."""
    folder = tmp_path_factory.mktemp("hostile")
    canary, target = folder / "canary", folder / "target"
    canary.write_text(SECRET, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_CANARY", SECRET)
        server.setblocking(False)
        groups: list[int] = []
        start = process.Child.__init__

        def note(self: process.Child, settings: TracerSettings) -> None:
            start(self, settings)
            groups.append(self.pid)

        patch.setattr(process.Child, "__init__", note)
        files = read_attacks(canary, target, server.getsockname()[1])
        traces, seconds = _run(files)
        yield Seen(
            traces=traces,
            seconds=seconds,
            has_target=target.exists(),
            n_connections=_count_connections(server),
            n_left=sum(_is_alive(group) for group in groups),
        )


def _run(files: dict[str, str]) -> tuple[dict[str, Trace], dict[str, float]]:
    seconds: dict[str, float] = {}
    last = time.monotonic()

    def note(trace: Trace) -> None:
        nonlocal last
        now = time.monotonic()
        seconds[str(trace.node_id)] = now - last
        last = now

    tree = MemorySnapshot(files)
    tests = [
        TestCase(
            node_id=NodeId.parse(text),
            span=Span(path=text.partition("::")[0], start=1, end=1),
            exists_in=frozenset({"patched"}),
        )
        for text in list_attacks(files)
    ]
    settings = TracerSettings(
        options={"max_seconds": 0.3},
        max_test_s=MAX_TEST_S,
        max_total_s=300,
        max_memory_mb=800,
    )
    found = trace_tests(Snapshots(base=tree, patched=tree), tests, settings=settings, on_trace=note)
    return {str(node_id): trace for node_id, trace in found.items()}, seconds


def _count_connections(server: socket.socket) -> int:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return 0
    return 1


def _is_alive(group: int) -> bool:
    """Whether the group has processes; the kernel takes a moment to bury those that were killed."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    os.killpg(group, signal.SIGKILL)
    return True
