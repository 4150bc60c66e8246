"""The arguments of a call, evaluated and merged in CPython's order and with its messages."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from patchcritic.tracer.core.exact import exact, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.displays import is_iterable, spread
from patchcritic.tracer.lang.translator import Run, Translator

Keywords = Callable[[Frame, Any], dict[str, Any]]
Finish = Callable[[Any, Any], tuple[Any, ...]]


def positional_of(
    translator: Translator, nodes: list[ast.expr]
) -> Callable[[Frame, Any], tuple[Any, ...]]:
    """The positional arguments of a call without keywords, given the frame and what is called."""
    gather, finish = positional_parts(translator, nodes)
    return lambda frame, function: finish(gather(frame), function)


@exact_sites
def positional_parts(translator: Translator, nodes: list[ast.expr]) -> tuple[Run, Finish]:
    """What evaluates the positional arguments, and what makes them a tuple.

    A lone ``*values`` is unpacked only when the keywords are evaluated, any other at once.
    """
    if len(nodes) != 1 or not isinstance(nodes[0], ast.Starred):
        values = spread(translator, nodes)
        return values, lambda given, function: tuple(given)
    guard = translator.world.guard

    def unpack(value: Any, function: Any) -> tuple[Any, ...]:
        if type(value) is tuple:
            return value
        if type(value) is list:
            return tuple(value)
        if not is_iterable(value):
            kind = title_of(value)
            name = written(function)
            raise TypeError(f"{name} argument after * must be an iterable, not {kind}")
        return tuple(guard.iterate(value))

    return translator.expression(nodes[0].value), unpack


@exact_sites
def keywords_of(translator: Translator, nodes: list[ast.keyword]) -> Keywords:
    """The keyword arguments of a call: named ones in groups between the ``**`` ones."""
    groups: list[Any] = []
    for node in nodes:
        run = translator.expression(node.value)
        if node.arg is None:
            groups.append(run)
        elif groups and isinstance(groups[-1], list):
            groups[-1].append((node.arg, run))
        else:
            groups.append([(node.arg, run)])
    if all(isinstance(group, list) for group in groups):
        named = [pair for group in groups for pair in group]
        return lambda frame, function: {name: run(frame) for name, run in named}

    def merge(frame: Frame, function: Any) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for group in groups:
            if isinstance(group, list):
                more: Any = {name: run(frame) for name, run in group}
            else:
                more = group(frame)
                if type(more) is not dict:
                    more = _mapping(more, function)
            for name, value in more.items():
                if name in result:
                    raise TypeError(
                        f"{written(function)} got multiple values for keyword argument {name!r}"
                    )
                result[name] = value
        if not all(isinstance(name, str) for name in result):
            raise TypeError("keywords must be strings")
        return result

    return merge


@exact
def _mapping(value: Any, function: Any) -> dict[Any, Any]:
    if type(value) is Unknown:
        raise undecided_by(value)
    for cls in type.__dict__["__mro__"].__get__(type(value)):
        if "keys" in cls.__dict__:
            break
    else:
        kind = title_of(value)
        raise TypeError(f"{written(function)} argument after ** must be a mapping, not {kind}")
    result: dict[Any, Any] = {}
    result.update(value)
    return result


def written(function: Any) -> str:
    """How CPython names a callable in the errors of a call site."""
    if type(function) is MethodType:
        function = function.__func__
    qualname = getattr(function, "__qualname__", None) if _is_nameable(function) else None
    if not isinstance(qualname, str):
        return str(function)
    module = getattr(function, "__module__", None)
    if module is not None and module != "builtins":
        return f"{module}.{qualname}()"
    return f"{qualname}()"


def _is_nameable(function: Any) -> bool:
    return type(function) is FunctionType or isinstance(type(function), type)
