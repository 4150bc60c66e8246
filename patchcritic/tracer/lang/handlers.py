"""``try``: handlers run inside the host's own ``except``, so that contexts chain as in CPython."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from greenlet import GreenletExit

from patchcritic.tracer.core.contexts import link
from patchcritic.tracer.core.exact import admit, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.undecided import Undecided
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.blocks import block, optional_block
from patchcritic.tracer.lang.names import delete_name, store_name
from patchcritic.tracer.lang.signals import RETURN
from patchcritic.tracer.lang.translator import Run, Store, Translator, translates


@dataclass(slots=True, eq=False)
class Handler:
    """One ``except`` or ``except*`` clause."""

    kind: Run | None
    body: Run
    store: Store | None
    forget: Run | None

    def run(self, frame: Frame, error: BaseException) -> Any:
        """Run its body with its name bound to the exception, and unbind the name."""
        if self.store is None or self.forget is None:
            return self.body(frame)
        self.store(frame, error)
        try:
            return self.body(frame)
        finally:
            self.store(frame, None)
            self.forget(frame)


@translates(ast.Try)
def translate_try(translator: Translator, node: ast.Try) -> Run:
    """``try`` with its handlers, ``else`` and ``finally``."""
    run = block(translator, node.body)
    if node.handlers:
        run = _handled(translator, node, run)
    if node.finalbody:
        run = finished(run, block(translator, node.finalbody))
    return run


def _handled(translator: Translator, node: ast.Try, body: Run) -> Run:
    handlers = [make_handler(translator, each) for each in node.handlers]
    other = optional_block(translator, node.orelse)

    def run(frame: Frame) -> Any:
        try:
            signal = body(frame)
        except BaseException as error:
            pass_through(frame, error)
            for handler in handlers:
                if handler.kind is None or is_caught(error, handler.kind(frame)):
                    return handler.run(frame, error)
            raise
        return other(frame) if signal is None else signal

    return run


def pass_through(frame: Frame, error: BaseException) -> None:
    """Raise what no traced handler may see."""
    if type(error) is Undecided or isinstance(error, GreenletExit):
        raise error
    admit(error)
    link(error)


def make_handler(translator: Translator, node: ast.ExceptHandler) -> Handler:
    """Translate one clause."""
    kind = None if node.type is None else _at_line(node.lineno, translator.expression(node.type))
    body = block(translator, node.body)
    if node.name is None:
        return Handler(kind, body, None, None)
    store = store_name(translator, node.name, node)
    return Handler(kind, body, store, delete_name(translator, node.name, node))


def _at_line(line: int, run: Run) -> Run:
    def run_there(frame: Frame) -> Any:
        frame.line = line
        return run(frame)

    return run_there


@exact_sites
def _makers() -> Any:
    def is_caught(error: BaseException, kinds: Any) -> bool:
        if is_a(type(kinds), tuple):
            for kind in kinds:
                check(kind)
            return any(is_a(type(error), kind) for kind in kinds)
        check(kinds)
        return is_a(type(error), kinds)

    def check(kind: Any) -> None:
        if type(kind) is Unknown:
            raise undecided_by(kind)
        if not _is_exception_class(kind):
            raise TypeError(
                "catching classes that do not inherit from BaseException is not allowed"
            )

    return is_caught


def is_a(cls: type, base: type) -> bool:
    """Whether a class has another among its bases; no metaclass is asked."""
    return any(each is base for each in type.__dict__["__mro__"].__get__(cls))


def _is_exception_class(value: Any) -> bool:
    return is_a(type(value), type) and is_a(value, BaseException)


is_caught = _makers()


def finished(body: Run, final: Run) -> Run:
    """A block with its ``finally``."""

    def run(frame: Frame) -> Any:
        try:
            signal = body(frame)
        except BaseException as error:
            pass_through(frame, error)
            signal = final(frame)
            if signal is None:
                raise
            return signal
        value = frame.value
        last = final(frame)
        if last is not None:
            return last
        if signal is RETURN:
            frame.value = value
        return signal

    return run
