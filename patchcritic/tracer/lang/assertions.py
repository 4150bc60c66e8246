"""``assert``: what did not hold is noted with both values."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.domain.answer import Witness
from patchcritic.domain.trace import Known
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.realm import MAX_KNOWN, Realm
from patchcritic.tracer.core.showing import show_plain
from patchcritic.tracer.core.undecided import Undecided
from patchcritic.tracer.lang.operators import COMPARE, comparison, truth
from patchcritic.tracer.lang.translator import Run, Translator, translates

MAX_REPR = 200


@translates(ast.Assert)
def translate_assert(translator: Translator, node: ast.Assert) -> Run:
    """``assert`` with or without a message."""
    test = _test(translator, node.test)
    message = None if node.msg is None else translator.expression(node.msg)
    is_true = truth(translator.world)
    realm = translator.world.realm
    text = source_of(translator, node)

    def run(frame: Frame) -> None:
        value, seen = test(frame)
        if is_true(value):
            if realm.records_values and len(realm.known) < MAX_KNOWN:
                shown = [show_plain(each) for each in seen]  # a repr could change what it shows
                right = shown[1] if len(shown) > 1 else ""
                realm.known.append(_known(frame, text, shown[0], right, True))
            return
        error = AssertionError() if message is None else AssertionError(message(frame))
        left, right = _values(realm, seen)
        path, line = frame.code.path, frame.line
        witness = Witness(assertion=text, actual=left, expected=right, path=path, line=line)
        realm.witnesses[id(error)] = (error, witness)
        if len(realm.known) < MAX_KNOWN:
            realm.known.append(_known(frame, text, left, right, False))
        raise error

    return run


def _test(translator: Translator, test: ast.expr) -> Callable[[Frame], tuple[Any, tuple[Any, ...]]]:
    """Evaluates a condition and gives the operands that it compared, or itself."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        whole = translator.expression(test)

        def run_whole(frame: Frame) -> tuple[Any, tuple[Any, ...]]:
            value = whole(frame)
            return value, (value,)

        return run_whole
    left = translator.expression(test.left)
    right = translator.expression(test.comparators[0])
    compare = comparison(translator.world, COMPARE[type(test.ops[0])])

    def run(frame: Frame) -> tuple[Any, tuple[Any, ...]]:
        sides = (left(frame), right(frame))
        return compare(*sides), sides

    return run


def source_of(translator: Translator, node: ast.stmt) -> str:
    """A statement's source on one line."""
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    lines = translator.unit.lines[first:last]
    return " ".join(line.strip() for line in lines if line.strip())


def _known(frame: Frame, text: str, left: str, right: str, holds: bool) -> Known:
    return Known(
        text=text, path=frame.code.path, line=frame.line, left=left, right=right, holds=holds
    )


def _values(realm: Realm, seen: tuple[Any, ...]) -> tuple[str, str]:
    """Both operands, or the one value there is; an operand that cannot be shown stays empty."""
    shown = [show(realm, each) for each in seen]
    return shown[0], shown[1] if len(shown) > 1 else ""


def show(realm: Realm, value: Any) -> str:
    """A value's ``repr``, cut; empty if making it fails or needs something unknown."""
    before, frame = realm.undecided, realm.frame
    try:
        text = repr(value)
    except (Exception, Undecided):
        realm.undecided, realm.frame = before, frame
        return ""
    return text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…"
