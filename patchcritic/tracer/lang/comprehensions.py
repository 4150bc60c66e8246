"""Comprehensions and generator expressions, each in a frame of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator
from typing import Any

from patchcritic.tracer.core.exact import exact, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import FunctionCode, FunctionKind
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.blocks import iterator, turn
from patchcritic.tracer.lang.generators import YIELD, ask, drive
from patchcritic.tracer.lang.loops import async_items
from patchcritic.tracer.lang.operators import truth
from patchcritic.tracer.lang.translator import Run, Store, Translator, translates

Emit = Callable[[Frame], None]


class _Level:
    """One ``for`` with its conditions."""

    __slots__ = ("conditions", "is_async", "items", "store")

    def __init__(self, items: Run, store: Store, conditions: list[Run], is_async: bool) -> None:
        self.items = items
        self.store = store
        self.conditions = conditions
        self.is_async = is_async


def _levels(inner: Translator, outer: Translator, node: Any) -> list[_Level]:
    return [
        _Level(
            (inner if number else outer).expression(part.iter),
            inner.store(part.target),
            [inner.expression(each) for each in part.ifs],
            bool(part.is_async),
        )
        for number, part in enumerate(node.generators)
    ]


@translates(ast.ListComp, ast.SetComp)
def translate_listing(translator: Translator, node: ast.ListComp | ast.SetComp) -> Run:
    """A list or set comprehension."""
    inner = translator.inside(node)
    element = inner.expression(node.elt)
    walk = _walker(translator, inner, node)
    make: Any = list if isinstance(node, ast.ListComp) else set
    add_name = "append" if make is list else "add"

    def run(frame: Frame) -> Any:
        result = make()
        add = getattr(result, add_name)

        def emit(inside: Frame) -> None:
            add(element(inside))

        walk(frame, emit)
        return result

    return run


@translates(ast.DictComp)
def translate_dict_comprehension(translator: Translator, node: ast.DictComp) -> Run:
    """A dict comprehension."""
    inner = translator.inside(node)
    key, value = inner.expression(node.key), inner.expression(node.value)
    walk = _walker(translator, inner, node)

    def run(frame: Frame) -> dict[Any, Any]:
        result: dict[Any, Any] = {}

        def emit(inside: Frame) -> None:
            name = key(inside)
            result[name] = value(inside)

        walk(frame, emit)
        return result

    return run


@exact_sites
def _walker(translator: Translator, inner: Translator, node: Any) -> Callable[[Frame, Emit], None]:
    levels = _levels(inner, translator, node)
    step = _step(translator, levels, 0)

    def walk(frame: Frame, emit: Emit) -> None:
        inside = Frame({}, frame.globals, frame.builtins, frame, frame.code)
        inside.worker = frame.worker
        step(inside, levels[0].items(frame), emit)

    return walk


@exact_sites
def _step(
    translator: Translator, levels: list[_Level], depth: int
) -> Callable[[Frame, Any, Emit], None]:
    level = levels[depth]
    below = _step(translator, levels, depth + 1) if depth + 1 < len(levels) else None
    iterate = iterator(translator)
    is_true = truth(translator.world)
    realm = translator.world.realm
    store, conditions = level.store, level.conditions

    def passes(frame: Frame) -> bool:
        return all(is_true(condition(frame)) for condition in conditions)

    def run(frame: Frame, items: Any, emit: Emit) -> None:
        for item in async_items(items, frame) if level.is_async else iterate(items):
            turn(realm)
            store(frame, item)
            if conditions and not passes(frame):
                continue
            if below is None:
                emit(frame)
            else:
                below(frame, levels[depth + 1].items(frame), emit)

    return run


@translates(ast.GeneratorExp)
def translate_generator_expression(translator: Translator, node: ast.GeneratorExp) -> Run:
    """A generator expression: its first iterable is asked for an iterator at once."""
    inner = translator.inside(node)
    element = inner.expression(node.elt)
    levels = _levels(inner, translator, node)
    if inner.scope.awaits:
        return _async_expression(translator, inner, element, levels)
    iterate = iterator(translator)
    is_true = truth(translator.world)
    qualname = inner.scope.qualname
    realm = translator.world.realm
    generate = _generator(realm, iterate, is_true)

    def run(frame: Frame) -> Any:
        inside = Frame({}, frame.globals, frame.builtins, frame, frame.code)
        first = begin(iterate, levels[0].items(frame))
        made = generate(inside, first, levels, element)
        made.__name__ = "<genexpr>"
        made.__qualname__ = qualname
        return made

    return run


@exact
def begin(iterate: Any, value: Any) -> Any:
    """The iterator that a generator expression starts with."""
    if type(value) is Unknown:
        raise undecided_by(value)
    return iter(iterate(value))


@exact_sites
def _generator(realm: Realm, iterate: Any, is_true: Any) -> Any:
    def generate(
        frame: Frame, items: Any, levels: list[_Level], element: Run
    ) -> Generator[Any, None, None]:
        level = levels[0]
        for item in items:
            turn(realm)
            level.store(frame, item)
            for condition in level.conditions:
                if not is_true(condition(frame)):
                    break
            else:
                if len(levels) == 1:
                    yield element(frame)
                else:
                    below = iterate(levels[1].items(frame))
                    yield from generate(frame, below, levels[1:], element)

    return generate


def _async_expression(
    translator: Translator, inner: Translator, element: Run, levels: list[_Level]
) -> Run:
    """One with ``await`` or ``async for`` is an asynchronous generator."""
    realm = translator.world.realm
    step = _step(inner, levels, 0)
    qualname = inner.scope.qualname

    def emit(frame: Frame) -> None:
        ask(frame, YIELD, element(frame))

    def body(frame: Frame) -> Any:
        step(frame, frame.value, emit)
        return None

    code = FunctionCode(
        name="<genexpr>",
        qualname=qualname,
        path=translator.unit.path,
        body=body,
        kind=FunctionKind.ASYNC_GENERATOR,
    )

    def run(frame: Frame) -> Any:
        inside = Frame({}, frame.globals, frame.builtins, frame, code)
        inside.value = levels[0].items(frame)
        return drive(realm, inside, "<genexpr>", qualname)

    return run
