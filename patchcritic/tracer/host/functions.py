"""What traced code may see of a function's innards."""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import Any

from patchcritic.tracer.core.functions import (
    FunctionCode,
    FunctionKind,
    TracedFunction,
    is_traced_function,
    record_of,
)
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown

OF_FUNCTIONS = frozenset(
    ("__code__", "__globals__", "__closure__", "__builtins__", "__defaults__", "__kwdefaults__")
)
"""Attributes of functions that tell how they are made."""
_OF_TRACED = frozenset(("__globals__", "__defaults__", "__kwdefaults__"))


_FLAGS = {
    FunctionKind.GENERATOR: inspect.CO_GENERATOR,
    FunctionKind.COROUTINE: inspect.CO_COROUTINE,
    FunctionKind.ASYNC_GENERATOR: inspect.CO_ASYNC_GENERATOR,
}


@offers(
    "co_name co_qualname co_argcount co_posonlyargcount co_kwonlyargcount co_varnames co_filename "
    "co_firstlineno co_flags"
)
class CodeView:
    """What a traced function's code tells of its arguments; of its other locals, nothing."""

    def __init__(self, record: TracedFunction) -> None:
        code = record.code
        named = (*code.positional_only, *code.positional)
        rest = [each for each in (code.var_positional, code.var_keyword) if each]
        self.co_name = code.name
        self.co_qualname = code.qualname
        self.co_argcount = len(named)
        self.co_posonlyargcount = len(code.positional_only)
        self.co_kwonlyargcount = len(code.keyword_only)
        others = Unknown(UndecidedKind.FRAMES, "the locals of a function")
        self.co_varnames = (*named, *code.keyword_only, *rest, others)
        self.co_filename = f"/repo/{code.path}"
        self.co_firstlineno: Any = code.line
        base = inspect.CO_OPTIMIZED | inspect.CO_NEWLOCALS | _FLAGS.get(code.kind, 0)
        base |= inspect.CO_VARARGS if code.var_positional else 0
        self.co_flags: Any = base | (inspect.CO_VARKEYWORDS if code.var_keyword else 0)

    def __copy__(self) -> CodeView:
        """Code is copied as itself."""
        return self

    def __deepcopy__(self, memo: Any) -> CodeView:
        """Code is copied as itself."""
        return self


def view_code(record: TracedFunction) -> CodeView:
    """The one view of a function's code, whichever function object has it."""
    kept = _VIEWS.get(id(record.code))
    if kept is None or kept[0] is not record.code:
        kept = _VIEWS[id(record.code)] = record.code, CodeView(record)
    return kept[1]


_VIEWS: dict[int, tuple[FunctionCode, CodeView]] = {}


def read_function(function: FunctionType, name: str) -> Any:
    """One of ``OF_FUNCTIONS``: of traced functions only.

    Raises:
        Undecided: the function is the host's, or the attribute is the host's business.
    """
    if name == "__code__" and is_traced_function(function):
        return view_code(record_of(function))
    if name == "__closure__" and is_traced_function(function):
        record = record_of(function)
        return None if record.code.closure is None else record.code.closure(record)
    if not is_traced_function(function) or name not in _OF_TRACED:
        raise Undecided(UndecidedKind.FRAMES, f"{name} of a function")
    return getattr(function, name)
