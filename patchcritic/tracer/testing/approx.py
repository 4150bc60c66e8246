"""``pytest.approx``: equality within a tolerance, by pytest's own rules."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sized
from datetime import datetime, timedelta
from decimal import Decimal
from numbers import Complex
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.outcomes import throw


@offers("expected rel abs nan_ok")
class Approx:
    """What ``approx`` gives: compare it with ``==``."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expected: Any, rel: Any, abs: Any, nan_ok: bool) -> None:
        self.expected = expected
        self.rel = rel
        self.abs = abs
        self.nan_ok = nan_ok

    def __bool__(self) -> bool:
        throw(
            AssertionError(
                "approx() is not supported in a boolean context.\n"
                "Did you mean: `assert a == approx(b)`?"
            )
        )

    def __ne__(self, actual: object) -> bool:
        return not self == actual

    def _scalar(self, value: Any) -> Scalar:
        if isinstance(value, datetime | timedelta):
            raise Undecided(UndecidedKind.PLUGIN, "pytest.approx of dates is not modelled")
        return Scalar(value, self.rel, self.abs, self.nan_ok)

    def _all(self, pairs: Iterable[tuple[Any, Any]]) -> bool:
        return all(actual == self._scalar(expected) for actual, expected in pairs)


@offers("")
class ApproxMapping(Approx):
    """Of a mapping with numbers as values."""

    def __eq__(self, actual: object) -> bool:
        try:
            keys = set(actual.keys())  # type: ignore[attr-defined]
        except AttributeError:
            return False
        if keys != set(self.expected.keys()):
            return False
        return self._all((actual[key], self.expected[key]) for key in self.expected)  # type: ignore[index]

    def __repr__(self) -> str:
        return f"approx({ {key: self._scalar(one) for key, one in self.expected.items()}!r})"


@offers("")
class ApproxSequence(Approx):
    """Of a list, a tuple or something alike."""

    def __eq__(self, actual: object) -> bool:
        try:
            n_actual = len(actual)  # type: ignore[arg-type]
        except TypeError:
            return False
        return n_actual == len(self.expected) and self._all(zip(actual, self.expected, strict=True))  # type: ignore[call-overload]

    def __repr__(self) -> str:
        kind = tuple if type(self.expected) is tuple else list
        return f"approx({kind(self._scalar(one) for one in self.expected)!r})"


@offers("")
class Scalar(Approx):
    """Of one number, or of anything else, which has to be equal."""

    @exact
    def __eq__(self, actual: object) -> bool:
        expected = self.expected
        if isinstance(expected, bool) and not isinstance(actual, bool):
            return False
        if actual == expected:
            return True
        if isinstance(expected, bool) or not (
            isinstance(expected, Complex | Decimal) and isinstance(actual, Complex | Decimal)
        ):
            return False
        if _is_nan(abs(expected)):
            return self.nan_ok and _is_nan(abs(actual))
        if _is_infinite(abs(expected)):
            return False
        return bool(abs(expected - actual) <= self.tolerance())

    @exact
    def tolerance(self) -> Any:
        """The larger of the relative and the absolute tolerance."""
        is_decimal = isinstance(self.expected, Decimal)
        absolute = _given(self.abs, Decimal("1e-12") if is_decimal else 1e-12, is_decimal)
        if _is_nan(absolute):
            raise ValueError("absolute tolerance can't be NaN.")
        if absolute < 0:
            raise ValueError(f"absolute tolerance can't be negative: {absolute}")
        if self.rel is None and self.abs is not None:
            return absolute
        rel = _given(self.rel, Decimal("1e-6") if is_decimal else 1e-6, is_decimal)
        relative = rel * abs(self.expected)
        if _is_nan(relative):
            raise ValueError("relative tolerance can't be NaN.")
        if relative < 0:
            raise ValueError(f"relative tolerance can't be negative: {relative}")
        return max(relative, absolute)

    def __repr__(self) -> str:
        is_number = isinstance(self.expected, Complex | Decimal)
        if isinstance(self.expected, bool) or not is_number or _is_infinite(abs(self.expected)):
            return str(self.expected)
        try:
            tolerance = self.tolerance()
        except ValueError:
            return f"{self.expected} ± ???"
        is_plain = not isinstance(tolerance, Decimal) and 1e-3 <= tolerance < 1e3
        text = f"{tolerance:n}" if is_plain else f"{tolerance:.1e}"
        return f"{self.expected} ± {text}"


def approx(expected: Any, rel: Any = None, abs: Any = None, nan_ok: bool = False) -> Approx:
    """``pytest.approx`` of numbers, and of sequences and mappings of them."""
    if isinstance(expected, Mapping):
        _refuse_nested(expected.values(), "dictionaries")
        return ApproxMapping(expected, rel, abs, nan_ok)
    if (
        hasattr(expected, "__getitem__")
        and isinstance(expected, Sized)
        and not isinstance(expected, str | bytes)
    ):
        _refuse_nested(expected, "data structures")  # type: ignore[arg-type]
        return ApproxSequence(expected, rel, abs, nan_ok)
    if isinstance(expected, Collection) and not isinstance(expected, str | bytes):
        throw(TypeError(f"pytest.approx() only supports ordered sequences, but got: {expected!r}"))
    if isinstance(expected, datetime | timedelta):
        raise Undecided(UndecidedKind.PLUGIN, "pytest.approx of dates is not modelled")
    return Scalar(expected, rel, abs, nan_ok)


def _refuse_nested(values: Iterable[Any], what: str) -> None:
    for value in values:
        if isinstance(value, Collection) and not isinstance(value, str | bytes | bytearray):
            throw(TypeError(f"pytest.approx() does not support nested {what}: {value!r}"))


def _given(value: Any, default: Any, is_decimal: bool) -> Any:
    if value is None:
        return default
    return Decimal.from_float(value) if is_decimal and isinstance(value, float | int) else value


def _is_nan(value: Any) -> bool:
    return value.is_nan() if isinstance(value, Decimal) else math.isnan(value)


def _is_infinite(value: Any) -> bool:
    return value.is_infinite() if isinstance(value, Decimal) else math.isinf(value)
