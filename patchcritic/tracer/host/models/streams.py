"""Open files on the virtual files: the bottom layer, on which the host's own buffers stand."""

from __future__ import annotations

import errno
import io
import os
from typing import TYPE_CHECKING, Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.models.files import Files

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MAX_OPEN = 500


@exact
def _raise_mode(mode: str) -> None:
    raise ValueError(f"invalid mode: {mode}")


@exact
def _unsupported(what: str) -> None:
    raise io.UnsupportedOperation(what)


class Descriptors:
    """Open files by number, for ``os.open`` and ``tempfile``."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._open: dict[int, VirtualFile] = {}
        self._next = 10

    def add(self, file: VirtualFile) -> int:
        """Give a file a number."""
        if len(self._open) > _MAX_OPEN:
            raise Undecided(UndecidedKind.BUDGET, "that many open files")
        self._next += 1
        self._open[self._next] = file
        return self._next

    def find(self, number: Any) -> VirtualFile:
        """The file of a number."""
        if number not in self._open:
            raise Undecided(UndecidedKind.FILE_SYSTEM, f"file descriptor {number!r}")
        return self._open[number]

    def close(self, number: int) -> None:
        """Forget a number."""
        self.find(number).close()
        del self._open[number]


class VirtualFile(io.RawIOBase):
    """``io.FileIO`` on the virtual files."""

    _blksize = 8192
    descriptors: Descriptors

    def __init__(self, file: Any, mode: str = "r", closefd: bool = True, opener: Any = None):
        super().__init__()
        self._number: int | None = None
        self.name = file
        self._kind = mode.replace("b", "").replace("t", "")
        if type(file) is int or opener is not None:
            number = file if opener is None else opener(file, _flags(self._kind))
            self._adopt(self.descriptors.find(number))
            return
        self._files = self.descriptors.files
        self._path = self._files.absolute(file)
        self._place = 0
        self._readable = self._kind.startswith("r") or "+" in self._kind
        self._writable = not self._kind.startswith("r") or "+" in self._kind
        self._appends = self._kind.startswith("a")
        self._open(file)

    def _adopt(self, other: VirtualFile) -> None:
        self._files, self._path, self._place = other._files, other._path, other._place
        self._readable, self._writable = other._readable, other._writable
        self._appends = other._appends

    def _open(self, given: Any) -> None:
        files = self._files
        if self._kind.startswith("r"):
            if self._writable and files.is_folder(self._path):
                _raise(errno.EISDIR, given)
            files.read(self._path, given)
            return
        if files.is_folder(self._path):
            _raise(errno.EISDIR if "x" not in self._kind else errno.EEXIST, given)
        is_there = files.is_file(self._path)
        if "x" in self._kind and is_there:
            _raise(errno.EEXIST, given)
        files.check_parent(self._path, given)
        if "a" not in self._kind or not is_there:
            files.write(self._path, b"")
        else:
            self._place = len(self._content())

    @property
    def mode(self) -> str:
        """The mode as FileIO tells it."""
        return self._kind.replace("r+", "rb+").replace("w+", "rb+") + (
            "" if "+" in self._kind else "b"
        )

    def _content(self) -> bytes:
        return self._files.read(self._path, self.name)

    def readable(self) -> bool:
        """Whether it was opened for reading."""
        self._check_open()
        return self._readable

    def writable(self) -> bool:
        """Whether it was opened for writing."""
        self._check_open()
        return self._writable

    def seekable(self) -> bool:
        """Always, while it is open."""
        self._check_open()
        return True

    @exact
    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read bytes into a buffer."""
        self._check_open()
        if not self._readable:
            _unsupported("File not open for reading")
        view = memoryview(buffer).cast("B")
        part = self._content()[self._place : self._place + len(view)]
        view[: len(part)] = part
        self._place += len(part)
        return len(part)

    def write(self, data: Any) -> int:
        """Write bytes at the current place."""
        self._check_open()
        if not self._writable:
            _unsupported("File not open for writing")
        content = self._content()
        new = bytes(data)
        place = len(content) if self._appends else self._place
        if place > len(content):
            content += bytes(place - len(content))
        self._files.write(self._path, content[:place] + new + content[place + len(new) :])
        self._place = place + len(new)
        return len(new)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self._check_open()
        start = (0, self._place, len(self._content()))[whence]
        if start + offset < 0:
            _raise(errno.EINVAL, None)
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        """The current place."""
        self._check_open()
        return self._place

    def truncate(self, size: int | None = None) -> int:
        """Cut or fill up to a size."""
        self._check_open()
        if not self._writable:
            _unsupported("File not open for writing")
        wanted = self._place if size is None else size
        content = self._content()[:wanted]
        self._files.write(self._path, content + bytes(wanted - len(content)))
        return wanted

    def fileno(self) -> int:
        """A number; which one is the process's business."""
        self._check_open()
        if self._number is None:
            self._number = self.descriptors.add(self)
        return self._number

    def isatty(self) -> bool:
        """No file is a terminal."""
        self._check_open()
        return False


def _flags(kind: str) -> int:
    base = {"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC}.get(kind[:1], os.O_RDWR)
    return os.O_RDWR | os.O_CREAT | os.O_TRUNC if kind == "w+" else base


@exact
def _raise(number: int, path: Any) -> None:
    if path is None:
        raise OSError(number, os.strerror(number))
    name = os.fspath(path) if hasattr(type(path), "__fspath__") else path
    raise OSError(number, os.strerror(number), name)
