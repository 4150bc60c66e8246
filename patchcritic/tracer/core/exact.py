"""Which exceptions are CPython's own and which would be a bug of the evaluator."""

from __future__ import annotations

import opcode
import sysconfig
from collections.abc import Callable
from types import CodeType, FunctionType, TracebackType
from typing import Any, TypeVar

from patchcritic.tracer.core.ours import is_missed_by_model, is_refused_by_model
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import MARK, NAME

_EXACT: set[CodeType] = set()
_STDLIB = (sysconfig.get_paths()["stdlib"] + "/", "<frozen ")
_THIRD = (sysconfig.get_paths()["purelib"] + "/", sysconfig.get_paths()["platlib"] + "/")
_RAISING = frozenset(opcode.opmap[name] for name in ("RAISE_VARARGS", "RERAISE"))
_NEVER_EXACT = (RecursionError, MemoryError, SystemError, KeyboardInterrupt)

F = TypeVar("F", bound=Callable[..., Any])


def exact(function: F) -> F:
    """Mark a function: an exception that starts in its own frame is what CPython would raise.

    For the places that perform a traced operation and nothing else: an operator, a call, a
    subscript, a name's lookup, a ``raise``. Put nothing into such a function that can fail for a
    reason of our own.
    """
    assert isinstance(function, FunctionType)
    _EXACT.add(function.__code__)
    return function


def exact_sites(factory: F) -> F:
    """Mark every function that is defined inside this one, as :func:`exact` marks one function."""
    assert isinstance(factory, FunctionType)
    waiting = [factory.__code__]
    while waiting:
        inner = [part for part in waiting.pop().co_consts if isinstance(part, CodeType)]
        _EXACT.update(inner)
        waiting += inner
    return factory


def admit(error: BaseException) -> None:
    """Let an exception of traced code pass, or end the trace if it cannot be trusted.

    Raises:
        Undecided: it is no exception that CPython would raise here for certain.
    """
    if isinstance(error, Undecided):
        raise error
    if isinstance(error, _NEVER_EXACT):
        raise Undecided(UndecidedKind.BUDGET, f"{type(error).__name__} depends on the interpreter")
    if type(error) is LookupError and str(error).startswith("unknown encoding"):
        raise Undecided(UndecidedKind.STDLIB, "codecs may be registered that are not known here")
    if any(
        type(part) is str and MARK in part for part in BaseException.__dict__["args"].__get__(error)
    ):
        raise Undecided(UndecidedKind.IMPORT, "the host refused a value that is not known")
    if type(error) is TypeError and error.args and _names_unknown(error.args[0]):
        raise Undecided(UndecidedKind.INTERNAL, "host code was given a value that is not known")
    innermost, is_raised = _innermost(error.__traceback__)
    if innermost is None:
        return
    _check_models(error, innermost, is_raised)
    if innermost in _EXACT or is_stdlib(innermost.co_filename):
        return
    place = f"{innermost.co_name} in {innermost.co_filename.rpartition('/')[2]}"
    raise Undecided(UndecidedKind.INTERNAL, f"{type(error).__name__} raised by {place}")


def _names_unknown(message: object) -> bool:
    return type(message) is str and NAME in message


def _check_models(error: BaseException, innermost: CodeType, is_raised: bool) -> None:
    if is_raised:
        return
    if isinstance(error, TypeError):
        is_ours = is_refused_by_model(error)
    elif isinstance(error, AttributeError):
        is_ours = is_stdlib(innermost.co_filename) and is_missed_by_model(error)
    else:
        is_ours = False
    if is_ours:
        raise Undecided(UndecidedKind.STDLIB, "a model is asked for what it does not have")


def _innermost(traceback: TracebackType | None) -> tuple[CodeType | None, bool]:
    """Where an exception started, and whether by a ``raise`` statement."""
    code, at = None, 0
    while traceback is not None:
        code, at = traceback.tb_frame.f_code, traceback.tb_lasti
        traceback = traceback.tb_next
    return code, code is not None and at >= 0 and code.co_code[at] in _RAISING


def is_stdlib(filename: str) -> bool:
    """Whether code of this file is the host's standard library."""
    return filename.startswith(_STDLIB) and not filename.startswith(_THIRD)
