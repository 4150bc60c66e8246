"""``warnings``: the host's pure-Python version, whose frames are those of traced code."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.proxies import public_names

if TYPE_CHECKING:
    from patchcritic.tracer.host.guard import Guard

_LIVE = ("filters", "showwarning", "_showwarnmsg_impl", "defaultaction", "onceregistry")


class _SysOfWarnings:
    """``catch_warnings`` looks itself up among the modules."""

    def __init__(self, guard: Guard) -> None:
        self._sys = guard.contained_sys()
        self.modules: dict[str, ModuleType] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sys, name)


def contain_warnings(guard: Guard) -> ModuleType:
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


def build_warnings(guard: Guard) -> ModuleType:
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
