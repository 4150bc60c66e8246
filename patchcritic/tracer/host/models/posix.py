"""``posix``, the layer under ``os``, on the virtual files; the host's ``os.py`` runs on it."""

from __future__ import annotations

import os
import posix
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.streams import Descriptors, VirtualFile
from patchcritic.tracer.host.stand_ins import StandIn

_PURE = "fspath stat_result error _path_normpath WIFEXITED WEXITSTATUS strerror terminal_size"


_NUMBERS = ("getpid", "getppid", "getuid", "getgid", "geteuid", "getegid")


class DirEntry:
    """What ``os.scandir`` gives."""

    def __init__(self, files: Any, folder: str, name: str, given: Any) -> None:
        self.name: Any = os.fsencode(name) if isinstance(given, bytes) else name
        self._files = files
        self._whole = f"{folder.rstrip('/')}/{name}"
        self.path = os.path.join(given, self.name)  # noqa: PTH118 - bytes too

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return bool(self._files.is_folder(self._whole))

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""
        return bool(self._files.is_file(self._whole))

    def is_symlink(self) -> bool:
        """There are no links."""
        return False

    def is_junction(self) -> bool:
        """There are no links."""
        return False

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Kind and size."""
        result: os.stat_result = self._files.stat(self._whole)
        return result

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"


class _Scan:
    def __init__(self, entries: list[DirEntry]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[DirEntry]:
        return self._entries

    def __next__(self) -> DirEntry:
        return next(self._entries)

    def __enter__(self) -> _Scan:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def close(self) -> None:
        """Nothing is held open."""


def make_posix(
    guard: Guarding, descriptors: Descriptors, file_class: type[VirtualFile]
) -> ModuleType:
    """The module ``posix`` of one world."""
    module = ModuleType("posix")
    names = module.__dict__
    for name in dir(posix):
        value = getattr(posix, name)
        if name.startswith("__"):
            continue
        if isinstance(value, int | str) or name in _PURE.split() or name == "sched_param":
            names[name] = value
        else:
            names[name] = Unknown(UndecidedKind.PROCESS, f"os.{name} touches the system")
    names["_have_functions"] = []
    names["environ"] = {}
    for cls in (os.stat_result, os.terminal_size, DirEntry, _Scan):
        guard.add_rule(cls)
    for make in (_file_functions, _descriptor_functions, _folder_functions):
        for function in make(guard, descriptors):
            names[function.__name__] = StandIn(function.__name__, function, module="posix")
    names["open"] = StandIn("open", _make_open(descriptors, file_class), module="posix")
    for name in ("putenv", "unsetenv", "register_at_fork", "fsync", "fdatasync"):
        names[name] = StandIn(name, _ignore, module="posix")
    for name in _NUMBERS:
        names[name] = StandIn(name, _number(name), module="posix")
    names["DirEntry"] = DirEntry
    return module


def _number(name: str) -> Callable[[], Unknown]:
    return lambda: Unknown(UndecidedKind.PROCESS, f"os.{name}()", int)


def _ignore(*args: Any, **kwargs: Any) -> None:
    """The environment is the mapping alone."""


def _make_open(descriptors: Descriptors, file_class: type[VirtualFile]) -> Callable[..., int]:
    def open_file(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None) -> int:
        if descriptors.files.is_folder(descriptors.files.absolute(path)):
            raise Undecided(UndecidedKind.FILE_SYSTEM, "opens a folder")
        kind = "r"
        if flags & os.O_EXCL and flags & os.O_CREAT:
            kind = "x"
        elif flags & os.O_TRUNC and flags & os.O_CREAT:
            kind = "w"
        elif flags & os.O_CREAT:
            kind = "a"
        if flags & os.O_RDWR:
            kind += "+"
        return descriptors.add(file_class(path, kind))

    return open_file


def _file_functions(guard: Guarding, descriptors: Descriptors) -> tuple[Callable[..., Any], ...]:
    files = descriptors.files

    def stat(path: Any, *, dir_fd: Any = None, follow_symlinks: bool = True) -> Any:
        return files.stat(path)

    def lstat(path: Any, *, dir_fd: Any = None) -> Any:
        return files.stat(path)

    def unlink(path: Any, *, dir_fd: Any = None) -> None:
        files.remove_file(files.absolute(path), path)

    def remove(path: Any, *, dir_fd: Any = None) -> None:
        files.remove_file(files.absolute(path), path)

    def rename(src: Any, dst: Any, *, src_dir_fd: Any = None, dst_dir_fd: Any = None) -> None:
        files.rename(files.absolute(src), files.absolute(dst), src, dst)

    def replace(src: Any, dst: Any, *, src_dir_fd: Any = None, dst_dir_fd: Any = None) -> None:
        files.rename(files.absolute(src), files.absolute(dst), src, dst)

    return stat, lstat, unlink, remove, rename, replace


def _descriptor_functions(
    guard: Guarding, descriptors: Descriptors
) -> tuple[Callable[..., Any], ...]:
    files = descriptors.files

    def utime(path: Any, *times: Any, **more: Any) -> None:
        """Times of files are not known before, nor after."""
        files.stat(path)

    def access(path: Any, mode: int, **options: Any) -> bool:
        if mode & ~(os.R_OK | os.W_OK):
            raise Undecided(UndecidedKind.FILE_SYSTEM, "who may run a file")
        return files.exists(files.absolute(path))

    def close(fd: int) -> None:
        descriptors.close(fd)

    def write(fd: int, data: Any, /) -> int:
        return descriptors.find(fd).write(data)

    def read(fd: int, length: int, /) -> bytes:
        return descriptors.find(fd).read(length) or b""

    def readlink(path: Any, *, dir_fd: Any = None) -> Any:
        files.stat(path)
        return _fail_link(path)

    return utime, access, close, write, read, readlink


@exact
def _fail_link(path: Any) -> None:
    raise OSError(22, os.strerror(22), os.fspath(path))


def _folder_functions(guard: Guarding, descriptors: Descriptors) -> tuple[Callable[..., Any], ...]:
    files, realm = descriptors.files, guard.realm

    def listdir(path: Any = None) -> list[Any]:
        given = "." if path is None else path
        found = files.names(files.absolute(given), given)
        return [os.fsencode(name) for name in found] if isinstance(given, bytes) else list(found)

    def scandir(path: Any = None) -> _Scan:
        given = "." if path is None else os.fspath(path)
        whole = files.absolute(given)
        return _Scan([DirEntry(files, whole, name, given) for name in files.names(whole, given)])

    def mkdir(path: Any, mode: int = 0o777, *, dir_fd: Any = None) -> None:
        files.make_folder(files.absolute(path), path)

    def rmdir(path: Any, *, dir_fd: Any = None) -> None:
        files.remove_folder(files.absolute(path), path)

    def getcwd() -> str:
        return realm.folder

    def getcwdb() -> bytes:
        return os.fsencode(realm.folder)

    def chdir(path: Any) -> None:
        whole = files.absolute(path)
        files.names(whole, path)
        realm.folder = whole

    return listdir, scandir, mkdir, rmdir, getcwd, getcwdb, chdir
