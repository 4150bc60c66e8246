"""The virtual files: the tree under ``/repo``, ``/tmp``, and what traced code makes of them."""

from __future__ import annotations

import errno
import os
import posixpath
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.models.frames import ROOT

_MODE_FILE, _MODE_FOLDER = 0o100644, 0o040755
_BASE_FOLDERS = ("/", "/tmp", ROOT)
_KNOWN_ROOTS = (f"{ROOT}/", "/tmp/")
MAX_BYTES = 50_000_000


def _plain(path: Any) -> Any:
    return os.fspath(path) if hasattr(type(path), "__fspath__") else path


@exact
def _raise(number: int, path: Any, other: Any = None) -> NoReturn:
    if other is not None:
        raise OSError(number, os.strerror(number), _plain(path), None, _plain(other))
    raise OSError(number, os.strerror(number), _plain(path))


class Files:
    """Files and folders by absolute path; a folder's key ends with a slash."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._stamp = 0

    def absolute(self, path: Any) -> str:
        """The normal form of what a function was given."""
        if type(path) is Unknown:
            raise undecided_by(path)
        if type(path) is int:
            raise Undecided(UndecidedKind.FILE_SYSTEM, "a file descriptor in place of a path")
        text = _text(path)
        if "\0" in text:
            _raise_null()
        if not text:
            _raise(errno.ENOENT, path)
        whole = posixpath.normpath(posixpath.join(self._realm.folder, text))
        return whole[1:] if whole.startswith("//") else whole

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        if path in _BASE_FOLDERS:
            return True
        key = path + "/"
        if key in self._realm.files:
            return self._realm.files[key] is not None
        self._check_known(path)
        return self._tree_names(path) is not None

    def is_file(self, path: str) -> bool:
        """Whether there is a file."""
        if path in self._realm.files:
            return self._realm.files[path] is not None
        self._check_known(path)
        folder, _, name = path.rpartition("/")
        if not folder.startswith(ROOT):
            return False
        return name in (self._tree_names(folder) or ())

    def exists(self, path: str) -> bool:
        """Whether there is either."""
        return self.is_file(path) or self.is_folder(path)

    def read(self, path: str, given: Any) -> bytes:
        """A file's bytes.

        Raises:
            OSError: as the system would.
            Undecided: the tree's file is too large.
        """
        if self.is_folder(path):
            _raise(errno.EISDIR, given)
        if not self.is_file(path):
            self.fail_missing(path, given)
        held = self._realm.files.get(path)
        if held is None:
            held = self._realm.reader.read_bytes(path[len(ROOT) + 1 :])
            if held is None:
                raise Undecided(UndecidedKind.FILE_SYSTEM, f"{path} cannot be read")
        return bytes(held)

    def write(self, path: str, content: bytes) -> None:
        """Set a file's bytes; its folder must be there."""
        if len(content) > MAX_BYTES:
            raise Undecided(UndecidedKind.BUDGET, "a file of that size")
        self._realm.files[path] = content

    def fail_missing(self, path: str, given: Any) -> NoReturn:
        """Raise what opening or reading something absent raises."""
        parent = path.rpartition("/")[0] or "/"
        while parent != "/":
            if self.is_file(parent):
                _raise(errno.ENOTDIR, given)
            if self.is_folder(parent):
                break
            parent = parent.rpartition("/")[0] or "/"
        _raise(errno.ENOENT, given)

    def check_parent(self, path: str, given: Any) -> None:
        """Raise unless something can be made at this path."""
        parent = path.rpartition("/")[0] or "/"
        if not self.is_folder(parent):
            self.fail_missing(path, given)

    def names(self, path: str, given: Any) -> list[str]:
        """What a folder holds, in sorted order.

        The system's order is arbitrary; what depends on it is flaky in reality.
        """
        if not self.is_folder(path):
            if self.is_file(path):
                _raise(errno.ENOTDIR, given)
            self.fail_missing(path, given)
        if path == "/":
            raise Undecided(UndecidedKind.FILE_SYSTEM, "lists the root folder")
        found = {name.rstrip("/") for name in self._tree_names(path) or ()}
        prefix = path + "/"
        for key, content in self._realm.files.items():
            if key.startswith(prefix) and "/" not in key[len(prefix) : -1]:
                name = key[len(prefix) :].rstrip("/")
                if content is None:
                    found.discard(name)
                elif name:
                    found.add(name)
        return sorted(found)

    def make_folder(self, path: str, given: Any) -> None:
        """``os.mkdir``."""
        if self.exists(path):
            _raise(errno.EEXIST, given)
        self.check_parent(path, given)
        self._realm.files[path + "/"] = b""

    def remove_file(self, path: str, given: Any) -> None:
        """``os.unlink``."""
        if self.is_folder(path):
            _raise(errno.EISDIR, given)
        if not self.is_file(path):
            self.fail_missing(path, given)
        self._realm.files[path] = None

    def remove_folder(self, path: str, given: Any) -> None:
        """``os.rmdir``."""
        if self.names(path, given):
            _raise(errno.ENOTEMPTY, given)
        self._realm.files[path + "/"] = None

    def rename(self, source: str, target: str, given: Any, other: Any) -> None:
        """``os.rename``, of files and of folders."""
        if self.is_file(source):
            if self.is_folder(target):
                _raise(errno.EISDIR, given, other)
            content = self.read(source, given)
            self.check_parent(target, given)
            self.remove_file(source, given)
            self.write(target, content)
        elif self.is_folder(source):
            self._rename_folder(source, target, given, other)
        else:
            _raise(errno.ENOENT, given, other)

    def _rename_folder(self, source: str, target: str, given: Any, other: Any) -> None:
        if self.is_file(target):
            _raise(errno.ENOTDIR, given, other)
        if self.is_folder(target):
            if self.names(target, other):
                _raise(errno.ENOTEMPTY, given, other)
        else:
            self.make_folder(target, other)
        for name in self.names(source, given):
            self.rename(f"{source}/{name}", f"{target}/{name}", given, other)
        self.remove_folder(source, given)

    def stat(self, path: Any) -> os.stat_result:
        """``os.stat``: kind and size are known, times and owners are not."""
        whole = self.absolute(path)
        if self.is_folder(whole):
            mode, size = _MODE_FOLDER, 4096
        elif self.is_file(whole):
            mode, size = _MODE_FILE, len(self.read(whole, path))
        else:
            self.fail_missing(whole, path)
        clock = Unknown(UndecidedKind.CLOCK, "the time of a file", float)
        owner = Unknown(UndecidedKind.PROCESS, "the owner of a file", int)
        node = hash(whole) & 0xFFFFFFF
        parts: Any = (mode, node, 1, 1, owner, owner, size, *(clock,) * 9, 4096, 8, 0)
        return os.stat_result(parts)

    def _tree_names(self, path: str) -> tuple[str, ...] | None:
        if path != ROOT and not path.startswith(f"{ROOT}/"):
            return None
        if self._realm.reader is None:
            raise Undecided(UndecidedKind.FILE_SYSTEM, "no tree to read from")
        names: tuple[str, ...] | None = self._realm.reader.list_folder(path[len(ROOT) + 1 :])
        return names

    def _check_known(self, path: str) -> None:
        if not f"{path}/".startswith(_KNOWN_ROOTS):
            raise Undecided(UndecidedKind.FILE_SYSTEM, f"{path} is outside the tree")


@exact
def _raise_null() -> NoReturn:
    raise ValueError("embedded null byte")


@exact
def _text(path: Any) -> str:
    return os.fsdecode(path)
