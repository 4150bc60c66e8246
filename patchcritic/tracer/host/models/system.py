"""``sys``: what this Python is, the world's streams and modules; nothing of the process."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.contexts import handled_now
from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.built import Flags
from patchcritic.tracer.host.models.frames import ROOT, get_frame
from patchcritic.tracer.host.models.sys_frames import near_frame
from patchcritic.tracer.host.models.sys_module import SysModule
from patchcritic.tracer.host.table import stand_ins, take, unknown_names

_CONSTANTS = """
api_version builtin_module_names byteorder copyright float_info float_repr_style hash_info
hexversion int_info maxsize maxunicode platform stdlib_module_names thread_info version
version_info implementation platlibdir abiflags
"""
_PURE = """
intern getdefaultencoding getfilesystemencoding getfilesystemencodeerrors get_int_max_str_digits
getrecursionlimit is_finalizing getswitchinterval
"""
_PROCESS = """
argv executable prefix base_prefix exec_prefix base_exec_prefix orig_argv meta_path path_hooks
path_importer_cache pycache_prefix stdin __stdin__ __stdout__ __stderr__ getsizeof getrefcount
_current_frames settrace gettrace setprofile getprofile call_tracing excepthook
__excepthook__ displayhook __displayhook__ unraisablehook addaudithook audit last_traceback
last_type last_value _xoptions set_asyncgen_hooks get_asyncgen_hooks
getallocatedblocks breakpointhook set_coroutine_origin_tracking_depth _git
get_coroutine_origin_tracking_depth _debugmallocstats activate_stack_trampoline
"""


def build_sys(guard: Guarding) -> ModuleType:
    """``sys`` as traced code sees it."""
    realm = guard.realm
    module = SysModule(realm)
    for value in (sys.version_info, sys.float_info, sys.int_info, sys.hash_info, sys.thread_info):
        guard.add_rule(type(value))
    names = module.__dict__
    names.update(take(sys, _CONSTANTS), **take(sys, _PURE))
    names.update(unknown_names(_PROCESS, UndecidedKind.PROCESS, "of sys tells of the process"))
    names["flags"] = Flags()
    names["modules"] = realm.modules
    names["path"] = [ROOT, Unknown(UndecidedKind.PROCESS, "the rest of sys.path")]
    names["warnoptions"] = []
    names["dont_write_bytecode"] = True
    names.update(stand_ins("sys", *_frame_functions(guard)))
    names.update(stand_ins("sys", *_functions()))
    names["__name__"] = "sys"
    return module


def _frame_functions(guard: Guarding) -> tuple[Any, ...]:
    def _getframe(depth: int = 0, /) -> Any:
        return near_frame(guard.realm, depth)

    return (_getframe,)


def _functions() -> tuple[Any, ...]:
    @exact
    def exit(status: Any = None, /) -> None:
        raise SystemExit(status)

    def exc_info() -> tuple[Any, Any, Any]:
        error = handled_now()
        if error is None:
            return (None, None, None)
        return type(error), error, Unknown(UndecidedKind.FRAMES, "a traceback")

    def exception() -> Any:
        return handled_now()

    def setrecursionlimit(limit: int, /) -> None:
        """Depth is the budget's business; who runs into a limit is undecided anyway."""

    def set_int_max_str_digits(maxdigits: int) -> None:
        raise Undecided(UndecidedKind.PROCESS, "sets the process's limit of digits")

    return exit, exc_info, exception, setrecursionlimit, set_int_max_str_digits


class ContainedSys:
    """``sys`` as contained modules of the host see it: the host's, the world's where it counts."""

    def __init__(self, guard: Guarding, traced: ModuleType) -> None:
        self.__dict__["_guard"] = guard
        self.__dict__["_traced"] = traced

    @property
    def modules(self) -> Any:
        """Modules of the traced world."""
        return self._guard.realm.modules

    def _getframe(self, depth: int = 0) -> Any:
        return get_frame(self._guard.realm, depth)

    def __getattr__(self, name: str) -> Any:
        if name in ("stdout", "stderr", "argv", "path", "stdin"):
            return getattr(self._traced, name)
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in ("stdout", "stderr", "stdin"):
            raise Undecided(UndecidedKind.PROCESS, f"sets sys.{name}")
        setattr(self._traced, name, value)
