"""``with``: entering and leaving as CPython does, and never leaving on an undecided trace."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.blocks import block
from patchcritic.tracer.lang.generators import AWAIT, ask
from patchcritic.tracer.lang.handlers import pass_through
from patchcritic.tracer.lang.operators import truth
from patchcritic.tracer.lang.signals import RETURN
from patchcritic.tracer.lang.special import MISSING, find_special
from patchcritic.tracer.lang.translator import Run, Translator, translates

Finish = Callable[[Frame, Any], Any]


@translates(ast.With, ast.AsyncWith)
def translate_with(translator: Translator, node: ast.With | ast.AsyncWith) -> Run:
    """``with`` and ``async with``; several managers are nested."""
    run = block(translator, node.body)
    for item in reversed(node.items):
        run = _with_one(translator, item, run, isinstance(node, ast.AsyncWith))
    return run


@exact_sites
def _with_one(translator: Translator, item: ast.withitem, body: Run, is_async: bool) -> Run:
    manager = translator.expression(item.context_expr)
    store = None if item.optional_vars is None else translator.store(item.optional_vars)
    is_true = truth(translator.world)
    protocol = _async if is_async else _sync
    finish: Finish = _await if is_async else _keep

    def inside(frame: Frame, value: Any) -> Any:
        if store is not None:
            store(frame, value)
        return body(frame)

    def run(frame: Frame) -> Any:
        enter, leave = protocol(manager(frame))
        value = finish(frame, enter())
        try:
            signal = inside(frame, value)
        except BaseException as error:
            pass_through(frame, error)
            if not is_true(finish(frame, leave(type(error), error, error.__traceback__))):
                raise
            return None
        kept = frame.value
        finish(frame, leave(None, None, None))
        if signal is RETURN:
            frame.value = kept
        return signal

    return run


def _keep(frame: Frame, value: Any) -> Any:
    return value


def _await(frame: Frame, value: Any) -> Any:
    return ask(frame, AWAIT, value)


@exact
def _protocol(manager: Any, enter: str, leave: str, protocol: str) -> tuple[Any, Any]:
    if type(manager) is Unknown:
        raise undecided_by(manager)
    first = find_special(manager, enter)
    if first is MISSING:
        raise TypeError(f"{title_of(manager)!r} object does not support the {protocol} protocol")
    last = find_special(manager, leave)
    if last is MISSING:
        raise TypeError(
            f"{title_of(manager)!r} object does not support the {protocol} protocol"
            f" (missed {leave} method)"
        )
    return first, last


def _sync(manager: Any) -> tuple[Any, Any]:
    return _protocol(manager, "__enter__", "__exit__", "context manager")


def _async(manager: Any) -> tuple[Any, Any]:
    return _protocol(manager, "__aenter__", "__aexit__", "asynchronous context manager")
