"""Calls: traced functions are entered at once, everything else goes through the guard."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import TRACED_CODE
from patchcritic.tracer.lang.arguments import keywords_of, positional_of, positional_parts
from patchcritic.tracer.lang.binding import bind
from patchcritic.tracer.lang.supers import super_here
from patchcritic.tracer.lang.translator import Run, Translator, World, translates


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
    gather, finish = positional_parts(translator, node.args)
    keywords = keywords_of(translator, node.keywords)
    call_with = keyword_caller(translator.world)

    def run(frame: Frame) -> Any:
        value = function(frame)
        given = gather(frame)
        kwargs = keywords(frame, value)
        positional = finish(given, value)
        if kwargs:
            return call_with(frame, value, positional, kwargs)
        return call(frame, value, positional)

    return run
