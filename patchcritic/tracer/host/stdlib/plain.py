"""Modules with a model for what is not pure in them: clock, randomness, streams, texts."""

from __future__ import annotations

import ast
import codecs
import csv
import locale
import platform
import socket
import traceback
import weakref
import zipfile
from types import ModuleType, SimpleNamespace
from typing import Any

from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models import (
    clock,
    copying,
    futures,
    imports,
    inspection,
    logs,
    loops,
    mocks,
    randomness,
    threads,
)
from patchcritic.tracer.host.models.system import build_sys
from patchcritic.tracer.host.models.warned import build_warnings, contain_warnings
from patchcritic.tracer.host.proxies import list_classes, public_names
from patchcritic.tracer.host.table import (
    Builders,
    Containers,
    Names,
    stand_ins,
    take,
    unknown_names,
)


def build_string(guard: Guarding) -> Names:
    """A private copy: ``Formatter`` reads attributes through the guard."""
    return public_names(guard.contained("string"))


def build_argparse(guard: Guarding) -> Names:
    """A private copy: prints to the world's streams; the program's own name is not known."""
    return public_names(
        guard.contained("argparse"), also="_SubParsersAction _ArgumentGroup _HelpAction"
    )


class _Arguments:
    """``sys.argv``: a list nobody knows."""

    def __getitem__(self, index: Any) -> Any:
        unknown = Unknown(UndecidedKind.PROCESS, "sys.argv")
        if type(index) is not int:
            raise undecided_by(unknown)
        return unknown


def contain_argparse(guard: Guarding) -> ModuleType:
    """The private copy itself."""
    paths = SimpleNamespace(basename=lambda path: path)
    sizes = SimpleNamespace(get_terminal_size=lambda: SimpleNamespace(columns=80, lines=24))
    words = SimpleNamespace(gettext=_same, ngettext=_plural)
    streams = guard.contained_sys()
    system = SimpleNamespace(path=paths)

    class _Sys:
        argv = _Arguments()

        def __getattr__(self, name: str) -> Any:
            return getattr(streams, name)

    return contain(
        guard,
        "argparse",
        imports={
            "sys": _Sys(),
            "os": system,
            "gettext": words,
            "shutil": sizes,
            "warnings": guard.contained("warnings"),
        },
    )


def _same(text: str) -> str:
    return text


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def build_gettext(guard: Guarding) -> Names:
    """Without catalogues, messages stay as they are."""
    import gettext

    list_classes(guard, gettext)
    names = take(gettext, "NullTranslations")
    names.update(gettext=_same, ngettext=_plural)
    return names


def build_weakref(guard: Guarding) -> Names:
    """The host's references: what traced code holds lives here as it would there."""
    list_classes(guard, weakref)
    for cls in (weakref.ref, weakref.WeakSet, weakref.finalize):
        guard.add_rule(cls)
    names = public_names(weakref)
    names.update(unknown_names("proxy getweakrefs", UndecidedKind.FRAMES, "of weakref"))
    return names


def build_ast(guard: Guarding) -> Names:
    """Trees are data; nothing is compiled."""
    list_classes(guard, ast)
    return public_names(ast, also=" ".join(n for n in dir(ast) if n[0] != "_"), but="main sys re")


def build_csv(guard: Guarding) -> Names:
    """Readers and writers over given iterables."""
    for value in (csv.reader([]), csv.writer(_Sink())):
        guard.add_rule(type(value))
    list_classes(guard, csv)
    guard.add_rule(csv.Dialect.__mro__[0])
    return public_names(csv)


class _Sink:
    def write(self, text: str) -> None:
        """Takes anything."""


def build_configparser(guard: Guarding) -> Names:
    """A private copy that opens virtual files."""
    module = guard.contained("configparser")
    return public_names(module, also="RawConfigParser _UNSET NoOptionError NoSectionError")


def build_pprint(guard: Guarding) -> Names:
    """A private copy that prints to the world's streams."""
    return public_names(guard.contained("pprint"), also="_safe_key")


def build_locale(guard: Guarding) -> Names:
    """The C locale's constants; the rest asks the system."""
    list_classes(guard, locale)
    return take(
        locale, "LC_ALL LC_CTYPE LC_COLLATE LC_TIME LC_MONETARY LC_NUMERIC LC_MESSAGES Error"
    )


