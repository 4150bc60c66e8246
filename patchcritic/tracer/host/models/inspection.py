"""``inspect`` on traced functions: parameters and kinds come from the evaluator's record."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable
from inspect import Parameter
from types import FunctionType, MethodType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import is_stdlib
from patchcritic.tracer.core.functions import (
    FunctionKind,
    TracedFunction,
    is_traced_function,
    record_of,
)
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.sys_frames import NearCode, near_frame
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.stand_ins import MethodStandIn, StandIn
from patchcritic.tracer.host.table import Names, refused, stand_ins

_HIDDEN = """
getsource getsourcelines getsourcefile getabsfile getcomments findsource getblock getmodule
getmodulename stack trace getframeinfo getinnerframes getouterframes getlineno
getargvalues getargs getclosurevars getattr_static classify_class_attrs getmembers_static
getgeneratorstate getgeneratorlocals getcoroutinestate getcoroutinelocals walktree getclasstree
"""
_FLAGS = {
    inspect.CO_GENERATOR: FunctionKind.GENERATOR,
    inspect.CO_COROUTINE: FunctionKind.COROUTINE,
    inspect.CO_ASYNC_GENERATOR: FunctionKind.ASYNC_GENERATOR,
}


def contain_inspect(guard: Guarding) -> ModuleType:
    """A private copy that knows traced functions."""
    module = contain(guard, "inspect", imports={"sys": guard.contained_sys()}, is_guarded=False)
    names = module.__dict__
    reading = {**names, "getattr": guard.builtins["getattr"]}
    names["getmembers"] = rebind(names["getmembers"], reading)
    of_builtin = names["_signature_from_builtin"]
    of_function, has_flag = names["_signature_from_function"], names["_has_code_flag"]

    def signature_from_function(cls: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_traced_function(func):
            if not is_stdlib(func.__code__.co_filename):
                raise Undecided(UndecidedKind.STDLIB, f"the signature of {func.__name__}")
            return of_function(cls, func, *args, **kwargs)
        parameters = parameters_of(names["Parameter"], func, record_of(func))
        returned = func.__annotations__.get("return", cls.empty)
        return cls(parameters, return_annotation=returned)

    def has_code_flag(function: Any, flag: int) -> bool:
        while isinstance(function, MethodType):
            function = function.__func__
        inner = names["functools"].__dict__["_unwrap_partial"](function)
        if is_traced_function(inner):
            return record_of(inner).code.kind is _FLAGS.get(flag)
        return bool(has_flag(function, flag))

    def signature_from_builtin(cls: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        real = vars(builtins).get(func.__name__) if type(func) is StandIn else None
        if real is not None and func.__self__ is None and not isinstance(real, type):
            return of_builtin(cls, real, *args, **kwargs)
        if type(func) in (StandIn, MethodStandIn):
            raise Undecided(UndecidedKind.STDLIB, f"the signature of {func.__name__}")
        return of_builtin(cls, func, *args, **kwargs)

    names["_signature_from_builtin"] = signature_from_builtin
    names["_signature_from_function"] = signature_from_function
    names["_has_code_flag"] = has_code_flag
    return module


def rebind(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """The same function with other globals."""
    made = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    made.__kwdefaults__ = function.__kwdefaults__
    made.__doc__ = function.__doc__
    return made


def parameters_of(parameter: Any, function: FunctionType, record: TracedFunction) -> list[Any]:
    """The parameters of a traced function as objects of this class."""
    code, notes = record.code, function.__annotations__
    empty = Parameter.empty if parameter is Parameter else parameter.empty
    kinds: list[tuple[str, Any]] = [
        (name, Parameter.POSITIONAL_ONLY) for name in code.positional_only
    ]
    kinds += [(name, Parameter.POSITIONAL_OR_KEYWORD) for name in code.positional]
    defaults = function.__defaults__ or ()
    n_required = len(kinds) - len(defaults)
    found = []

    def add(name: str, kind: Any, default: Any) -> None:
        note = notes.get(name, empty)
        kind_here = getattr(parameter, kind.name)
        found.append(parameter(name, kind_here, default=default, annotation=note))

    for index, (name, kind) in enumerate(kinds):
        add(name, kind, defaults[index - n_required] if index >= n_required else empty)
    if code.var_positional:
        add(code.var_positional, Parameter.VAR_POSITIONAL, empty)
    given = function.__kwdefaults__ or {}
    for name in code.keyword_only:
        add(name, Parameter.KEYWORD_ONLY, given.get(name, empty))
    if code.var_keyword:
        add(code.var_keyword, Parameter.VAR_KEYWORD, empty)
    return found


def build_inspect(guard: Guarding) -> Names:
    """What needs neither frames nor source text."""
    module = guard.contained("inspect")
    names = public_names(module, also="_empty _ParameterKind _signature_fromstr")
    names.update(
        (name, value)
        for name, value in vars(module).items()
        if name.startswith(("CO_", "TPFLAGS")) or isinstance(value, type)
    )
    names.update(refused("inspect", _HIDDEN, UndecidedKind.FRAMES, "looks at frames or source"))
    names.update(stand_ins("inspect", *_near_functions(guard)))
    return names


def _near_functions(guard: Guarding) -> tuple[Callable[..., Any], ...]:
    def currentframe() -> Any:
        return near_frame(guard.realm, 0)

    def getfile(object: Any) -> str:
        if type(object) is not NearCode:
            raise Undecided(UndecidedKind.FRAMES, "inspect.getfile looks at files")
        return object.co_filename

    return currentframe, getfile
