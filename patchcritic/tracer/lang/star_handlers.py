"""``except*``: groups are split, joined and raised again by the host's own ``except*``."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.blocks import block, optional_block
from patchcritic.tracer.lang.handlers import Handler, finished, make_handler, pass_through
from patchcritic.tracer.lang.translator import Run, Translator, translates


@translates(ast.TryStar)
def translate_try_star(translator: Translator, node: ast.TryStar) -> Run:
    """``try`` with ``except*``."""
    body = block(translator, node.body)
    handlers = [make_handler(translator, each) for each in node.handlers]
    other = optional_block(translator, node.orelse)
    if len(handlers) > len(_CLAUSES):
        reason = f"more than {len(_CLAUSES)} except* clauses"
        raise Undecided(UndecidedKind.LANGUAGE, reason)
    handle = _CLAUSES[len(handlers) - 1]

    def run(frame: Frame) -> Any:
        try:
            signal = body(frame)
        except BaseException as error:
            pass_through(frame, error)
            handle(frame, error, handlers)
            return None
        return other(frame) if signal is None else signal

    return finished(run, block(translator, node.finalbody)) if node.finalbody else run


def _kinds(frame: Frame, handler: Handler) -> Any:
    assert handler.kind is not None
    kinds = handler.kind(frame)
    for kind in kinds if type(kinds) is tuple else (kinds,):
        if type(kind) is Unknown:
            raise undecided_by(kind)
    return kinds


def _raises_again(frame: Frame, handler: Handler, caught: BaseException) -> bool:
    """Run a clause; True if it raised what it caught, whose traceback is then as it was.

    The host tells by the traceback what was raised again, and puts it back into its group.
    """
    before = caught.__traceback__
    try:
        handler.run(frame, caught)
    except BaseException as error:
        if error is not caught:
            raise
        caught.__traceback__ = before
        return True
    return False


@exact
def _one(frame: Frame, error: BaseException, handlers: list[Handler]) -> None:
    try:
        raise error
    except* _kinds(frame, handlers[0]) as caught:
        if _raises_again(frame, handlers[0], caught):
            raise


@exact
def _two(frame: Frame, error: BaseException, handlers: list[Handler]) -> None:
    try:
        raise error
    except* _kinds(frame, handlers[0]) as caught:
        if _raises_again(frame, handlers[0], caught):
            raise
    except* _kinds(frame, handlers[1]) as caught:
        if _raises_again(frame, handlers[1], caught):
            raise


@exact
def _three(frame: Frame, error: BaseException, handlers: list[Handler]) -> None:
    try:
        raise error
    except* _kinds(frame, handlers[0]) as caught:
        if _raises_again(frame, handlers[0], caught):
            raise
    except* _kinds(frame, handlers[1]) as caught:
        if _raises_again(frame, handlers[1], caught):
            raise
    except* _kinds(frame, handlers[2]) as caught:
        if _raises_again(frame, handlers[2], caught):
            raise


_CLAUSES: tuple[Callable[[Frame, BaseException, list[Handler]], None], ...] = (_one, _two, _three)