def build_traceback(guard: Guarding) -> Names:
    """What needs no frames: the last line of a message."""

    def format_exception_only(exc: Any, /, value: Any = ...) -> list[str]:
        error = exc if value is ... else value
        return list(traceback.format_exception_only(type(error), error))

    return {"format_exception_only": format_exception_only}


def build_socket(guard: Guarding) -> Names:
    """Constants and the conversions of addresses; no sockets."""
    names: Names = {}
    for name, value in vars(socket).items():
        if name.isupper() and isinstance(value, int):
            guard.add_rule(type(value))
            names[name] = value
    names.update(
        take(
            socket,
            "inet_pton inet_ntop inet_aton inet_ntoa htons htonl ntohs ntohl error gaierror herror "
            "timeout AddressFamily SocketKind",
        )
    )
    return names


def build_zipfile(guard: Guarding) -> Names:
    """Constants and exceptions."""
    return take(zipfile, "ZIP_STORED ZIP_DEFLATED ZIP_BZIP2 ZIP_LZMA BadZipFile LargeZipFile")


def build_gc(guard: Guarding) -> Names:
    """Switching the collector on and off changes nothing that traced code can see."""
    is_on = [True]

    def enable() -> None:
        is_on[0] = True

    def disable() -> None:
        is_on[0] = False

    def isenabled() -> bool:
        return is_on[0]

    return stand_ins("gc", enable, disable, isenabled)


def build_platform(guard: Guarding) -> Names:
    """Which Python this is, and the name of its platform."""
    return take(
        platform,
        "python_implementation python_version python_version_tuple python_branch python_revision "
        "python_compiler python_build system",
    )


def build_codecs(guard: Guarding) -> Names:
    """Encoders, decoders and tables; nothing that opens files or registers."""
    list_classes(guard, codecs)
    names = public_names(codecs, but="open EncodedFile register register_error lookup unregister")
    info = codecs.lookup("utf-8")
    guard.add_rule(type(info))
    names["lookup"] = codecs.lookup
    names["register_error"] = codecs.register_error
    names["lookup_error"] = codecs.lookup_error
    return names


def _simple_container(name: str) -> Any:
    def build(guard: Guarding) -> ModuleType:
        system = guard.contained("os")
        known = {
            "sys": guard.contained_sys(),
            "os": system,
            "io": guard.contained("io"),
            "warnings": guard.contained("warnings"),
        }
        return contain(guard, name, imports=known, is_guarded=name in _GUARDED)

    return build


_SIMPLE = ("string", "configparser", "pprint")
_GUARDED = ("string",)
CONTAINED: Containers = {
    "warnings": contain_warnings,
    "inspect": inspection.contain_inspect,
    "logging": logs.contain_logging,
    "queue": threads.contain_queue,
    "concurrent.futures._base": futures.contain_futures,
    "asyncio.runners": loops.contain_runners,
    "argparse": contain_argparse,
    "pkgutil": imports.contain_pkgutil,
    "pickle": copying.contain_pickle,
    "unittest.mock": mocks.contain_mock,
    **{name: _simple_container(name) for name in _SIMPLE},
}
BUILDERS: Builders = {
    "_codecs": lambda guard: take(codecs, "encode decode"),
    "socket": build_socket,
    "gc": build_gc,
    "zipfile": build_zipfile,
    "platform": build_platform,
    "sys": build_sys,
    "warnings": build_warnings,
    "time": clock.build_time,
    "datetime": clock.build_datetime,
    "random": randomness.build_random,
    "secrets": randomness.build_secrets,
    "uuid": randomness.build_uuid,
    "inspect": inspection.build_inspect,
    "logging": logs.build_logging,
    "threading": threads.build_threading,
    "_thread": threads.build__thread,
    "queue": threads.build_queue,
    "concurrent.futures": futures.build_futures,
    "concurrent.futures._base": futures.build_futures,
    "asyncio": loops.build_asyncio,
    **{f"asyncio.{name}": loops.build_submodule(name) for name in loops.SUBMODULES},
    "importlib": imports.build_importlib,
    "importlib.util": imports.build_importlib_util,
    "pkgutil": imports.build_pkgutil,
    "pickle": copying.build_pickle,
    "copyreg": copying.build_copyreg,
    "string": build_string,
    "argparse": build_argparse,
    "gettext": build_gettext,
    "weakref": build_weakref,
    "ast": build_ast,
    "csv": build_csv,
    "configparser": build_configparser,
    "pprint": build_pprint,
    "locale": build_locale,
    "traceback": build_traceback,
    "codecs": build_codecs,
    "unittest.mock": mocks.build_mock,
}
