"""Traced functions are host functions: how to tell them, and what the evaluator knows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import CellType, CodeType, FunctionType
from typing import Any
from weakref import ref

from patchcritic.tracer.core.frames import Frame


class FunctionKind(StrEnum):
    """What calling a function gives."""

    PLAIN = "plain"
    GENERATOR = "generator"
    COROUTINE = "coroutine"
    ASYNC_GENERATOR = "async-generator"


@dataclass(slots=True, kw_only=True, eq=False)
class FunctionCode:
    """What one ``def``, ``lambda``, class body or module says, however often it is evaluated."""

    name: str
    qualname: str
    path: str
    line: int = 0
    kind: FunctionKind = FunctionKind.PLAIN
    positional_only: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()
    """Those that may be given by name as well; the positional-only ones are not among them."""
    keyword_only: tuple[str, ...] = ()
    var_positional: str | None = None
    var_keyword: str | None = None
    doc: str | None = None
    end_line: int = 0
    body: Callable[[Frame], Any] = field(default=lambda frame: None)
    invoke: Callable[[TracedFunction, tuple[Any, ...], dict[str, Any]], Any] | None = None
    start: Callable[[TracedFunction, dict[str, Any]], Any] | None = None
    """Runs a call whose arguments are bound."""
    closure: Callable[[TracedFunction], tuple[CellType, ...] | None] | None = None
    """Makes ``__closure__``."""
    scope: Any = None
    """The evaluator's own."""
    named: tuple[str, ...] = ()
    """Positional-only and positional parameters."""
    n_named: int = -1
    """How many of them, where there is no other kind of parameter; else -1."""


@dataclass(slots=True, eq=False)
class TracedFunction:
    """One function object: its code and the place where it was defined."""

    code: FunctionCode
    globals: dict[str, Any]
    builtins: dict[str, Any]
    up: Frame | None
    function: Any = None
    """Weak reference to the host function, where defaults and names are."""

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call it from the host."""
        assert self.code.invoke is not None
        return self.code.invoke(self, args, kwargs)


def _template(record: TracedFunction) -> FunctionType:
    def traced(*args: Any, **kwargs: Any) -> Any:
        return record.call(args, kwargs)

    assert isinstance(traced, FunctionType)
    return traced


def _code_of_traced() -> CodeType:
    return next(part for part in _template.__code__.co_consts if isinstance(part, CodeType))


TRACED_CODE = _code_of_traced()
"""The host code that every traced function has."""


def make_function(
    record: TracedFunction,
    qualname: str,
    defaults: tuple[Any, ...] | None = None,
    kwdefaults: dict[str, Any] | None = None,
) -> FunctionType:
    """The host function that stands for a traced one.

    Its globals are the traced module's, so that the host finds the right ``__module__`` and
    ``typing.get_type_hints`` the right names.
    """
    function = FunctionType(
        TRACED_CODE, record.globals, record.code.name, defaults, (CellType(record),)
    )
    function.__qualname__ = qualname
    function.__doc__ = record.code.doc
    if kwdefaults:
        function.__kwdefaults__ = kwdefaults
    record.function = ref(function)
    return function


def is_traced_function(value: object) -> bool:
    """Whether it is a function of traced code."""
    return type(value) is FunctionType and value.__code__ is TRACED_CODE


def record_of(function: FunctionType) -> TracedFunction:
    """The evaluator's record of a traced function."""
    assert function.__closure__ is not None
    record: TracedFunction = function.__closure__[0].cell_contents
    return record


class FunctionBook:
    """All traced functions, as a mapping from function to record that holds none of them."""

    def __contains__(self, value: object) -> bool:
        return is_traced_function(value)

    def __getitem__(self, function: FunctionType) -> TracedFunction:
        if not is_traced_function(function):
            raise KeyError(function)
        return record_of(function)

    def get(self, value: Any) -> TracedFunction | None:
        """The record of a traced function, None for anything else."""
        return record_of(value) if is_traced_function(value) else None

    def __iter__(self) -> Iterator[FunctionType]:
        return iter(())
