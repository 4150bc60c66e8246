"""What pytest asks of a test's or a fixture's function: its arguments and its kind."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterable
from inspect import Parameter
from types import FunctionType, MethodType
from typing import Any

from patchcritic.tracer.core.functions import (
    FunctionKind,
    is_traced_function,
    record_of,
)
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown

_FILLED = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
_MAX_WRAPPED = 100
_PATCHED_ARGUMENTS = "patchings"
"""Where ``unittest.mock.patch`` notes on a function which arguments it fills."""


def argument_names(function: Any, *, is_bound: bool = False) -> tuple[str, ...]:
    """The arguments that fixtures fill: those without a default, the instance left out."""
    parameters = parameters_of(function)
    names = tuple(
        one.name for one in parameters if one.kind in _FILLED and one.default is Parameter.empty
    )
    if is_bound and not any(one.kind is Parameter.POSITIONAL_ONLY for one in parameters):
        names = names[1:]
    return names[_count_patched(function) :]


def parameters_of(function: Any) -> tuple[Parameter, ...]:
    """A callable's parameters; those of the function that it wraps, as ``inspect`` has it.

    Raises:
        Undecided: they cannot be told.
    """
    for _ in range(_MAX_WRAPPED):
        if type(function) is Unknown:
            raise Undecided(UndecidedKind.IMPORT, "a function is not known")
        if isinstance(function, MethodType):
            return parameters_of(function.__func__)[1:]
        if isinstance(function, functools.partial):
            return _without_given(function)
        wrapped = getattr(function, "__dict__", {}).get("__wrapped__")
        if wrapped is None:
            break
        function = wrapped
    if is_traced_function(function):
        return tuple(_parameters(function))
    try:
        return tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError) as error:
        raise Undecided(UndecidedKind.PLUGIN, f"the arguments of {function!r}: {error}") from None


def _parameters(function: FunctionType) -> Iterable[Parameter]:
    code = record_of(function).code
    names = [
        *((name, Parameter.POSITIONAL_ONLY) for name in code.positional_only),
        *((name, Parameter.POSITIONAL_OR_KEYWORD) for name in code.positional),
    ]
    defaults = function.__defaults__ or ()
    n_required = len(names) - len(defaults)
    for index, (name, kind) in enumerate(names):
        default = defaults[index - n_required] if index >= n_required else Parameter.empty
        yield Parameter(name, kind, default=default)
    if code.var_positional:
        yield Parameter(code.var_positional, Parameter.VAR_POSITIONAL)
    given = function.__kwdefaults__ or {}
    for name in code.keyword_only:
        yield Parameter(name, Parameter.KEYWORD_ONLY, default=given.get(name, Parameter.empty))
    if code.var_keyword:
        yield Parameter(code.var_keyword, Parameter.VAR_KEYWORD)


def _without_given(function: functools.partial[Any]) -> tuple[Parameter, ...]:
    found = []
    n_given = len(function.args)
    for one in parameters_of(function.func):
        if n_given and one.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD):
            n_given -= 1
        elif one.name in function.keywords:
            default = function.keywords[one.name]
            found.append(one.replace(kind=Parameter.KEYWORD_ONLY, default=default))
        else:
            found.append(one)
    return tuple(found)


def _count_patched(function: Any) -> int:
    if not hasattr(function, "__dict__") or _PATCHED_ARGUMENTS not in function.__dict__:
        return 0
    return sum(
        not one.__dict__.get("attribute_name")
        and getattr(one.__dict__.get("new"), "name", None) == "DEFAULT"
        for one in function.__dict__[_PATCHED_ARGUMENTS]
    )


def kind_of_function(function: Any) -> FunctionKind:
    """What calling it gives."""
    while isinstance(function, functools.partial):
        function = function.func
    if isinstance(function, MethodType):
        function = function.__func__
    if is_traced_function(function):
        return record_of(function).code.kind
    if inspect.isgeneratorfunction(function):
        return FunctionKind.GENERATOR
    if inspect.iscoroutinefunction(function):
        return FunctionKind.COROUTINE
    if inspect.isasyncgenfunction(function):
        return FunctionKind.ASYNC_GENERATOR
    return FunctionKind.PLAIN
