"""What the sources of weights share: the unfinished file, and how a source gives up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from patchcritic.errors import ModelUnavailable

_CHUNK = 1 << 20


class SourceFailed(Exception):
    """One source cannot deliver; ``str(error)`` says why, and the next source is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An unfinished file that sources append to.

    Every source delivers the same bytes, so the file's length is all that a later run, or the
    next source, has to know in order to go on.
    """

    path: Path
    size: int
    """Bytes of the finished file."""
    on_progress: Callable[[int, int], None]
    """Called with the bytes at hand and ``size``."""

    @property
    def done(self) -> int:
        """Bytes that are already here."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def is_complete(self) -> bool:
        """Whether every byte is here; says nothing about their digest."""
        return self.done >= self.size

    def append(self, stream: IO[bytes], limit: int) -> None:
        """Copy at most ``limit`` bytes from the stream to the end of the file.

        Raises ``ModelUnavailable`` when they cannot be written: no other source would help.
        """
        done = self.done
        # Unbuffered: closing a buffered file on a full disk would raise once more, as if the
        # stream had failed.
        with self.path.open("ab", buffering=0) as file:
            while limit and (chunk := stream.read(min(_CHUNK, limit))):
                self._write(file, chunk)
                done += len(chunk)
                limit -= len(chunk)
                self.on_progress(done, self.size)

    def _write(self, file: IO[bytes], chunk: bytes) -> None:
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as error:
            raise ModelUnavailable(
                f"The weights cannot be written to {self.path.parent}: {error.strerror}."
            ) from None
