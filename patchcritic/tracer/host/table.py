"""The form of the purity table's modelled rows: who builds the names of a module."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.stand_ins import StandIn

Names = dict[str, Any]
Builder = Callable[["Guarding"], "Names | ModuleType"]
Builders = dict[str, Builder]
Containers = dict[str, Callable[["Guarding"], ModuleType]]


def take(real: Any, names: str) -> Names:
    """Some names of a host module, those that this Python has."""
    return {name: getattr(real, name) for name in names.split() if hasattr(real, name)}


def unknown_names(
    names: str, kind: UndecidedKind, why: str, known_type: type | None = None
) -> Names:
    """Names that are there and not known."""
    return {name: Unknown(kind, f"{name} {why}", known_type) for name in names.split()}


def refused(module: str, names: str, kind: UndecidedKind, why: str) -> Names:
    """Functions that are there and end the trace when they are called."""

    def make(name: str) -> StandIn:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            raise Undecided(kind, f"{module}.{name} {why}")

        return StandIn(name, refuse, module=module)

    return {name: make(name) for name in names.split()}


def stand_in(module: str, function: Callable[..., Any], name: str = "") -> StandIn:
    """A model function that looks like one of C."""
    return StandIn(name or function.__name__, function, module=module)


def stand_ins(module: str, *functions: Callable[..., Any]) -> Names:
    """Model functions by their names."""
    return {each.__name__: stand_in(module, each) for each in functions}
