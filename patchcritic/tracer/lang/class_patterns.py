"""Class patterns of ``match``: positions by ``__match_args__``, names by attributes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.guarding import Guarding
from patchcritic.tracer.lang.translator import Store, Translator

Bound = list[tuple[Store, Any]]
Fits = Callable[[Frame, Any, Bound], bool]
"""Whether a value fits, noting what is to be bound if the whole pattern does."""
_MISSING = object()
_SELF_MATCHING = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def class_pattern(
    translator: Translator, node: ast.MatchClass, positional: list[Fits], named: list[Fits]
) -> Fits:
    """``Class(pattern, name=pattern)``."""
    owner = translator.expression(node.cls)
    attributes = [translator.mangle(name) for name in node.kwd_attrs]
    guard = translator.world.guard
    n_positional = len(positional)

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        cls = owner(frame)
        if not _is_instance(value, cls):
            return False
        parts = [*positional, *named]
        names = attributes
        if positional:
            own = _match_args(cls)
            if own is _MISSING and _matches_itself(cls):
                _check_count(cls, 1, n_positional)
                if not parts.pop(0)(frame, value, bound):
                    return False
            else:
                names = [*_positions(cls, own, n_positional, attributes), *attributes]
        for name, part in zip(names, parts, strict=True):
            item = _attribute(guard, value, name)
            if item is _MISSING or not part(frame, item, bound):
                return False
        return True

    return fits


@exact
def _is_instance(value: Any, cls: Any) -> bool:
    for each in (value, cls):
        if type(each) is Unknown:
            raise undecided_by(each)
    if not isinstance(cls, type):
        raise TypeError("called match pattern must be a type")
    return isinstance(value, cls)


def _match_args(cls: type) -> Any:
    for base in type.__dict__["__mro__"].__get__(cls):
        if "__match_args__" in base.__dict__:
            return base.__dict__["__match_args__"]
    return _MISSING


def _matches_itself(cls: type) -> bool:
    order = type.__dict__["__mro__"].__get__(cls)
    return any(each in order for each in _SELF_MATCHING)


@exact
def _positions(cls: type, own: Any, n_positional: int, attributes: list[str]) -> list[str]:
    listed = () if own is _MISSING else own
    if type(listed) is not tuple:
        kind = title_of(listed)
        raise TypeError(f"{cls.__name__}.__match_args__ must be a tuple (got {kind})")
    _check_count(cls, len(listed), n_positional)
    names = list(listed[:n_positional])
    for number, name in enumerate(names):
        if not isinstance(name, str):
            kind = title_of(name)
            raise TypeError(f"__match_args__ elements must be strings (got {kind})")
        if name in names[:number] or name in attributes:
            raise TypeError(f"{cls.__name__}() got multiple sub-patterns for attribute {name!r}")
    return names


@exact
def _check_count(cls: type, allowed: int, given: int) -> None:
    if given > allowed:
        plural = "" if allowed == 1 else "s"
        raise TypeError(
            f"{cls.__name__}() accepts {allowed} positional sub-pattern{plural} ({given} given)"
        )


def _attribute(guard: Guarding, value: Any, name: str) -> Any:
    try:
        return guard.get_attr(value, name)
    except AttributeError:
        return _MISSING
