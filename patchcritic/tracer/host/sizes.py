"""Sizes of results, known before the host computes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.realm import Budget

_SEQUENCES = (str, bytes, bytearray, list, tuple)
_SEQUENCE_SET = frozenset(_SEQUENCES)
_LONG_NUMBER = re.compile(r"\d{7,}")
_MAX_PATTERN = 200_000

Check = Callable[[Budget, Any, tuple[Any, ...]], None]


def is_plain(value: Any, *types: type) -> bool:
    """Whether the value's type is one of these or made from one; never asks the value."""
    order = type.__dict__["__mro__"].__get__(type(value))
    return any(base is each for base in order for each in types)


def check_multiply(budget: Budget, left: Any, right: Any) -> None:
    """``"a" * n``, ``[0] * n``, and products of huge integers."""
    if is_plain(left, int):
        left, right = right, left
    if not is_plain(right, int):
        return
    if is_plain(left, *_SEQUENCES):
        budget.check_size(_length(left) * max(int.__int__(right), 0))
    elif is_plain(left, int):
        budget.check_size(int.bit_length(left) + int.bit_length(right))


def check_power(budget: Budget, base: Any, exponent: Any) -> None:
    """``a ** n`` of integers, fractions and decimals by integers."""
    if not is_plain(exponent, int) or is_plain(base, float, complex):
        return
    size = int.bit_length(base) if is_plain(base, int) else 64
    if size > 1:
        budget.check_size(size * abs(int.__int__(exponent)))


def check_shift(budget: Budget, value: Any, count: Any) -> None:
    """``a << n``."""
    if is_plain(value, int) and is_plain(count, int) and int.bit_length(value):
        budget.check_size(int.bit_length(value) + max(int.__int__(count), 0))


def check_add(budget: Budget, left: Any, right: Any) -> None:
    """``a + b`` of sequences: doubling them again and again fills any memory."""
    if type(left) in _SEQUENCE_SET and type(right) in _SEQUENCE_SET:
        budget.check_size(len(left) + len(right))


def check_percent(budget: Budget, left: Any, right: Any) -> None:
    """``"%9999999999d" % x``."""
    if is_plain(left, str, bytes, bytearray):
        check_spec(budget, left if is_plain(left, str) else bytes(left).decode("latin-1"))
        if "*" in (left if is_plain(left, str) else ""):
            for each in right if type(right) is tuple else (right,):
                if is_plain(each, int):
                    budget.check_size(abs(int.__int__(each)) if int.bit_length(each) > 20 else 0)


def check_spec(budget: Budget, spec: str) -> None:
    """Widths and precisions in a format specification or string."""
    for digits in _LONG_NUMBER.findall(str.__str__(spec)):
        budget.check_size(int(digits[:30]))


def check_range(budget: Budget, value: Any) -> None:
    """A range about to become a list, tuple, set or sum."""
    if type(value) is range:
        span = max(0, (value.stop - value.start) // value.step) if value.step else 0
        budget.check_size(abs(span))


def _length(value: Any) -> int:
    for base in type.__dict__["__mro__"].__get__(type(value)):
        if any(base is each for each in _SEQUENCES):
            return int(base.__len__(value))
    return 0


def _int_argument(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and is_plain(args[0], int):
        budget.check_size(int.__int__(args[0]))


def _all_int_arguments(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    for each in args:
        if is_plain(each, int):
            budget.check_size(int.__int__(each))


def _join(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and type(args[0]) in (list, tuple) and is_plain(owner, str, bytes, bytearray):
        parts = args[0]
        whole = sum(len(each) for each in parts if type(each) in _SEQUENCE_SET)
        budget.check_size(whole + len(parts) * _length(owner))


def _replace(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if len(args) >= 2 and type(args[0]) in _SEQUENCE_SET and type(args[1]) in _SEQUENCE_SET:
        length = _length(owner)
        n_at_most = length // len(args[0]) if args[0] else length + 1
        if n_at_most * len(args[1]) > budget.max_size and type(args[0]) is type(owner):
            n_at_most = owner.count(args[0])
            budget.check_size(n_at_most * len(args[1]))


def _expandtabs(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and is_plain(args[0], int):
        budget.check_size(int.__int__(args[0]) * _length(owner))


def _format_spec(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and is_plain(args[-1], str):
        check_spec(budget, args[-1])


def _multiply_method(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args:
        check_multiply(budget, owner, args[0])


def _power_method(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if len(args) == 1:
        check_power(budget, owner, args[0])


def _shift_method(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args:
        check_shift(budget, owner, args[0])


METHODS: dict[str, Check] = {
    "ljust": _int_argument,
    "rjust": _int_argument,
    "center": _int_argument,
    "zfill": _int_argument,
    "to_bytes": _int_argument,
    "expandtabs": _expandtabs,
    "join": _join,
    "replace": _replace,
    "__format__": _format_spec,
    "__mul__": _multiply_method,
    "__rmul__": _multiply_method,
    "__imul__": _multiply_method,
    "__pow__": _power_method,
    "__lshift__": _shift_method,
    "truncate": _int_argument,
    "seek": _int_argument,
}
"""Methods of built-in types whose result may be far larger than their arguments."""


def _factorial(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and is_plain(args[0], int) and int.bit_length(args[0]) > 0:
        number = int.__int__(args[0])
        budget.check_size(20 * number * int.bit_length(number))


def _choose(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if all(is_plain(each, int) for each in args) and args:
        number = int.__int__(args[0])
        count = int.__int__(args[1]) if len(args) > 1 else number
        budget.check_size(20 * max(count, 0) * int.bit_length(number))


def _pow(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if len(args) == 2:
        check_power(budget, args[0], args[1])


def _multiply(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if len(args) == 2:
        check_multiply(budget, args[0], args[1])


def _shift(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if len(args) == 2:
        check_shift(budget, args[0], args[1])


def _product_of(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and type(args[0]) in (list, tuple):
        budget.check_size(
            sum(int.bit_length(each) for each in args[0] if is_plain(each, int)),
        )
    _each_range(budget, owner, args)


def _each_range(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    for each in args:
        check_range(budget, each)


def _pattern(budget: Budget, owner: Any, args: tuple[Any, ...]) -> None:
    if args and type(args[0]) in (str, bytes) and len(args[0]) > _MAX_PATTERN:
        budget.check_size(budget.max_size + 1)


FUNCTIONS: dict[str, Check] = {
    "factorial": _factorial,
    "comb": _choose,
    "perm": _choose,
    "pow": _pow,
    "prod": _product_of,
    "sum": _each_range,
    "sorted": _each_range,
    "fsum": _each_range,
    "format": _format_spec,
    "mul": _multiply,
    "lshift": _shift,
    "compile": _pattern,
}
"""Builtin and stdlib functions, by name, whose result or time may be far larger than arguments."""

CLASSES: dict[type, Check] = {
    bytes: _all_int_arguments,
    bytearray: _all_int_arguments,
    list: _each_range,
    tuple: _each_range,
    set: _each_range,
    frozenset: _each_range,
}
