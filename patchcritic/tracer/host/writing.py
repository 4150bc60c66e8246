"""Setting and deleting attributes: only what belongs to the traced world changes."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import is_traced_function
from patchcritic.tracer.core.models import is_model, is_settable
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.attributes import refuse
from patchcritic.tracer.host.classes import find_provider, has_base, mro_of
from patchcritic.tracer.host.guarding import Guarding

_NOT_OF_FUNCTIONS = frozenset({"__code__", "__globals__", "__closure__", "__builtins__"})


@exact
def write(obj: Any, name: str, value: Any) -> None:
    """The host's own ``setattr``."""
    setattr(obj, name, value)


@exact
def delete(obj: Any, name: str) -> None:
    """The host's own ``delattr``."""
    delattr(obj, name)


def set_attribute(guard: Guarding, obj: Any, name: str, value: Any) -> None:
    """Set an attribute for traced code.

    Raises:
        Undecided: it would change the host.
    """
    if not has_own(guard, obj, "__setattr__"):
        if name == "__traceback__":
            return
        check_writable(guard, obj, name)
    if type(obj) is ModuleType:
        guard.mirror(obj, name, value)
    write(obj, name, value)


def delete_attribute(guard: Guarding, obj: Any, name: str) -> None:
    """Delete an attribute for traced code.

    Raises:
        Undecided: it would change the host.
    """
    if not has_own(guard, obj, "__delattr__"):
        check_writable(guard, obj, name)
    delete(obj, name)


def has_own(guard: Guarding, obj: Any, method: str) -> bool:
    """Whether traced code has taken over setting or deleting on this object's class."""
    provider, _ = find_provider(mro_of(type(obj)), method)
    return provider is not None and guard.is_traced(provider)


def check_writable(guard: Guarding, obj: Any, name: str) -> None:
    """Raise ``Undecided`` unless setting the name changes the traced world only."""
    cls = type(obj)
    if cls is Unknown:
        raise undecided_by(obj)
    if has_base(cls, type):
        if not guard.is_traced(obj):
            raise Undecided(UndecidedKind.GUARD, f"sets {name} of a host class")
        return
    if guard.is_traced(cls):
        return
    if has_base(cls, ModuleType):
        if not guard.is_visible_module(obj) or name in ("__dict__", "__loader__", "__spec__"):
            refuse(cls, name)
        _check_hook(obj, name)
        return
    if cls is FunctionType:
        if name in _NOT_OF_FUNCTIONS or not _is_made_at_run_time(obj):
            raise Undecided(UndecidedKind.GUARD, f"sets {name} of a host function")
        return
    if is_model(cls):
        if not is_settable(cls, name):
            refuse(cls, name)
        return
    rule = guard.rule_of(cls)
    if rule is None or not rule.is_writable:
        refuse(cls, name)


_HOOKS = {"warnings": ("showwarning", "formatwarning", "_showwarnmsg_impl", "filters")}
"""What the host's own code reads from its module, by name: a proxy's would not be looked at."""


def _check_hook(module: ModuleType, name: str) -> None:
    if name in _HOOKS.get(module.__dict__.get("__name__", ""), ()):
        raise Undecided(UndecidedKind.STDLIB, f"sets {module.__name__}.{name}")


def _is_made_at_run_time(function: FunctionType) -> bool:
    """Whether it is a traced function or a closure that host code made, as decorators do."""
    return is_traced_function(function) or "<locals>" in function.__code__.co_qualname


Raw = Callable[..., Any]


def guarded_setter(guard: Guarding, raw: Raw) -> Raw:
    """``object.__setattr__`` and the like: past traced ``__setattr__``, never past the guard."""

    @exact
    def setter(obj: Any, name: str, value: Any, /) -> None:
        raw(obj, name, value)

    def checked(obj: Any, name: str, value: Any, /) -> None:
        if name == "__traceback__":
            return
        check_writable(guard, obj, name)
        setter(obj, name, value)

    return checked


def guarded_deleter(guard: Guarding, raw: Raw) -> Raw:
    """``object.__delattr__`` and the like."""

    @exact
    def deleter(obj: Any, name: str, /) -> None:
        raw(obj, name)

    def checked(obj: Any, name: str, /) -> None:
        check_writable(guard, obj, name)
        deleter(obj, name)

    return checked
