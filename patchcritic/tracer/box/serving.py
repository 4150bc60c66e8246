"""Answers a child's questions about one tree, and notes what was asked."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patchcritic.domain import Snapshot

MAX_PATH = 1_000
"""Characters of a path that a child may ask for."""
ALL_PATHS = "**"
"""What a trace depends on that has asked for the list of all files."""


class TreeServer:
    """Serves files and folders of one tree, nothing else, by their paths in it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.asked: dict[str, None] = {}
        """What was asked for, in order: files, folders with ``/`` at the end, ``ALL_PATHS``."""

    def answer(self, kind: object, path: object) -> Any:
        """What there is to say as JSON; None for what is not in the tree or no question."""
        if kind == "paths":
            self.asked[ALL_PATHS] = None
            return list(self.snapshot.paths())
        if not isinstance(path, str) or not _is_inside(path):
            return None
        if kind == "folder":
            self.asked[f"{path}/"] = None
            return self.list_folder(path)
        self.asked[path] = None
        if kind == "exists":
            return self.snapshot.blob_id(path) is not None
        if kind == "text":
            return self.snapshot.read(path)
        if kind == "bytes":
            raw = self.snapshot.read_bytes(path)
            return None if raw is None else base64.b64encode(raw).decode("ascii")
        return None

    def list_folder(self, path: str) -> list[str] | None:
        """The names in a folder, those of folders with ``/`` at the end; None if there is none."""
        names = self._folders.get(path)
        return None if names is None else sorted(names)

    def digest(self, asked: Iterable[str]) -> str:
        """Of all that was asked for, as it is in this tree: equal digests, equal answers."""
        found = hashlib.sha256()
        for one in asked:
            found.update(f"{one}\0{self._state_of(one)}\n".encode("utf-8", "surrogatepass"))
        return found.hexdigest()

    def _state_of(self, asked: str) -> str:
        if asked == ALL_PATHS:
            return "\0".join(self.snapshot.paths())
        if asked.endswith("/"):
            names = self.list_folder(asked[:-1])
            return "-" if names is None else "\0".join(names)
        return self.snapshot.blob_id(asked) or "-"

    @cached_property
    def _folders(self) -> dict[str, set[str]]:
        folders: dict[str, set[str]] = {"": set()}
        for path in self.snapshot.paths():
            folder, _, name = path.rpartition("/")
            folders.setdefault(folder, set()).add(name)
            while folder:
                folder, _, name = folder.rpartition("/")
                above = folders.setdefault(folder, set())
                if f"{name}/" in above:
                    break
                above.add(f"{name}/")
        return folders


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return len(path) <= MAX_PATH and "\0" not in path and ".." not in parts and "." not in parts
