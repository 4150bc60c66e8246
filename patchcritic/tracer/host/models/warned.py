"""``warnings``: the host's pure-Python version, whose frames are those of traced code."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact, is_stdlib
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.frames import FrameView
from patchcritic.tracer.host.proxies import public_names

_LIVE = ("filters", "showwarning", "_showwarnmsg_impl", "defaultaction", "onceregistry")


class _SysOfWarnings:
    """``catch_warnings`` looks itself up among the modules."""

    def __init__(self, guard: Guarding) -> None:
        self._sys = guard.contained_sys()
        self.modules: dict[str, ModuleType] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sys, name)


def contain_warnings(guard: Guarding) -> ModuleType:
    """A private copy with its own filters, registries and frames.

    Its filters start as those of a Python without options; a warning nobody catches is printed to
    the world's ``sys.stderr``.
    """
    system = _SysOfWarnings(guard)
    module = contain(
        guard, "warnings", imports={"sys": system, "_warnings": None}, is_guarded=False
    )
    system.modules["warnings"] = module
    return module


@contextmanager
def hear_host(guard: Guarding) -> Iterator[None]:
    """Within this, what code of the host warns of is a warning of the traced world.

    What is left out depends on more than the traced code: modules that the host imports for the
    first time, and objects that it frees.
    """
    warn_explicit = guard.contained("warnings").__dict__["warn_explicit"]

    @exact
    def forward(
        message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None
    ) -> None:
        frame = guard.realm.frame
        if frame is None or issubclass(category, ResourceWarning) or _is_of_process(str(message)):
            return
        if is_stdlib(filename):
            warn_explicit(message, category, filename, lineno)
            return
        near = FrameView(frame)
        module = near.f_globals.get("__name__", "<string>")
        registry = near.f_globals.setdefault("__warningregistry__", {})
        path = near.f_code.co_filename
        warn_explicit(message, category, path, near.f_lineno, module, registry, near.f_globals)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = forward
        yield


def _is_of_process(text: str) -> bool:
    if text.endswith("was never awaited"):
        return True
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - whether the host imports
    while frame is not None and "traced_frame" not in frame.f_code.co_varnames:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def build_warnings(guard: Guarding) -> ModuleType:
    """The private copy's names; filters and hooks are read anew each time."""
    real = guard.contained("warnings")
    module = ModuleType("warnings")
    module.__dict__.update(
        public_names(real, also="WarningMessage formatwarning", but=" ".join(_LIVE))
    )

    @exact
    def fail(name: str) -> Any:
        raise AttributeError(f"module 'warnings' has no attribute {name!r}", name=name)

    def get(name: str) -> Any:
        if name in _LIVE:
            return real.__dict__[name]
        if name.startswith("__") or name not in real.__dict__:
            return fail(name)
        return Unknown(UndecidedKind.STDLIB, f"warnings.{name} is not modelled")

    module.__dict__["__getattr__"] = get
    return module
