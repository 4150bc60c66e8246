"""Reading attributes: who provides a name decides whether traced code may have it."""

from __future__ import annotations

from collections.abc import Callable
from types import (
    CodeType,
    FrameType,
    FunctionType,
    MappingProxyType,
    MethodType,
    ModuleType,
    TracebackType,
)
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import is_traced_function
from patchcritic.tracer.core.models import is_model, is_offered, is_partial
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.classes import (
    MISSING,
    find_provider,
    has_base,
    is_class,
    is_data_descriptor,
    mro_of,
    namespace_of,
)
from patchcritic.tracer.host.functions import OF_FUNCTIONS, read_function
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.sys_module import SysModule
from patchcritic.tracer.host.stand_ins import StandIn

_SUPER_START = super.__dict__["__thisclass__"].__get__
_SUPER_SELF = super.__dict__["__self__"].__get__
_SUPER_CLASS = super.__dict__["__self_class__"].__get__
_REDUCING = frozenset({"__reduce__", "__reduce_ex__", "__getstate__"})
_DEFERRED = _REDUCING | {"__sizeof__", "__subclasses__"}
_OF_METHODS = frozenset(dir(object)) | {"__func__", "__self__", "__call__", "__get__"}
_HIDDEN = (CodeType, FrameType, TracebackType)


@exact
def read(obj: Any, name: str) -> Any:
    """The host's own ``getattr``."""
    return getattr(obj, name)


def get_attribute(guard: Guarding, obj: Any, name: str) -> Any:
    """An attribute as traced code may see it.

    Raises:
        Undecided: the name leads out of the traced world, or no rule tells.
    """
    cls = type(obj)
    if cls is Unknown:
        raise undecided_by(obj)
    if cls is super:
        return _read_super(guard, obj, name)
    if cls is ModuleType or cls is SysModule:
        if cls is ModuleType and guard.realm.n_lost:
            _check_whole(obj, name)
        return read_module(obj, name)
    if cls is StandIn and name == "__self__" and obj.__self__ is None:
        return refuse(cls, name)
    if cls is FunctionType and name in OF_FUNCTIONS:
        return read_function(obj, name)
    if cls is MethodType and name not in _OF_METHODS:
        return get_attribute(guard, obj.__func__, name)
    order = mro_of(cls)
    if guard.is_traced(cls):
        getter, _ = find_provider(order, "__getattribute__")
        if getter is not None and guard.is_traced(getter):
            return read(obj, name)
    if has_base(cls, type):
        return _read_class(guard, obj, name)
    return read_instance(guard, obj, name, order)


def read_instance(
    guard: Guarding,
    obj: Any,
    name: str,
    order: tuple[type, ...],
    read: Callable[[Any, str], Any] = read,
) -> Any:
    """An attribute of what is no class, by the generic order of lookups."""
    provider, value = find_provider(order, name)
    is_traced = guard.is_traced(order[0])
    if is_traced and (provider is None or guard.is_traced(provider)):
        return read(obj, name)
    own = _own_value(obj, name, provider, value)
    if own is not MISSING:
        return own if is_traced else _check_own(guard, obj, name, own)
    if provider is None:
        return _read_unprovided(guard, obj, name, read)
    method = guard.replacement(provider, name)
    if method is not None:
        return method.bind(obj)
    if name == "__traceback__":
        return Unknown(UndecidedKind.FRAMES, "a traceback")
    if is_traced and name in _REDUCING and provider in (object, BaseException):
        return read(obj, name)
    if name in _DEFERRED:
        return _defer(provider, name)
    check_readable(guard, provider, obj, name)
    return check_value(guard, read(obj, name), name)


def _own_value(obj: Any, name: str, provider: type | None, value: Any) -> Any:
    if provider is not None and is_data_descriptor(value):
        return MISSING
    if name == "__dict__":
        return MISSING
    try:
        names = object.__getattribute__(obj, "__dict__")
    except AttributeError:
        return MISSING
    return names.get(name, MISSING) if type(names) is dict else MISSING


def _check_own(guard: Guarding, obj: Any, name: str, value: Any) -> Any:
    cls = type(obj)
    if is_model(cls):
        if not is_offered(cls, name):
            refuse(cls, name)
        return value
    if cls is FunctionType and not is_traced_function(obj) and type(value) is FunctionType:
        if not is_traced_function(value) and name == "__wrapped__":
            refuse(cls, name)
        return value
    rule = guard.rule_of(cls)
    if rule is None or not rule.allows(name):
        refuse(cls, name)
    return check_value(guard, value, name)


def _read_unprovided(guard: Guarding, obj: Any, name: str, read: Callable[[Any, str], Any]) -> Any:
    cls = type(obj)
    if guard.rule_of(cls) is not None:
        return check_value(guard, read(obj, name), name)
    if not is_model(cls):
        return refuse(cls, name)
    if cls is StandIn:
        return fail(f"'builtin_function_or_method' object has no attribute {name!r}", name, obj)
    has_getter = find_provider(mro_of(cls), "__getattr__")[0] is not None
    if not has_getter and not _may_be_there(cls, name):
        return read(obj, name)
    if has_getter and is_offered(cls, name):
        return read(obj, name)
    return refuse(cls, name)


def _may_be_there(cls: type, name: str) -> bool:
    """Whether a model lacks a name that the real class may have."""
    return is_partial(cls) and not name.startswith("__")


@exact
def fail(message: str, name: str, obj: Any) -> NoReturn:
    """Raise the ``AttributeError`` of a builtin that a stand-in stands for."""
    raise AttributeError(message, name=name, obj=obj)


