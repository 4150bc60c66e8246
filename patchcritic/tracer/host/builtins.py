"""The builtin names as traced code has them."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, type_of, undecided_by
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.stand_ins import StandIn

_AS_THEY_ARE = """
abs aiter all anext any ascii bin bool bytearray bytes chr classmethod complex delattr dict divmod
enumerate filter float format frozenset getattr hash hex id int isinstance issubclass iter len list
map max memoryview min next object oct ord pow property range repr reversed round set setattr
slice sorted staticmethod str sum tuple type zip super
Ellipsis False None NotImplemented True __debug__
"""
"""Pure, or calling back only what traced code may call anyway."""
_UNKNOWN = """
breakpoint copyright credits help license input
"""
"""They talk to a person."""
_MISSING = object()


def make_builtins(realm: Realm, guard: Guarding) -> dict[str, Any]:
    """The builtin names that need no evaluator; it adds ``exec``, ``eval``, ``vars`` and others."""
    names = {name: getattr(builtins, name) for name in _AS_THEY_ARE.split()}
    names.update(
        (name, value)
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    )
    for name in _UNKNOWN.split():
        names[name] = StandIn(name, _refuse_person(name))
    for function in (*_attribute_functions(guard), *_flow_functions(guard), *_exits()):
        names[function.__name__] = StandIn(function.__name__, function)
    names["print"] = StandIn("print", _make_print(realm))
    names["open"] = StandIn("open", guard.open_file, module="_io")
    names["__name__"] = "builtins"
    names["__doc__"] = builtins.__doc__
    guard.builtins = names
    return names


@exact
def _bad_name(name: Any) -> TypeError:
    return TypeError(f"attribute name must be string, not '{type(name).__name__}'")


def _plain_name(name: Any) -> str:
    if type(name) is str:
        return name
    if type(name) is Unknown:
        raise undecided_by(name)
    if str in type.__dict__["__mro__"].__get__(type(name)):
        return str.__str__(name)
    _raise(_bad_name(name))
    raise AssertionError


@exact
def _raise(error: BaseException) -> None:
    raise error


def _attribute_functions(guard: Guarding) -> tuple[Callable[..., Any], ...]:
    def getattr(obj: Any, name: str, default: Any = _MISSING, /) -> Any:
        if default is _MISSING:
            return guard.get_attr(obj, _plain_name(name))
        try:
            return guard.get_attr(obj, _plain_name(name))
        except AttributeError:
            return default

    def hasattr(obj: Any, name: str, /) -> bool:
        return guard.has_attr(obj, _plain_name(name))

    def setattr(obj: Any, name: str, value: Any, /) -> None:
        guard.set_attr(obj, _plain_name(name), value)

    def delattr(obj: Any, name: str, /) -> None:
        guard.del_attr(obj, _plain_name(name))

    return getattr, hasattr, setattr, delattr


def _flow_functions(guard: Guarding) -> tuple[Callable[..., Any], ...]:
    def callable(obj: Any, /) -> bool:
        if type(obj) is Unknown:
            raise undecided_by(obj)
        return builtins.callable(obj)

    def round(number: Any, ndigits: Any = None) -> Any:
        if type(number) is Unknown and type_of(number) is float:
            return guard.unknown_like(number, int if ndigits is None else float)
        return _round(number, ndigits)

    def abs(number: Any, /) -> Any:
        if type(number) is Unknown and type_of(number) in (int, float):
            return guard.unknown_like(number, type_of(number))
        return _abs(number)

    return callable, round, abs


@exact
def _round(number: Any, ndigits: Any) -> Any:
    return builtins.round(number) if ndigits is None else builtins.round(number, ndigits)


@exact
def _abs(number: Any) -> Any:
    return builtins.abs(number)


def _refuse_person(name: str) -> Callable[..., Any]:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise Undecided(UndecidedKind.ENVIRONMENT, f"{name}() talks to a person")

    return refuse


def _exits() -> tuple[Callable[..., Any], ...]:
    @exact
    def exit(code: Any = None) -> None:
        raise SystemExit(code)

    @exact
    def quit(code: Any = None) -> None:
        raise SystemExit(code)

    return exit, quit


def _make_print(realm: Realm) -> Callable[..., None]:
    def print_values(
        *values: Any, sep: Any = None, end: Any = None, file: Any = None, flush: Any = False
    ) -> None:
        """Prints as ever; what is unknown makes the stream's text unknown, not the trace."""
        target = realm.stdout if file is None else file
        if type(target) is Unknown:
            raise undecided_by(target)
        for value in values:
            if type(value) is Unknown:
                raise undecided_by(value)
        _print(values, sep, end, target)

    return print_values


@exact
def _print(values: tuple[Any, ...], sep: Any, end: Any, target: Any) -> None:
    builtins.print(*values, sep=sep, end=end, file=target)
