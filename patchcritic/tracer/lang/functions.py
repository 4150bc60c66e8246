"""``def`` and ``lambda``."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import (
    FunctionCode,
    FunctionKind,
    TracedFunction,
    make_function,
)
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.lang.blocks import block
from patchcritic.tracer.lang.closures import closure_of
from patchcritic.tracer.lang.generators import starter
from patchcritic.tracer.lang.names import store_name
from patchcritic.tracer.lang.running import Start, invoke
from patchcritic.tracer.lang.scopes import Scope, ScopeKind
from patchcritic.tracer.lang.signals import RETURN
from patchcritic.tracer.lang.translator import Run, Translator, translates

Defaults = Callable[[Frame], tuple[tuple[Any, ...] | None, dict[str, Any] | None]]


@translates(ast.FunctionDef, ast.AsyncFunctionDef)
def translate_def(translator: Translator, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Run:
    """A function definition."""
    decorators = [translator.expression(each) for each in node.decorator_list]
    inner = translator.inside(node)
    code = _code(translator, inner, node, node.name, [each.lineno for each in node.decorator_list])
    code.doc = ast.get_docstring(node, clean=False)
    code.body = _lazy_body(code, lambda: block(inner, node.body))
    make = _maker(translator, code, node)
    apply = decorate(translator, decorators)
    store = store_name(translator, node.name, node)

    def run(frame: Frame) -> None:
        marks = [decorator(frame) for decorator in decorators]
        store(frame, apply(frame, marks, make(frame)))

    return run


@exact_sites
def decorate(
    translator: Translator, decorators: list[Run]
) -> Callable[[Frame, list[Any], Any], Any]:
    """What applies decorators that are evaluated already, the last one first.

    At import, what an unknown decorator gives is as unknown as the decorator.
    """
    from patchcritic.tracer.lang.calls import caller

    call = caller(translator.world)
    realm = translator.world.realm

    def apply(frame: Frame, marks: list[Any], value: Any) -> Any:
        for mark in reversed(marks):
            is_lost = type(mark) is Unknown and realm.importing
            value = mark if is_lost else call(frame, mark, (value,))
        return value

    return apply


@translates(ast.Lambda)
def translate_lambda(translator: Translator, node: ast.Lambda) -> Run:
    """A lambda."""
    inner = translator.inside(node)
    code = _code(translator, inner, node, "<lambda>", [])

    def body() -> Run:
        value = inner.expression(node.body)

        def run(frame: Frame) -> Any:
            frame.line = node.lineno
            frame.value = value(frame)
            return RETURN

        return run

    code.body = _lazy_body(code, body)
    return _maker(translator, code, node)


def _lazy_body(code: FunctionCode, make: Callable[[], Run]) -> Run:
    """Translated on the first call: most functions of a package are never called by one test."""

    def first(frame: Frame) -> Any:
        code.body = make()
        return code.body(frame)

    return first


def _code(
    translator: Translator, inner: Translator, node: Any, name: str, decorated: list[int]
) -> FunctionCode:
    args: ast.arguments = node.args
    scope = inner.scope
    names = [
        tuple(inner.mangle(arg.arg) for arg in group)
        for group in (args.posonlyargs, args.args, args.kwonlyargs)
    ]
    named = names[0] + names[1]
    is_simple = not (names[2] or args.vararg or args.kwarg)
    kind = _kind(scope)
    is_finaliser = name == "__del__" and translator.scope.kind is ScopeKind.CLASS
    return FunctionCode(
        name=name,
        qualname=scope.qualname,
        path=translator.unit.path,
        line=min([node.lineno, *decorated]),
        end_line=node.end_lineno or node.lineno,
        kind=kind,
        positional_only=names[0],
        positional=names[1],
        keyword_only=names[2],
        var_positional=None if args.vararg is None else inner.mangle(args.vararg.arg),
        var_keyword=None if args.kwarg is None else inner.mangle(args.kwarg.arg),
        named=named,
        n_named=len(named) if is_simple else -1,
        invoke=invoke,
        closure=closure_of,
        scope=scope,
        start=_refuse_finaliser if is_finaliser else _starter(translator.world.realm, kind),
    )


def _starter(realm: Realm, kind: FunctionKind) -> Start:
    start = starter(realm, kind)
    return start if realm.watch is None else realm.watch(start)


def _refuse_finaliser(record: TracedFunction, names: dict[str, Any]) -> Any:
    raise Undecided(UndecidedKind.FRAMES, "__del__ runs when the host frees an object")


def _kind(scope: Scope) -> FunctionKind:
    if scope.is_async:
        return FunctionKind.ASYNC_GENERATOR if scope.yields else FunctionKind.COROUTINE
    return FunctionKind.GENERATOR if scope.yields else FunctionKind.PLAIN


def _maker(translator: Translator, code: FunctionCode, node: Any) -> Run:
    defaults = _defaults(translator, node.args)
    annotations = [] if isinstance(node, ast.Lambda) else _annotations(translator, node)
    qualname = code.qualname

    def make(frame: Frame) -> Any:
        positional, by_keyword = defaults(frame)
        record = TracedFunction(code, frame.globals, frame.builtins, frame)
        notes = {name: note(frame) for name, note in annotations}
        function = make_function(record, qualname, positional, by_keyword)
        if notes:
            function.__annotations__ = notes
        return function

    return make


def _defaults(translator: Translator, args: ast.arguments) -> Defaults:
    positional = [translator.expression(each) for each in args.defaults]
    by_keyword = [
        (translator.mangle(arg.arg), translator.expression(value))
        for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        if value is not None
    ]
    if not positional and not by_keyword:
        return lambda frame: (None, None)

    def run(frame: Frame) -> tuple[tuple[Any, ...] | None, dict[str, Any] | None]:
        values = tuple([each(frame) for each in positional]) or None
        return values, {name: value(frame) for name, value in by_keyword} or None

    return run


def _annotations(
    translator: Translator, node: ast.FunctionDef | ast.AsyncFunctionDef
) -> list[tuple[str, Run]]:
    args = node.args
    # The order of CPython 3.11's compiler: the positional-only ones are the second.
    in_order = [*args.args, *args.posonlyargs, args.vararg, *args.kwonlyargs, args.kwarg]
    pairs = [(arg.arg, arg.annotation) for arg in in_order if arg is not None]
    return [
        (translator.mangle(name), annotation(translator, note))
        for name, note in [*pairs, ("return", node.returns)]
        if note is not None
    ]


def annotation(translator: Translator, node: ast.expr) -> Run:
    """The closure of an annotation: its text where the unit postpones annotations."""
    if not translator.unit.has_future_annotations:
        if isinstance(node, ast.Starred):
            (item,) = (node.value,)
            unpack = translator.expression(item)
            return lambda frame: next(iter(unpack(frame)))
        return translator.expression(node)
    text = ast.unparse(node)
    return lambda frame: text
