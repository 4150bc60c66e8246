"""The child's end of the lines: descriptors 0 and 1, read and written without buffers of io."""

from __future__ import annotations

import os

from patchcritic.tracer.box.wire import MAX_LINE, Message, decode_line, encode_line

_CHUNK = 1 << 16


class Lines:
    """Reads and writes whole lines; forks share it, since only one process speaks at a time."""

    def __init__(self) -> None:
        self._pending = b""

    def read(self) -> Message | None:
        """The parent's next message; None once it has closed its end."""
        parts = [self._pending]
        while b"\n" not in parts[-1]:
            chunk = os.read(0, _CHUNK)
            if not chunk:
                return None
            parts.append(chunk)
        line, _, self._pending = b"".join(parts).partition(b"\n")
        return decode_line(line)

    def write(self, message: Message) -> None:
        """Say something to the parent; what is too long for a line is not said.

        Raises:
            ValueError: it is too long.
        """
        line = encode_line(message)
        if len(line) > MAX_LINE:
            raise ValueError(f"a line of {len(line):,} bytes")
        view = memoryview(line)
        while view:
            view = view[os.write(1, view) :]
