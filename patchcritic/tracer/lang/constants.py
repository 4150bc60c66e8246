"""Constants: which literals of a unit are one and the same object."""

from __future__ import annotations

import ast
import sys
from typing import Any, Final

from patchcritic.tracer.lang.translator import Translator

NOT_CONSTANT: Final = object()


def folded(translator: Translator, node: ast.expr) -> Any:
    """The value of a literal, a negative number or a tuple of such; else ``NOT_CONSTANT``."""
    if isinstance(node, ast.Constant):
        return keep(translator, node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = folded(translator, node.operand)
        is_number = type(value) in (int, float, complex)
        return keep(translator, -value) if is_number else NOT_CONSTANT
    if not isinstance(node, ast.Tuple):
        return NOT_CONSTANT
    parts = tuple(folded(translator, each) for each in node.elts)
    if any(part is NOT_CONSTANT for part in parts):
        return NOT_CONSTANT
    return keep(translator, parts)


def keep(translator: Translator, value: Any) -> Any:
    """The one object that stands for all equal constants of a unit, as CPython's compiler has it.

    Texts that could be names are one object everywhere.
    """
    if type(value) is str and value.isidentifier() and value.isascii():
        return sys.intern(value)
    return translator.unit.kept.setdefault(_key(value), value)


def _key(value: Any) -> Any:
    if type(value) is tuple:
        return tuple, tuple(_key(each) for each in value)
    # By the text, a zero's sign counts.
    return type(value), repr(value) if type(value) in (float, complex) else value
