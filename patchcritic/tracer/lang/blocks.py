"""Blocks of statements, branches and loops."""

from __future__ import annotations

import ast
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.lang.operators import truth
from patchcritic.tracer.lang.signals import BREAK, CONTINUE
from patchcritic.tracer.lang.translator import Run, Translator, translates


def block(translator: Translator, statements: list[ast.stmt]) -> Run:
    """The closure that runs statements until one of them leaves the block."""
    steps = [(each.lineno, translator.statement(each)) for each in statements]
    if len(steps) == 1:
        [(line, step)] = steps

        def run_one(frame: Frame) -> Any:
            frame.line = line
            return step(frame)

        return run_one

    def run(frame: Frame) -> Any:
        for line, step in steps:
            frame.line = line
            signal = step(frame)
            if signal is not None:
                return signal
        return None

    return run


def optional_block(translator: Translator, statements: list[ast.stmt]) -> Run:
    """As :func:`block`, where there may be no statement at all."""
    return block(translator, statements) if statements else _nothing


def _nothing(frame: Frame) -> None:
    return None


@translates(ast.If)
def translate_if(translator: Translator, node: ast.If) -> Run:
    """``if``, ``elif``, ``else``."""
    test = translator.expression(node.test)
    then = block(translator, node.body)
    other = optional_block(translator, node.orelse)
    is_true = truth(translator.world)

    def run(frame: Frame) -> Any:
        value = test(frame)
        if value is True or (value is not False and is_true(value)):
            return then(frame)
        return other(frame)

    return run


def turn(realm: Realm) -> None:
    """Count one turn of a loop."""
    budget = realm.budget
    budget.steps += 1
    if budget.steps >= budget.next_check:
        budget.check()


@translates(ast.While)
def translate_while(translator: Translator, node: ast.While) -> Run:
    """``while`` with ``else``."""
    test = translator.expression(node.test)
    body = block(translator, node.body)
    other = optional_block(translator, node.orelse)
    is_true = truth(translator.world)
    realm = translator.world.realm
    line = node.lineno

    def run(frame: Frame) -> Any:
        while is_true(test(frame)):
            turn(realm)
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
            frame.line = line
        return other(frame)

    return run


@translates(ast.For)
def translate_for(translator: Translator, node: ast.For) -> Run:
    """``for`` with ``else``."""
    items = translator.expression(node.iter)
    store = translator.store(node.target)
    body = block(translator, node.body)
    other = optional_block(translator, node.orelse)
    iterate = iterator(translator)
    realm = translator.world.realm
    line = node.lineno

    def run(frame: Frame) -> Any:
        for item in iterate(items(frame)):
            turn(realm)
            store(frame, item)
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
            frame.line = line
        return other(frame)

    return run


@exact_sites
def iterator(translator: Translator) -> Any:
    """What a loop iterates over instead of a value."""
    guarded = translator.world.guard.iterate

    def iterate(value: Any) -> Any:
        kind = type(value)
        if kind is list or kind is tuple or kind is str or kind is dict or kind is range:
            return value
        return guarded(value)

    return iterate


@translates(ast.Break)
def translate_break(translator: Translator, node: ast.Break) -> Run:
    """``break``."""
    return lambda frame: BREAK


@translates(ast.Continue)
def translate_continue(translator: Translator, node: ast.Continue) -> Run:
    """``continue``."""
    return lambda frame: CONTINUE


@translates(ast.Pass)
def translate_pass(translator: Translator, node: ast.Pass) -> Run:
    """``pass``."""
    return _nothing
