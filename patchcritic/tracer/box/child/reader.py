"""The tree as traced code's session sees it: every file is asked for from the parent."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patchcritic.tracer.box.child.lines import Lines


class TreeReader:
    """Files and folders of one tree; what was asked once is remembered.

    The parent notes what is asked for, so that a trace is kept under what it depends on.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._known: dict[tuple[str, str], Any] = {}

    def read(self, path: str) -> str | None:
        """The file's text; None when it is absent, no text, or over the size limit."""
        text: str | None = self._ask("text", path)
        return text

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes; None when there is no such file, or it is over the size limit."""
        said = self._ask("bytes", path)
        return None if said is None else base64.b64decode(said)

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return bool(self._ask("exists", path))

    def paths(self) -> tuple[str, ...]:
        """Every file's path, sorted."""
        return tuple(self._ask("paths", ""))

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, those of folders with ``/`` at the end; None where there is none.

        The top is the empty path.
        """
        names = self._ask("folder", path)
        return None if names is None else tuple(names)

    def _ask(self, kind: str, path: str) -> Any:
        key = (kind, path)
        if key not in self._known:
            self._lines.write({"ask": kind, "path": path})
            answer = self._lines.read()
            if answer is None:
                raise SystemExit(0)
            self._known[key] = answer.get("is")
        return self._known[key]