def _read_class(guard: Guarding, cls: type, name: str) -> Any:
    meta_provider, meta_value = find_provider(mro_of(type(cls)), name)
    provider, _ = find_provider(mro_of(cls), name)
    of_meta = meta_provider is not None and (provider is None or is_data_descriptor(meta_value))
    if of_meta:
        assert meta_provider is not None
        return _read_from_meta(guard, cls, name, meta_provider)
    if provider is None:
        if not guard.is_traced(type(cls)) and not guard.knows(cls):
            refuse(cls, name)
        if _may_be_there(cls, name):
            refuse(cls, name)
        return read(cls, name)
    if guard.is_traced(provider):
        return read(cls, name)
    method = guard.replacement(provider, name)
    if method is not None:
        return method.bind(cls) if method.is_of_class else method
    if name == "__reduce__" and provider is object and guard.is_traced(cls):
        return read(cls, name)
    if name in _DEFERRED:
        return _defer(provider, name)
    check_readable(guard, provider, cls, name)
    return check_value(guard, read(cls, name), name)


def _read_from_meta(guard: Guarding, cls: type, name: str, meta: type) -> Any:
    if guard.is_traced(meta):
        return read(cls, name)
    if name == "__subclasses__" and guard.is_traced(cls):
        return read(cls, name)
    if name == "__dict__" and not guard.is_traced(cls):
        return _names_of(guard, cls)
    method = guard.replacement(meta, name)
    if method is not None:
        return method.bind(cls)
    if name in _DEFERRED:
        return _defer(meta, name)
    check_readable(guard, meta, cls, name)
    return check_value(guard, read(cls, name), name)


def _defer(provider: type, name: str) -> StandIn:
    """A method that is there, may be looked at, and ends the trace when it is called."""

    def end(*args: Any, **kwargs: Any) -> NoReturn:
        refuse(provider, name)

    return StandIn(name, end, owner=provider)


def _names_of(guard: Guarding, cls: type) -> MappingProxyType[str, Any]:
    """What ``vars`` of a host class shows: its names with the values that may be read."""
    if not guard.knows(cls):
        refuse(cls, "__dict__")
    rule = guard.rule_of(cls)
    names: dict[str, Any] = {}
    for name, value in namespace_of(cls).items():
        method = guard.replacement(cls, name)
        is_open = name not in _DEFERRED and rule is not None and rule.allows(name)
        names[name] = method or (value if is_open else _defer(cls, name))
    return MappingProxyType(names)


def _read_super(guard: Guarding, obj: Any, name: str) -> Any:
    start, self, self_class = _SUPER_START(obj), _SUPER_SELF(obj), _SUPER_CLASS(obj)
    if name == "__class__" or self_class is None:
        return read(obj, name)
    order = mro_of(self_class)
    rest = _after(order, start)
    provider, _ = find_provider(rest, name)
    if provider is None or guard.is_traced(provider):
        if provider is None and name in namespace_of(super):
            check_readable(guard, super, obj, name)
        return read(obj, name)
    method = guard.replacement(provider, name)
    if method is not None:
        is_unbound = self is self_class and not method.is_of_class
        return method if is_unbound else method.bind(self)
    if name in _REDUCING and provider in (object, BaseException) and guard.is_traced(type(self)):
        return read(obj, name)
    check_readable(guard, provider, self, name)
    return check_value(guard, read(obj, name), name)


def _after(order: tuple[type, ...], cls: type) -> tuple[type, ...]:
    for index, each in enumerate(order):
        if each is cls:
            return order[index + 1 :]
    return order


def _check_whole(module: ModuleType, name: str) -> None:
    """Raise ``Undecided`` where a lost statement may have set what is missing."""
    names = module.__dict__
    if name not in names and "__getattr__" not in names and not name.startswith("__"):
        reason = f"{names.get('__name__')}.{name} is not there, after statements that were lost"
        raise Undecided(UndecidedKind.IMPORT, reason)


@exact
def read_module(module: ModuleType, name: str) -> Any:
    """An attribute of a traced module or of a proxy of a host module."""
    return getattr(module, name)


def check_readable(guard: Guarding, provider: type, obj: Any, name: str) -> None:
    """Raise ``Undecided`` unless the class's rule lets the name be read as it is."""
    if is_model(provider):
        if is_offered(provider, name) or name in _OF_MODELS:
            return
        refuse(provider, name)
    rule = guard.rule_of(provider)
    if rule is None:
        raise Undecided(UndecidedKind.STDLIB, f"{provider.__name__}.{name} is not listed")
    if not rule.allows(name):
        refuse(provider, name)
    if name == "__self__" and type(getattr(obj, name, None)) is ModuleType:
        refuse(provider, name)


_OF_MODELS = frozenset({"__class__", "__doc__", "__name__", "__qualname__", "__module__"})


def check_value(guard: Guarding, value: Any, name: str) -> Any:
    """Give a value that the host hands out, unless traced code may not hold such things."""
    cls = type(value)
    if any(cls is each for each in _HIDDEN):
        raise Undecided(UndecidedKind.FRAMES, f"{name} is a {cls.__name__}")
    if cls is ModuleType and not guard.is_visible_module(value):
        raise Undecided(UndecidedKind.GUARD, f"{name} is a module of the host")
    return value


def refuse(cls: type, name: str) -> NoReturn:
    """Say that no traced code may have this."""
    raise Undecided(UndecidedKind.GUARD, f"{type.__dict__['__name__'].__get__(cls)}.{name}")


__all__ = ["check_readable", "check_value", "get_attribute", "is_class", "read", "refuse"]
