"""``str.format``: fields that walk attributes get only what the guard gives."""

from __future__ import annotations

from _string import (  # type: ignore[import-not-found]
    formatter_field_name_split,
    formatter_parser,
)
from collections.abc import Iterator, Mapping
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.sizes import check_spec

_MAX_NESTING = 2
_R, _S, _A = 114, 115, 97


@exact
def _format(text: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    return str.format(text, *args, **kwargs)


@exact
def _format_map(text: str, mapping: Any) -> str:
    return str.format_map(text, mapping)


def guarded_format(
    guard: Guarding, text: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> str:
    """``text.format(*args, **kwargs)``."""
    _check(guard, text, (*args, *kwargs.values()))
    if not _has_walk(text):
        return _format(text, args, kwargs)
    walker = _Walker(guard, args, kwargs)
    plain = walker.rewrite(text, 0)
    return _format(plain, tuple(walker.values), {})


def guarded_format_map(guard: Guarding, text: str, mapping: Any) -> str:
    """``text.format_map(mapping)``."""
    _check(guard, text, ())
    if not _has_walk(text):
        return _format_map(text, mapping)
    walker = _Walker(guard, None, mapping)
    plain = walker.rewrite(text, 0)
    return _format(plain, tuple(walker.values), {})


def _check(guard: Guarding, text: str, values: tuple[Any, ...]) -> None:
    check_spec(guard.realm.budget, text)
    for value in values:
        if type(value) is Unknown:
            raise undecided_by(value)
        if type(value) is int and value > guard.realm.budget.max_size and "{:{" in text:
            guard.realm.budget.check_size(value)


def _fields(text: str) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    try:
        yield from formatter_parser(str.__str__(text))
    except ValueError:
        return


def _has_walk(text: str) -> bool:
    """Whether any field, also one within a specification, reads an attribute."""
    return any(
        (name is not None and "." in name) or (spec and "{" in spec and _has_walk(spec))
        for _, name, spec, _ in _fields(text)
    )


class _Walker:
    """Rewrites a format string so that its fields are positions of values already walked to."""

    def __init__(self, guard: Guarding, args: tuple[Any, ...] | None, kwargs: Any) -> None:
        self._guard = guard
        self._args = args
        self._kwargs = kwargs
        self._next = 0
        self._is_manual = False
        self.values: list[Any] = []

    def rewrite(self, text: str, depth: int) -> str:
        """The same format string with plain positions as its fields."""
        if depth > _MAX_NESTING:
            raise Undecided(UndecidedKind.LANGUAGE, "a format string that deep")
        parts = []
        for literal, name, spec, conversion in formatter_parser(str.__str__(text)):
            parts.append(literal.replace("{", "{{").replace("}", "}}"))
            if name is None:
                continue
            self.values.append(self._walk(name))
            at = len(self.values) - 1
            inner = self.rewrite(spec, depth + 1) if spec else ""
            mark = f"!{conversion}" if conversion else ""
            parts.append(f"{{{at}{mark}:{inner}}}" if inner else f"{{{at}{mark}}}")
        return "".join(parts)

    def _walk(self, name: str) -> Any:
        first, rest = formatter_field_name_split(name)
        value = self._first(first)
        for is_attribute, key in rest:
            if is_attribute:
                value = self._guard.get_attr(value, key)
            else:
                value = self._guard.get_item(value, key)
        return value

    def _first(self, first: int | str) -> Any:
        if first == "":
            first = self._next
            self._next += 1
        elif type(first) is int:
            self._is_manual = True
        if self._is_manual and self._next:
            raise Undecided(UndecidedKind.LANGUAGE, "numbered and unnumbered fields together")
        if type(first) is int:
            if self._args is None or first >= len(self._args):
                raise Undecided(UndecidedKind.LANGUAGE, "a format field without its argument")
            return self._args[first]
        return self._guard.get_item(self._kwargs, first)


def format_value(guard: Guarding, value: Any, conversion: int, spec: str) -> Any:
    """One replacement field of an f-string: ``!r``, ``!s`` or ``!a`` and what stands after ``:``.

    A value that is unknown, though its type is known, gives an unknown text.
    """
    if type(value) is Unknown:
        return guard.unknown_like(value, str)
    check_spec(guard.realm.budget, spec)
    return _format_value(value, conversion, spec)


@exact
def _format_value(value: Any, conversion: int, spec: str) -> str:
    if conversion == _R:
        value = repr(value)
    elif conversion == _S:
        value = str(value)
    elif conversion == _A:
        value = ascii(value)
    return format(value, spec)
