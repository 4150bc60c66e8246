"""Whole lines over pipes, read and written without the buffers of io."""

from __future__ import annotations

import os

from patchcritic.tracer.box.wire import MAX_LINE, LineNotValid, Message, decode_line, encode_line

_CHUNK = 1 << 16


class Lines:
    """One end of a conversation."""

    def __init__(self, source: int, target: int) -> None:
        """``source`` is the descriptor to read from, and ``target`` that to write to."""
        self._pending = b""
        self._source = source
        self._target = target

    def read(self) -> Message | None:
        """The other side's next message; None once it has closed its end.

        Raises:
            LineNotValid: what comes is no message, or too long for one.
        """
        parts = [self._pending]
        n_bytes = len(self._pending)
        while b"\n" not in parts[-1]:
            chunk = os.read(self._source, _CHUNK)
            if not chunk:
                return None
            parts.append(chunk)
            n_bytes += len(chunk)
            if n_bytes > 2 * MAX_LINE:
                self._pending = b""
                raise LineNotValid("too long")
        line, _, self._pending = b"".join(parts).partition(b"\n")
        return decode_line(line)

    def write(self, message: Message) -> None:
        """Say something to the other side; what is too long for a line is not said.

        Raises:
            ValueError: it is too long.
            OSError: the other side is gone.
        """
        line = encode_line(message)
        if len(line) > MAX_LINE:
            raise ValueError(f"a line of {len(line):,} bytes")
        view = memoryview(line)
        while view:
            view = view[os.write(self._target, view) :]

    def switch(self, source: int, target: int) -> None:
        """Talk to somebody else from here on; what was not read is forgotten."""
        self._pending = b""
        self._source, self._target = source, target
