"""``async for``, as a statement and in comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.blocks import block, optional_block, turn
from patchcritic.tracer.lang.generators import AWAIT, ask
from patchcritic.tracer.lang.signals import BREAK, CONTINUE
from patchcritic.tracer.lang.special import MISSING, find_special
from patchcritic.tracer.lang.translator import Run, Translator, translates


@exact
def async_items(value: Any, frame: Frame) -> Iterator[Any]:
    """The items of an asynchronous iterable; each one is awaited by the frame's coroutine."""
    if type(value) is Unknown:
        raise undecided_by(value)
    begin = find_special(value, "__aiter__")
    if begin is MISSING:
        kind = title_of(value)
        raise TypeError(f"'async for' requires an object with __aiter__ method, got {kind}")
    source = begin()
    advance = find_special(source, "__anext__")
    if advance is MISSING:
        kind = title_of(source)
        raise TypeError(
            "'async for' received an object from __aiter__ that does not implement __anext__:"
            f" {kind}"
        )
    return _items(source, frame)


@exact
def _items(source: Any, frame: Frame) -> Iterator[Any]:
    while True:
        try:
            item = ask(frame, AWAIT, find_special(source, "__anext__")())
        except StopAsyncIteration:
            return
        yield item


@translates(ast.AsyncFor)
def translate_async_for(translator: Translator, node: ast.AsyncFor) -> Run:
    """``async for`` with ``else``."""
    items = translator.expression(node.iter)
    store = translator.store(node.target)
    body = block(translator, node.body)
    other = optional_block(translator, node.orelse)
    realm = translator.world.realm

    def run(frame: Frame) -> Any:
        for item in async_items(items(frame), frame):
            turn(realm)
            store(frame, item)
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
        return other(frame)

    return run
