"""Generators and coroutines are the host's own; a greenlet runs their traced body.

The body hands what it yields or awaits to the host's generator or coroutine, which yields or
awaits it natively: sending, throwing, closing, cancelling and their errors are CPython's.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import AsyncGenerator, Generator
from typing import Any, Final

from greenlet import getcurrent

from patchcritic.tracer.core.contexts import Worker, chain, handled_now
from patchcritic.tracer.core.exact import exact, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import FunctionKind, TracedFunction
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.running import Start, enter, plain_start
from patchcritic.tracer.lang.signals import RETURN
from patchcritic.tracer.lang.translator import Run, Translator, translates

YIELD: Final = "yield"
FROM: Final = "yield from"
AWAIT: Final = "await"
_DONE: Final = "done"
Request = tuple[str, Any]


def _run_body(frame: Frame) -> Request:
    signal = frame.code.body(frame)
    return _DONE, frame.value if signal is RETURN else None


@exact
def _resume(realm: Realm, traced_frame: Frame, sent: Any, error: BaseException | None) -> Request:
    """Let the body run on until it asks for something; errors in it come out of here."""
    handled = handled_now()
    worker = traced_frame.worker
    enter(realm, traced_frame)
    worker.parent = getcurrent()
    worker.handled, worker.thrown, worker.linked = handled, error, None
    try:
        request: Request = worker.switch(sent) if error is None else worker.throw(error)
        return request
    except BaseException as raised:
        if handled is not None and raised is not worker.linked:
            chain(raised, handled, (error, worker.held))
        raise
    finally:
        realm.frame = traced_frame.back


@exact
def ask(frame: Frame, what: str, value: Any) -> Any:
    """From inside a body: have the host yield or await something, and give its answer.

    What comes back as an exception has the body's own handled exception as its context.
    """
    handled = frame.worker.held = sys.exc_info()[1]
    if handled is None:
        return frame.worker.parent.switch((what, value))
    try:
        return frame.worker.parent.switch((what, value))
    except BaseException as raised:
        if what is YIELD:
            _set_context(raised, handled)
        else:
            chain(raised, handled)
        raise


def _set_context(raised: BaseException, handled: BaseException) -> None:
    """What the host does when it sets an exception while another one is handled."""
    if raised is handled:
        return
    last, seen = handled, {id(handled)}
    while last.__context__ is not None and id(last.__context__) not in seen:
        if last.__context__ is raised:
            last.__context__ = None
            break
        last = last.__context__
        seen.add(id(last))
    raised.__context__ = handled


@exact
def _generate(realm: Realm, frame: Frame) -> Generator[Any, Any, Any]:
    frame.worker = Worker(_run_body)
    what, value = _resume(realm, frame, frame, None)
    while what is not _DONE:
        error, answer = None, None
        try:
            answer = (yield value) if what is YIELD else (yield from value)
        except BaseException as raised:
            error = raised
        what, value = _resume(realm, frame, answer, error)
    return value


@exact
async def _coroutine(realm: Realm, frame: Frame) -> Any:
    frame.worker = Worker(_run_body)
    what, value = _resume(realm, frame, frame, None)
    while what is not _DONE:
        error, answer = None, None
        try:
            answer = await value
        except BaseException as raised:
            error = raised
        what, value = _resume(realm, frame, answer, error)
    return value


@exact
async def _async_generate(realm: Realm, frame: Frame) -> AsyncGenerator[Any, Any]:
    frame.worker = Worker(_run_body)
    what, value = _resume(realm, frame, frame, None)
    while what is not _DONE:
        error, answer = None, None
        try:
            answer = (yield value) if what is YIELD else (await value)
        except BaseException as raised:
            error = raised
        what, value = _resume(realm, frame, answer, error)


_DRIVERS: dict[FunctionKind, Any] = {
    FunctionKind.GENERATOR: _generate,
    FunctionKind.COROUTINE: _coroutine,
    FunctionKind.ASYNC_GENERATOR: _async_generate,
}


@exact_sites
def starter(realm: Realm, kind: FunctionKind) -> Start:
    """What starts a call of a function of this kind whose arguments are bound."""
    if kind is FunctionKind.PLAIN:
        return plain_start(realm)

    def start(record: TracedFunction, names: dict[str, Any]) -> Any:
        frame = Frame(names, record.globals, record.builtins, record.up, record.code)
        function = record.function()
        return drive(realm, frame, function.__name__, function.__qualname__)

    return start


def drive(realm: Realm, frame: Frame, name: str, qualname: str) -> Any:
    """The host's generator, coroutine or asynchronous generator of a frame that has not begun."""
    made = _DRIVERS[frame.code.kind](realm, frame)
    made.__name__ = name
    made.__qualname__ = qualname
    return made


@translates(ast.Yield)
def translate_yield(translator: Translator, node: ast.Yield) -> Run:
    """``yield``."""
    value = _nothing if node.value is None else translator.expression(node.value)
    return lambda frame: ask(frame, YIELD, value(frame))


def _nothing(frame: Frame) -> None:
    return None


@translates(ast.YieldFrom)
def translate_yield_from(translator: Translator, node: ast.YieldFrom) -> Run:
    """``yield from``."""
    value = translator.expression(node.value)

    def run(frame: Frame) -> Any:
        items = value(frame)
        if type(items) is Unknown:
            raise undecided_by(items)
        return ask(frame, FROM, items)

    return run


@translates(ast.Await)
def translate_await(translator: Translator, node: ast.Await) -> Run:
    """``await``."""
    value = translator.expression(node.value)

    def run(frame: Frame) -> Any:
        if frame.worker is None:
            raise Undecided(UndecidedKind.LANGUAGE, "await in a generator expression")
        return ask(frame, AWAIT, value(frame))

    return run
