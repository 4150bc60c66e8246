"""The parent's end of a child process: started with nothing, spoken to in lines, killed at once."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.tracer.box.wire import MAX_LINE, LineNotValid, Message, decode_line, encode_line

if TYPE_CHECKING:
    from patchcritic.tracer.box.settings import TracerSettings

_BOOT = (
    "import sys,json;o=json.loads(sys.argv[1]);sys.path+=o['folders'];"
    "from patchcritic.tracer.box.child.run import main;main(o)"
)
_CHUNK = 1 << 16


class ChildGone(Exception):
    """The child ended, hung, or said what no child of ours says; the message says which."""


class Child:
    """A running child. It and all that it started are gone after :meth:`kill`."""

    def __init__(self, settings: TracerSettings) -> None:
        start = {
            "folders": [*find_folders(), *settings.folders],
            "session": settings.session,
            "options": settings.options,
            "records_calls": settings.records_calls,
            "max_memory_mb": settings.max_memory_mb,
        }
        # Its folder is removed at once: an open folder without a name, in which nothing is made.
        with tempfile.TemporaryDirectory(prefix="patchcritic-") as empty:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _BOOT, json.dumps(start)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd=empty,
                close_fds=True,
                start_new_session=True,
                bufsize=0,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to = self._process.stdin.fileno()
        self._from = self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._pending = b""

    @property
    def pid(self) -> int:
        """The process that was started; also the id of the group of all."""
        return self._process.pid

    def send(self, message: Message, deadline: float) -> None:
        """Say something. ``deadline`` is of ``time.monotonic``.

        Raises:
            ChildGone: it does not listen.
        """
        view = memoryview(encode_line(message))
        while view:
            try:
                view = view[os.write(self._to, view) :]
            except BlockingIOError:
                self._wait(deadline, for_writing=True)
            except OSError as error:
                raise ChildGone(f"it ended ({error.strerror})") from None

    def receive(self, deadline: float) -> Message:
        """Its next message.

        Raises:
            ChildGone: none came in time, it ended, or what came is no message.
        """
        parts = [self._pending]
        n_bytes = len(self._pending)
        while b"\n" not in parts[-1]:
            self._wait(deadline)
            with suppress(BlockingIOError):
                chunk = os.read(self._from, _CHUNK)
                if not chunk:
                    raise ChildGone("it ended")
                parts.append(chunk)
                n_bytes += len(chunk)
            if n_bytes > MAX_LINE:
                raise ChildGone(f"it wrote a line of over {MAX_LINE:,} bytes")
        line, _, self._pending = b"".join(parts).partition(b"\n")
        try:
            return decode_line(line)
        except LineNotValid as error:
            raise ChildGone(f"it wrote what is no message ({error})") from None

    def kill(self) -> None:
        """End it and everything it started, now."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()

    def _wait(self, deadline: float, *, for_writing: bool = False) -> None:
        left = deadline - time.monotonic()
        readers, writers = ((), (self._to,)) if for_writing else ((self._from,), ())
        if left <= 0 or not any(select.select(readers, writers, (), left)):
            raise ChildGone("it did not answer in time")


def find_folders() -> list[str]:
    """Where the child finds our own code and greenlet; nothing else of what is installed is looked
    for, but a folder of installed packages cannot be shared in part."""
    places = [str(Path(__file__).resolve().parents[3])]
    spec = find_spec("greenlet")
    if spec is not None and spec.origin is not None:
        places.append(str(Path(spec.origin).resolve().parents[1]))
    return list(dict.fromkeys(places))
