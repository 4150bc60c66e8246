"""``setup_module``, ``setup_method``, ``setUpClass`` and the like, as autouse fixtures."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.testing.callables import parameters_of
from patchcritic.tracer.testing.definitions import SCOPES, FixtureDef, FixtureDefinition
from patchcritic.tracer.testing.setup import Request


def module_fixtures(module: ModuleType) -> Iterator[FixtureDef]:
    """What a module's ``setup_module`` and ``setup_function`` amount to."""
    start = _first(module, "setUpModule", "setup_module")
    end = _first(module, "tearDownModule", "teardown_module")
    if start or end:
        yield _make("module", "module", _around(start, end, lambda request: request.module))
    start, end = _first(module, "setup_function"), _first(module, "teardown_function")
    if start or end:
        inner = _around(start, end, lambda request: request.function)

        def around_function(request: Request) -> Iterator[None]:
            if request.cls is None:
                yield from inner(request)
            else:
                yield

        yield _make("function", "function", around_function)


def class_fixtures(cls: type) -> Iterator[FixtureDef]:
    """What a class's ``setup_class`` and ``setup_method`` amount to."""
    if issubclass(cls, unittest.TestCase):
        yield _make("class", "unittest_class", _around_unittest_class)
    start, end = _first(cls, "setup_class"), _first(cls, "teardown_class")
    if start or end:
        yield _make(
            "class",
            "setup_class",
            _around(_underlying(start), _underlying(end), lambda request: request.cls),
        )
    has_start, has_end = bool(_first(cls, "setup_method")), bool(_first(cls, "teardown_method"))
    if has_start or has_end:

        def around_method(request: Request) -> Iterator[None]:
            instance, function = request.instance, request.function
            if has_start:
                call_optional(instance.setup_method, function)
            yield
            if has_end:
                call_optional(instance.teardown_method, function)

        yield _make("function", "setup_method", around_method)


def _around_unittest_class(request: Request) -> Iterator[None]:
    cls: Any = request.cls
    if getattr(cls, "__unittest_skip__", False):
        raise unittest.SkipTest(str(getattr(cls, "__unittest_skip_why__", "")))
    try:
        cls.setUpClass()
    except Exception:
        _clean_class(cls)
        raise
    yield
    try:
        cls.tearDownClass()
    finally:
        _clean_class(cls)


def _clean_class(cls: Any) -> None:
    while cls._class_cleanups:
        function, args, kwargs = cls._class_cleanups.pop()
        function(*args, **kwargs)


def _around(
    start: Any, end: Any, argument_of: Callable[[Request], Any]
) -> Callable[[Request], Iterator[None]]:
    def around(request: Request) -> Iterator[None]:
        argument = argument_of(request)
        if start:
            call_optional(start, argument)
        yield
        if end:
            call_optional(end, argument)

    return around


def call_optional(function: Any, argument: Any) -> None:
    """Call with the argument if the function takes one."""
    n_wanted = len([one for one in parameters_of(function) if one.kind <= 1])
    _call(function, (argument,) if n_wanted else ())


@exact
def _call(function: Any, args: tuple[Any, ...]) -> None:
    function(*args)


def _first(holder: ModuleType | type, *names: str) -> Any:
    for name in names:
        found = getattr(holder, name, None)
        if found is not None and not isinstance(found, FixtureDefinition):
            return found
    return None


def _underlying(method: Any) -> Any:
    return getattr(method, "__func__", method)


def _make(scope: str, name: str, function: Callable[..., Any]) -> FixtureDef:
    return FixtureDef(
        name=f"_xunit_{name}",
        function=function,
        scope=SCOPES.index(scope),
        is_autouse=True,
        is_internal=True,
    )
