"""What is looked at before a host callable is called: what it is, its arguments, their sizes."""

from __future__ import annotations

from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host import sizes
from patchcritic.tracer.host.attributes import refuse
from patchcritic.tracer.host.classes import has_base, mro_of
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.stand_ins import MethodStandIn, StandIn

_KEEPERS_NAMES = """
append appendleft insert setdefault get pop __setitem__ put put_nowait set_result send add_note
__init__ __new__
"""
_KEEPERS = frozenset(_KEEPERS_NAMES.split())
"""Host methods that only store an argument or give it back: it may be unknown."""
_KEEPING_CLASSES = (BaseException, property, staticmethod, classmethod, dict, object)
_NEVER_CALLED = (FunctionType, CodeType)


_SLOT = type(str.__mul__)
_BOUND_SLOT = type("".__mul__)
_METHOD = type(str.join)


def check_arguments(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise ``Undecided`` for an unknown argument: the host would take it for an odd object."""
    for value in args:
        if type(value) is Unknown:
            raise undecided_by(value)
    for value in kwargs.values():
        if type(value) is Unknown:
            raise undecided_by(value)


def check_builtin(
    guard: Guarding, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """Look at the arguments of a function or bound method written in C."""
    name = function.__name__
    owner = function.__self__
    if name not in _KEEPERS:
        check_arguments(function, args, kwargs)
    table = sizes.FUNCTIONS if owner is None or type(owner) is ModuleType else sizes.METHODS
    check = table.get(name)
    if check is not None:
        check(guard.realm.budget, owner, (*args, *kwargs.values()))


def check_callable(
    guard: Guarding, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """Look at a class, an unbound method or any other object about to be called."""
    cls = type(function)
    if cls is Unknown:
        raise undecided_by(function)
    if cls is StandIn or cls is MethodStandIn:
        return
    if has_base(cls, type):
        _check_class(guard, function, args, kwargs)
        return
    if cls is _BOUND_SLOT:
        args = (function.__self__, *args)
        cls = _SLOT
    if (cls is _SLOT or cls is _METHOD) and args:
        name = function.__name__
        if name not in _KEEPERS:
            check_arguments(function, args, kwargs)
        check = sizes.METHODS.get(name)
        if check is not None:
            check(guard.realm.budget, args[0], (*args[1:], *kwargs.values()))


def _check_class(guard: Guarding, cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if guard.is_traced(cls):
        return
    if any(cls is each for each in _NEVER_CALLED):
        raise Undecided(UndecidedKind.FRAMES, f"makes a {cls.__name__}")
    if not guard.knows(cls):
        refuse(cls, "called")
    if not any(base in _KEEPING_CLASSES[:-1] for base in mro_of(cls)):
        check_arguments(cls, args, kwargs)
    check = sizes.CLASSES.get(cls)
    if check is not None:
        check(guard.realm.budget, None, args)


def call_enum(guard: Guarding, cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call an enumeration: with a name and members it makes another one, which is traced code's.

    Its module is that of the caller, which the host would look for among its own frames.
    """
    frame = guard.realm.frame
    is_making = (len(args) > 1 or "names" in kwargs) and not cls._member_names_
    if not is_making or frame is None:
        return make(cls, args, kwargs)
    if "module" not in kwargs and len(args) < 3:
        kwargs = {**kwargs, "module": frame.globals.get("__name__")}
    made = make(cls, args, kwargs)
    if isinstance(made, type):
        guard.realm.add_class(made)
    return made


@exact
def make(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a class."""
    return cls(*args, **kwargs)


def type_of_value(value: Any) -> type:
    """``type(value)`` as traced code may see it."""
    cls = type(value)
    if cls is StandIn:
        return BuiltinFunctionType
    if cls is MethodStandIn:
        return type(str.join)
    return cls
