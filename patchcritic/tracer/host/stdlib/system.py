"""Modules around files: the host's own sources on a virtual ``posix`` layer."""

from __future__ import annotations

import io
import random
from types import ModuleType, SimpleNamespace
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.environment import make_environ
from patchcritic.tracer.host.models.opening import make_open
from patchcritic.tracer.host.models.posix import make_posix
from patchcritic.tracer.host.models.streams import VirtualFile
from patchcritic.tracer.host.proxies import list_classes, public_names
from patchcritic.tracer.host.stand_ins import StandIn
from patchcritic.tracer.host.table import Builders, Containers, Names, unknown_names

_OS_UNKNOWN = """
system popen fork forkpty execv execve execl execle execlp execlpe execvp execvpe spawnl spawnle
spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe _exit kill killpg abort fwalk sys st io abc
get_exec_path
"""
_SEED = 8_675_309
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def contain_posix(guard: Guarding) -> ModuleType:
    """``posix`` is a model."""
    return make_posix(guard, guard.descriptors, _file_class(guard))


def _file_class(guard: Guarding) -> Any:
    return guard.contained("io").__dict__["FileIO"]


def contain_io(guard: Guarding) -> ModuleType:
    """``io``: the host's classes, with ``open`` and ``FileIO`` on the virtual files."""
    module = ModuleType("io")
    module.__dict__.update({name: getattr(io, name) for name in io.__all__})
    open_file, file_class = make_open(guard.descriptors)
    module.__dict__.update(
        open=StandIn("open", open_file, module="_io"),
        open_code=Unknown(UndecidedKind.FILE_SYSTEM, "io.open_code"),
        FileIO=file_class,
        text_encoding=io.text_encoding,
        _io=SimpleNamespace(),
    )
    guard.add_rule(file_class)
    guard.add_rule(VirtualFile)
    list_classes(guard, io)
    for cls in (io.IOBase, io.RawIOBase, io.BufferedIOBase, io.TextIOBase):
        for base in cls.__mro__:
            guard.add_rule(base)
    for name in io.__all__:
        if isinstance(getattr(io, name), type):
            guard.add_rule(getattr(io, name))
    return module


def contain_os(guard: Guarding) -> ModuleType:
    """``os``: the host's source on the virtual ``posix``."""
    posix = guard.contained("posix")
    paths = contain(guard, "posixpath", imports={"posix": posix, "pwd": _Users()}, is_guarded=False)
    generic = contain(guard, "genericpath", is_guarded=False)
    imports = {
        "posix": posix,
        "posixpath": paths,
        "os.path": paths,
        "io": guard.contained("io"),
        "sys": _SysForOs(guard),
        "subprocess": None,
    }
    module = contain(guard, "os", imports=imports, is_guarded=False)
    for each in (paths, generic):
        each.__dict__["os"] = module
    paths.__dict__["genericpath"] = generic
    for name in generic.__dict__["__all__"]:
        if paths.__dict__.get(name) is not None and name in (
            "exists isfile isdir getsize getmtime getatime getctime samefile"
        ):
            paths.__dict__[name] = generic.__dict__[name]
    environ = make_environ(module.__dict__["environ"])
    guard.realm.environ = module.__dict__["environ"] = environ
    return module


class _Users:
    """``pwd``: who uses the machine is not known."""

    def __getattr__(self, name: str) -> Any:
        raise Undecided(UndecidedKind.PROCESS, "the users of the machine")


class _SysForOs:
    """``os.py`` registers ``os.path`` among the modules; that is the importer's business here."""

    def __init__(self, guard: Guarding) -> None:
        self._sys = guard.contained_sys()
        self.modules: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sys, name)


def build_os(guard: Guarding) -> Names:
    """The names of the private copy, without what starts or ends processes."""
    module = guard.contained("os")
    names = {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and type(value) is not ModuleType
    }
    names.update(unknown_names(_OS_UNKNOWN, UndecidedKind.PROCESS, "of os touches the system"))
    names["path"] = guard.find_module("os.path")
    names["environ"] = guard.realm.environ
    guard.add_rule(type(guard.realm.environ))
    return names


def build_os_path(guard: Guarding) -> ModuleType:
    """``posixpath`` on the virtual files."""
    guard.contained("os")
    real = guard.contained("os").__dict__["path"]
    module = ModuleType("posixpath")
    module.__dict__.update(public_names(real, also="curdir pardir sep pathsep extsep altsep"))
    return module


def contain_pathlib(guard: Guarding) -> ModuleType:
    """``pathlib`` on the virtual files."""
    system = guard.contained("os")
    return contain(
        guard,
        "pathlib",
        imports={
            "os": system,
            "posixpath": system.__dict__["path"],
            "io": guard.contained("io"),
            "warnings": guard.contained("warnings"),
            "sys": guard.contained_sys(),
            "fnmatch": guard.contained("fnmatch"),
        },
        is_guarded=False,
    )


def contain_fnmatch(guard: Guarding) -> ModuleType:
    """``fnmatch`` on the virtual ``os.path``."""
    system = guard.contained("os")
    return contain(
        guard,
        "fnmatch",
        imports={"os": system, "posixpath": system.__dict__["path"]},
        is_guarded=False,
    )


def _copy_nothing(src: Any, dst: Any, *, follow_symlinks: bool = True) -> None:
    """Times and modes of virtual files are not known in any case."""


_OF_SHUTIL = {"_USE_CP_SENDFILE": False, "copystat": _copy_nothing, "copymode": _copy_nothing}


class TemporaryNames:
    """Names of temporary files; any will do, so these are always the same."""

    def __init__(self) -> None:
        self._random = random.Random(_SEED)

    def __iter__(self) -> TemporaryNames:
        return self

    def __next__(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=8))


def _contain_on_files(name: str) -> Any:
    def build(guard: Guarding) -> ModuleType:
        system = guard.contained("os")
        imports: dict[str, Any] = {
            "os": system,
            "os.path": system.__dict__["path"],
            "io": guard.contained("io"),
            "sys": guard.contained_sys(),
            "fnmatch": guard.contained("fnmatch"),
            "pwd": None,
            "grp": None,
            "subprocess": None,
        }
        if name == "shutil":
            return contain(guard, name, imports=imports, replaced=_OF_SHUTIL, is_guarded=False)
        if name != "tempfile":
            return contain(guard, name, imports=imports, is_guarded=False)
        imports["shutil"] = guard.contained("shutil")
        names = {"_RandomNameSequence": TemporaryNames}
        return contain(guard, name, imports=imports, replaced=names, is_guarded=False)

    return build


def _names_of(name: str, also: str = "") -> Any:
    def build(guard: Guarding) -> Names:
        return public_names(guard.contained(name), also=also)

    return build


_ON_FILES = ("shutil", "tempfile", "glob", "linecache", "filecmp")
CONTAINED: Containers = {
    "posix": contain_posix,
    "io": contain_io,
    "os": contain_os,
    "pathlib": contain_pathlib,
    "fnmatch": contain_fnmatch,
    **{name: _contain_on_files(name) for name in _ON_FILES},
}
BUILDERS: Builders = {
    "os": build_os,
    "os.path": build_os_path,
    "posixpath": build_os_path,
    **{name: _names_of(name) for name in ("io", "pathlib", "fnmatch", *_ON_FILES)},
    # Generators of code put their sources into it, for tracebacks.
    "linecache": _names_of("linecache", also="cache"),
}
