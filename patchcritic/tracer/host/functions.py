"""What traced code may see of a function's innards."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from patchcritic.tracer.core.functions import is_traced_function
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind

OF_FUNCTIONS = frozenset(
    ("__code__", "__globals__", "__closure__", "__builtins__", "__defaults__", "__kwdefaults__")
)
"""Attributes of functions that tell how they are made."""
_OF_TRACED = frozenset(("__globals__", "__defaults__", "__kwdefaults__"))


def read_function(function: FunctionType, name: str) -> Any:
    """One of ``OF_FUNCTIONS``: of traced functions only.

    Raises:
        Undecided: the function is the host's, or the attribute is the host's business.
    """
    if not is_traced_function(function) or name not in _OF_TRACED:
        raise Undecided(UndecidedKind.FRAMES, f"{name} of a function")
    return getattr(function, name)
