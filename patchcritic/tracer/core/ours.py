"""Exceptions that start where host code meets an object of ours.

A model may take other arguments than the real thing, or lack one of its names. The host raises the
``TypeError`` in the frame of the caller, which may be code of the standard library.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any, Final

from patchcritic.tracer.core.functions import TRACED_CODE
from patchcritic.tracer.core.models import list_models

_ROOM: Final = "patchcritic.tracer."
_FOLDER: Final = str(Path(__file__).parents[1])
_BINDING: Final = re.compile(r"([\w.<>]+)\(\) (?:takes|got|missing)\b")
_MRO: Final = type.__dict__["__mro__"]
_NAMESPACE: Final = type.__dict__["__dict__"]

_names: set[str] = set()
_n_modules = 0


def is_refused_by_model(error: TypeError) -> bool:
    """Whether its message says that a function of ours does not take these arguments."""
    message = error.args[0] if error.args else None
    found = _BINDING.match(message) if type(message) is str else None
    return found is not None and found[1] in _list_names()


def is_missed_by_model(error: AttributeError) -> bool:
    """Whether the host looked in vain for a name of a model or of a module's private copy."""
    owner: Any = error.obj
    cls = type(owner)
    if cls is ModuleType or cls is SimpleNamespace:
        return True
    return any(
        type(value) is FunctionType and _is_ours(value.__code__)
        for each in (*_MRO.__get__(cls), *(_MRO.__get__(owner) if cls is type else ()))
        for value in _NAMESPACE.__get__(each).values()
    )


def _is_ours(code: CodeType) -> bool:
    return code is not TRACED_CODE and code.co_filename.startswith(_FOLDER)


def _list_names() -> set[str]:
    """The qualified names of all functions of this room, and the names of the models."""
    global _n_modules
    if _n_modules != len(sys.modules):
        _n_modules = len(sys.modules)
        modules = [value for name, value in list(sys.modules.items()) if name.startswith(_ROOM)]
        waiting = [code for module in modules for code in _codes_of(module)]
        while waiting:
            code = waiting.pop()
            _names.add(code.co_qualname)
            waiting += [part for part in code.co_consts if type(part) is CodeType]
    return _names | {cls.__name__ for cls in list_models()}


def _codes_of(module: ModuleType) -> Iterator[CodeType]:
    for value in list(vars(module).values()):
        members = list(vars(value).values()) if type(value) is type else [value]
        for member in members:
            is_wrapped = type(member) in (staticmethod, classmethod)
            function = member.__func__ if is_wrapped else member
            if type(function) is FunctionType and _is_ours(function.__code__):
                yield function.__code__
