"""Statements that do one thing: assign, delete, return, raise, evaluate."""

from __future__ import annotations

import ast
import sys
from typing import Any

from patchcritic.tracer.core.contexts import handled_now
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.access import delete_target
from patchcritic.tracer.lang.attributes import reader, writer
from patchcritic.tracer.lang.functions import annotation
from patchcritic.tracer.lang.names import load_name, store_name
from patchcritic.tracer.lang.operators import SYMBOLS, binary
from patchcritic.tracer.lang.scopes import ScopeKind, refuse
from patchcritic.tracer.lang.signals import RETURN
from patchcritic.tracer.lang.translator import Run, Translator, translates


@translates(ast.Expr)
def translate_expression(translator: Translator, node: ast.Expr) -> Run:
    """An expression as a statement."""
    value = translator.expression(node.value)

    def run(frame: Frame) -> None:
        value(frame)

    return run


@translates(ast.Assign)
def translate_assign(translator: Translator, node: ast.Assign) -> Run:
    """``a = b = value``."""
    value = translator.expression(node.value)
    targets = [translator.store(target) for target in node.targets]
    if len(targets) == 1:
        [store] = targets

        def run_one(frame: Frame) -> None:
            store(frame, value(frame))

        return run_one

    def run(frame: Frame) -> None:
        result = value(frame)
        for target in targets:
            target(frame, result)

    return run


@translates(ast.AugAssign)
def translate_augmented(translator: Translator, node: ast.AugAssign) -> Run:
    """``target += value``: the target's parts are evaluated once, before the value."""
    target = node.target
    apply = binary(translator.world, SYMBOLS[type(node.op)], inplace=True)
    value = translator.expression(node.value)
    guard = translator.world.guard
    if isinstance(target, ast.Name):
        load = load_name(translator, target.id, target)
        store = store_name(translator, target.id, target)

        def run_name(frame: Frame) -> None:
            store(frame, apply(load(frame), value(frame)))

        return run_name
    if isinstance(target, ast.Attribute):
        owner, name = translator.expression(target.value), translator.mangle(target.attr)
        read, write = reader(translator.world, name), writer(translator.world, name)

        def run_attribute(frame: Frame) -> None:
            holder = owner(frame)
            old = read(holder)
            write(holder, apply(old, value(frame)))

        return run_attribute
    if not isinstance(target, ast.Subscript):
        raise refuse("illegal target of an augmented assignment", node)
    container, key = translator.expression(target.value), translator.expression(target.slice)

    def run_item(frame: Frame) -> None:
        holder = container(frame)
        index = key(frame)
        old = guard.get_item(holder, index)
        guard.set_item(holder, index, apply(old, value(frame)))

    return run_item


@translates(ast.AnnAssign)
def translate_annotated(translator: Translator, node: ast.AnnAssign) -> Run:
    """``target: annotation = value``; functions do not evaluate the annotation."""
    assign = None
    if node.value is not None:
        assign = translate_assign(translator, ast.Assign(targets=[node.target], value=node.value))
    in_function = translator.scope.is_function
    note = None if in_function else annotation(translator, node.annotation)
    target = node.target
    name = translator.mangle(target.id) if isinstance(target, ast.Name) and node.simple else None
    owner = None
    if node.value is None and isinstance(target, ast.Attribute | ast.Subscript):
        owner = translator.expression(target.value)

    def run(frame: Frame) -> None:
        if assign is not None:
            assign(frame)
        elif owner is not None:
            owner(frame)
        if note is not None:
            meaning = note(frame)
            if name is not None:
                _annotations_of(frame)[name] = meaning

    return run


def _annotations_of(frame: Frame) -> Any:
    names = frame.locals
    try:
        return names["__annotations__"]
    except KeyError:
        notes: dict[str, Any] = {}
        names["__annotations__"] = notes
        return notes


@translates(ast.Delete)
def translate_delete(translator: Translator, node: ast.Delete) -> Run:
    """``del``."""
    parts = [delete_target(translator, target) for target in node.targets]

    def run(frame: Frame) -> None:
        for part in parts:
            part(frame)

    return run


@translates(ast.Return)
def translate_return(translator: Translator, node: ast.Return) -> Run:
    """``return``."""
    if node.value is None:

        def run_empty(frame: Frame) -> Any:
            frame.value = None
            return RETURN

        return run_empty
    value = translator.expression(node.value)
    if translator.scope.is_async and translator.scope.yields:
        raise refuse("'return' with value in async generator", node)

    def run(frame: Frame) -> Any:
        frame.value = value(frame)
        return RETURN

    return run


@translates(ast.Raise)
def translate_raise(translator: Translator, node: ast.Raise) -> Run:
    """``raise``: natively, so that contexts and types are the host's."""
    if node.exc is None:

        def run_again(frame: Frame) -> None:
            handled = handled_now()
            if handled is not None and sys.exc_info()[1] is None:
                raise handled
            raise

        return run_again
    error = translator.expression(node.exc)
    if node.cause is None:

        def run(frame: Frame) -> None:
            value = known(error(frame))
            raise value

        return run
    cause = translator.expression(node.cause)

    def run_from(frame: Frame) -> None:
        value = known(error(frame))
        origin = known(cause(frame))
        raise value from origin

    return run_from


def known(value: Any) -> Any:
    """The value itself, if it is known."""
    if type(value) is Unknown:
        raise undecided_by(value)
    return value


@translates(ast.Global, ast.Nonlocal)
def translate_declaration(translator: Translator, node: ast.Global | ast.Nonlocal) -> Run:
    """``global`` and ``nonlocal`` say something to the scopes and do nothing."""
    for name in node.names:
        if isinstance(node, ast.Nonlocal) and translator.scope.kind is not ScopeKind.MODULE:
            from patchcritic.tracer.lang.names import find

            find(translator, translator.mangle(name), node)
    return lambda frame: None
