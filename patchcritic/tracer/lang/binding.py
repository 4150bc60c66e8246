"""Arguments are bound to parameters as CPython binds them, down to its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import FunctionCode, TracedFunction


def bind(
    record: TracedFunction, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The local names that a call starts with.

    Raises:
        TypeError: the arguments do not fit; the message is CPython 3.11's.
    """
    code = record.code
    n_args = len(args)
    if n_args == code.n_named and not kwargs:
        return dict(zip(code.named, args, strict=True))
    function = record.function()
    named = code.named
    n_named = len(named)
    names = dict(zip(named, args, strict=False))
    extra: dict[str, Any] = {}
    if kwargs:
        _bind_keywords(code, function.__qualname__, names, extra, kwargs)
    if n_args > n_named and code.var_positional is None:
        _raise_too_many(function, code, n_args, kwargs)
    if len(names) < n_named + len(code.keyword_only):
        _fill_defaults(function, code, names)
    if code.var_positional is not None:
        names[code.var_positional] = tuple(args[n_named:])
    if code.var_keyword is not None:
        names[code.var_keyword] = extra
    return names


def _bind_keywords(
    code: FunctionCode,
    qualname: str,
    names: dict[str, Any],
    extra: dict[str, Any],
    kwargs: Mapping[str, Any],
) -> None:
    for name, value in kwargs.items():
        if name in code.positional or name in code.keyword_only:
            if name in names:
                raise_type_error(f"{qualname}() got multiple values for argument {name!r}")
            names[name] = value
        elif code.var_keyword is not None:
            extra[name] = value
        else:
            _raise_unexpected(code, qualname, name, kwargs)


def _fill_defaults(function: Any, code: FunctionCode, names: dict[str, Any]) -> None:
    defaults = function.__defaults__ or ()
    first = len(code.named) - len(defaults)
    missing = []
    for place, name in enumerate(code.named):
        if name not in names:
            if place >= first:
                names[name] = defaults[place - first]
            else:
                missing.append(name)
    if missing:
        _raise_missing(function, "positional", missing)
    if code.keyword_only:
        of_keywords = function.__kwdefaults__ or {}
        for name in code.keyword_only:
            if name not in names:
                if name in of_keywords:
                    names[name] = of_keywords[name]
                else:
                    missing.append(name)
        if missing:
            _raise_missing(function, "keyword-only", missing)


@exact
def raise_type_error(message: str) -> NoReturn:
    """Raise as a call that does not fit."""
    raise TypeError(message)


def _raise_unexpected(
    code: FunctionCode, qualname: str, name: str, kwargs: Mapping[str, Any]
) -> NoReturn:
    wrong = [each for each in code.positional_only if each in kwargs]
    if wrong:
        raise_type_error(
            f"{qualname}() got some positional-only arguments passed as keyword arguments: "
            f"{', '.join(wrong)!r}"
        )
    raise_type_error(f"{qualname}() got an unexpected keyword argument {name!r}")


def _raise_missing(function: Any, kind: str, missing: list[str]) -> NoReturn:
    quoted = [repr(name) for name in missing]
    if len(quoted) == 1:
        listing = quoted[0]
    elif len(quoted) == 2:
        listing = " and ".join(quoted)
    else:
        listing = f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    plural = "" if len(missing) == 1 else "s"
    raise_type_error(
        f"{function.__qualname__}() missing {len(missing)} required {kind} argument{plural}:"
        f" {listing}"
    )


def _raise_too_many(
    function: Any, code: FunctionCode, n_args: int, kwargs: Mapping[str, Any]
) -> NoReturn:
    n_named = len(code.named)
    n_defaults = len(function.__defaults__ or ())
    is_plural = n_named != 1
    takes = str(n_named)
    if n_defaults:
        is_plural = True
        takes = f"from {n_named - n_defaults} to {n_named}"
    n_keyword_only = sum(name in kwargs for name in code.keyword_only)
    given = str(n_args)
    if n_keyword_only:
        given += (
            f" positional argument{'s' if n_args != 1 else ''}"
            f" (and {n_keyword_only} keyword-only argument{'s' if n_keyword_only != 1 else ''})"
        )
    raise_type_error(
        f"{function.__qualname__}() takes {takes} positional argument{'s' if is_plural else ''}"
        f" but {given} {'was' if n_args == 1 and not n_keyword_only else 'were'} given"
    )
