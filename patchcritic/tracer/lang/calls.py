"""Calls: traced functions are entered at once, everything else goes through the guard."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import TRACED_CODE
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.binding import bind
from patchcritic.tracer.lang.displays import is_iterable, spread
from patchcritic.tracer.lang.supers import super_here
from patchcritic.tracer.lang.translator import Run, Translator, World, translates

Keywords = Callable[[Frame, Any], dict[str, Any]]


@translates(ast.Call)
def translate_call(translator: Translator, node: ast.Call) -> Run:
    """A call."""
    function = translator.expression(node.func)
    call = caller(translator.world)
    if node.keywords:
        return _with_keywords(translator, node, function, call)
    if any(isinstance(each, ast.Starred) for each in node.args):
        return _with_stars(translator, node, function, call)
    args = [translator.expression(each) for each in node.args]
    if not args:
        return _without(translator, function, call)
    if len(args) == 1:
        [only] = args

        def run_one(frame: Frame) -> Any:
            return call(frame, function(frame), (only(frame),))

        return run_one
    if len(args) == 2:
        first, second = args

        def run_two(frame: Frame) -> Any:
            return call(frame, function(frame), (first(frame), second(frame)))

        return run_two

    def run(frame: Frame) -> Any:
        return call(frame, function(frame), tuple([arg(frame) for arg in args]))

    return run


def caller(world: World) -> Callable[[Frame, Any, tuple[Any, ...]], Any]:
    """What calls a value with positional arguments."""
    guarded = world.guard.call
    needs_frame = world.needs_frame

    def call(frame: Frame, function: Any, args: tuple[Any, ...]) -> Any:
        kind = type(function)
        if kind is MethodType and type(function.__func__) is FunctionType:
            args = (function.__self__, *args)
            function = function.__func__
            kind = FunctionType
        if kind is FunctionType and function.__code__ is TRACED_CODE:
            record = function.__closure__[0].cell_contents
            code = record.code
            if code.n_named == len(args):
                return code.start(record, dict(zip(code.named, args)))  # noqa: B905
            return code.start(record, bind(record, args, {}))
        special = needs_frame.get(id(function))
        if special is not None:
            return special(frame, args, {})
        return guarded(function, args, {})

    return call


def keyword_caller(
    world: World,
) -> Callable[[Frame, Any, tuple[Any, ...], dict[str, Any]], Any]:
    """What calls a value with keyword arguments too."""
    guarded = world.guard.call
    needs_frame = world.needs_frame

    def call(frame: Frame, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        kind = type(function)
        if kind is MethodType and type(function.__func__) is FunctionType:
            args = (function.__self__, *args)
            function = function.__func__
            kind = FunctionType
        if kind is FunctionType and function.__code__ is TRACED_CODE:
            record = function.__closure__[0].cell_contents
            return record.code.start(record, bind(record, args, kwargs))
        special = needs_frame.get(id(function))
        if special is not None:
            return special(frame, args, kwargs)
        return guarded(function, args, kwargs)

    return call


def _without(
    translator: Translator, function: Run, call: Callable[[Frame, Any, tuple[Any, ...]], Any]
) -> Run:
    make_super = super_here(translator)

    def run(frame: Frame) -> Any:
        value = function(frame)
        if value is super:
            return make_super(frame)
        return call(frame, value, ())

    return run


def _with_stars(
    translator: Translator,
    node: ast.Call,
    function: Run,
    call: Callable[[Frame, Any, tuple[Any, ...]], Any],
) -> Run:
    args = positional_of(translator, node.args)

    def run(frame: Frame) -> Any:
        value = function(frame)
        return call(frame, value, args(frame, value))

    return run


def _with_keywords(
    translator: Translator,
    node: ast.Call,
    function: Run,
    call: Callable[[Frame, Any, tuple[Any, ...]], Any],
) -> Run:
    args = positional_of(translator, node.args)
    keywords = keywords_of(translator, node.keywords)
    call_with = keyword_caller(translator.world)

    def run(frame: Frame) -> Any:
        value = function(frame)
        positional = args(frame, value)
        kwargs = keywords(frame, value)
        if kwargs:
            return call_with(frame, value, positional, kwargs)
        return call(frame, value, positional)

    return run


@exact_sites
def positional_of(
    translator: Translator, nodes: list[ast.expr]
) -> Callable[[Frame, Any], tuple[Any, ...]]:
    starred = [node for node in nodes if isinstance(node, ast.Starred)]
    if not starred:
        runs = [translator.expression(node) for node in nodes]
        return lambda frame, function: tuple([run(frame) for run in runs])
    if len(nodes) > 1:
        values = spread(translator, nodes)
        return lambda frame, function: tuple(values(frame))
    only = translator.expression(starred[0].value)
    guard = translator.world.guard

    def unpack(frame: Frame, function: Any) -> tuple[Any, ...]:
        value = only(frame)
        if type(value) is tuple:
            return value
        if type(value) is list:
            return tuple(value)
        if not is_iterable(value):
            kind = type(value).__name__
            name = written(function)
            raise TypeError(f"{name} argument after * must be an iterable, not {kind}")
        return tuple(guard.iterate(value))

    return unpack


@exact_sites
def keywords_of(translator: Translator, nodes: list[ast.keyword]) -> Keywords:
    parts = [(node.arg, translator.expression(node.value)) for node in nodes]
    names = [name for name, _ in parts]
    if None not in names:
        return lambda frame, function: {name: run(frame) for name, run in parts}  # type: ignore[misc]

    def merge(frame: Frame, function: Any) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, run in parts:
            value = run(frame)
            if name is not None:
                add(result, name, value, function)
                continue
            if type(value) is not dict:
                value = mapping(value, function)
            for key, item in value.items():
                if type(key) is not str and not isinstance(key, str):
                    raise TypeError("keywords must be strings")
                add(result, key, item, function)
        return result

    def add(result: dict[str, Any], name: str, value: Any, function: Any) -> None:
        if name in result:
            raise TypeError(
                f"{written(function)} got multiple values for keyword argument {name!r}"
            )
        result[name] = value

    def mapping(value: Any, function: Any) -> dict[Any, Any]:
        if type(value) is Unknown:
            raise undecided_by(value)
        for cls in type.__dict__["__mro__"].__get__(type(value)):
            if "keys" in cls.__dict__:
                break
        else:
            kind = type(value).__name__
            raise TypeError(f"{written(function)} argument after ** must be a mapping, not {kind}")
        result: dict[Any, Any] = {}
        result.update(value)
        return result

    return merge


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
