"""Proxies of host modules: fresh module objects with nothing but what a table lists."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.classes import is_class
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.stand_ins import StandIn


def import_host(guard: Guarding, name: str) -> ModuleType:
    """Import a module of the host's standard library; its classes count as the host's."""
    if name in sys.modules:
        return sys.modules[name]
    before = guard.host_classes.look()
    module = importlib.import_module(name)
    guard.host_classes.add_new_since(before)
    return module


def names_in(module: ModuleType) -> list[str]:
    """What ``dir`` gives for a module of the standard library: the real one's names.

    Modules inside it count where traced code has them.
    """
    title = str(module.__dict__.get("__name__"))
    real = sys.modules.get(title)
    if real is None or title.partition(".")[0] not in sys.stdlib_module_names:
        raise Undecided(UndecidedKind.STDLIB, f"all names of {title}")
    inside = {
        name
        for name, value in vars(real).items()
        if isinstance(value, ModuleType) and value.__name__ == f"{title}.{name}"
    }
    return sorted({*dir(real)} - inside | inside.intersection(module.__dict__))


def make_proxy(
    guard: Guarding,
    name: str,
    names: Mapping[str, Any],
    *,
    real: ModuleType | None = None,
    doc: str | None = None,
    kind: UndecidedKind = UndecidedKind.STDLIB,
) -> ModuleType:
    """A module as traced code sees it.

    Args:
        names: what it holds.
        real: the host's module: its other names are there, yet not known.
        kind: why the other names are not known.
    """
    proxy = ModuleType(name, doc)
    proxy.__dict__.update(names)
    if real is not None:
        complete_proxy(guard, proxy, real, kind)
    return proxy


def complete_proxy(
    guard: Guarding,
    proxy: ModuleType,
    real: ModuleType,
    kind: UndecidedKind = UndecidedKind.STDLIB,
) -> None:
    """Give a proxy what each module has, and answers for names that only the real one has."""
    name = proxy.__name__
    names = proxy.__dict__
    names.setdefault("__getattr__", _make_getter(guard, name, real, kind))
    names["__package__"] = name if hasattr(real, "__path__") else name.rpartition(".")[0]
    exported = getattr(real, "__all__", None)
    if exported is not None:
        names["__all__"] = [each for each in exported if hasattr(real, each)]
    guard.show_module(proxy)


def _make_getter(
    guard: Guarding, module: str, real: ModuleType, kind: UndecidedKind
) -> Callable[[str], Any]:
    @exact
    def fail(name: str) -> Any:
        raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)

    def get(name: str) -> Any:
        if not hasattr(real, name):
            return fail(name)
        inner = getattr(real, name)
        if type(inner) is ModuleType and inner.__name__ == f"{module}.{name}":
            return guard.find_module(inner.__name__)
        return unlisted(module, name, getattr(real, name), kind)

    return get


def unlisted(module: str, name: str, value: Any, kind: UndecidedKind) -> Any:
    """What stands for something that no table lists: a function is known to be one."""
    why = f"{module}.{name} is not modelled"
    if type(value) not in (FunctionType, BuiltinFunctionType):
        return Unknown(kind, why)

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise Undecided(kind, why)

    return StandIn(name, refuse, module=module)


def public_names(real: ModuleType, *, also: str = "", but: str = "") -> dict[str, Any]:
    """What a pure module offers: its ``__all__``, or what it defines itself, and the constants."""
    listed = set(getattr(real, "__all__", None) or _own_names(real)) | set(also.split())
    names = {}
    for name in listed - set(but.split()):
        value = getattr(real, name, _MISSING)
        if value is not _MISSING and type(value) is not ModuleType:
            names[name] = value
    for name in ("__version__", "__doc__"):
        if hasattr(real, name):
            names[name] = getattr(real, name)
    return names


_MISSING = object()


def _own_names(real: ModuleType) -> set[str]:
    mine = (real.__name__, f"_{real.__name__}")
    return {
        name
        for name, value in vars(real).items()
        if not name.startswith("_")
        and (type(value) is Unknown or getattr(value, "__module__", real.__name__) in mine)
    }


def list_classes(guard: Guarding, real: ModuleType) -> None:
    """Let traced code use every class that the module or its accelerator defines."""
    prefixes = (real.__name__, f"_{real.__name__}", f"{real.__name__}.")
    for value in list(vars(real).values()):
        if is_class(value):
            home = str(value.__module__)
            if home in prefixes or home.startswith(f"{real.__name__}."):
                guard.add_rule(value)
