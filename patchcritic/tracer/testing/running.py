"""Running one test: set-up, call and teardown, as pytest's runner does them."""

from __future__ import annotations

import unittest
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import FunctionKind
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.callables import argument_names, kind_of_function
from patchcritic.tracer.testing.conditions import Evaluate, Xfail, check_skip, read_xfail
from patchcritic.tracer.testing.definitions import SCOPES
from patchcritic.tracer.testing.items import Item
from patchcritic.tracer.testing.setup import Setup, bind, call_with
from patchcritic.tracer.testing.unittest_run import run_unittest
from patchcritic.tracer.testing.visible import Visible

Await = Callable[[Any], Any]
"""Runs a coroutine to its end; raises ``Undecided`` where no plugin would do that."""


@dataclass(slots=True, kw_only=True)
class Run:
    """What a test did."""

    errors: list[BaseException] = field(default_factory=list)
    """What its phases raised, in order."""
    xfail: Xfail | None = None
    has_called: bool = False


def run_item(
    item: Item, visible: Visible, *, evaluate: Evaluate, wait: Await, is_strict: bool
) -> Run:
    """Run a test.

    Raises:
        Undecided: what it does cannot be told.
    """
    run = Run()
    setup = Setup(item, visible)
    try:
        check_skip(item, evaluate)
        run.xfail = read_xfail(item, evaluate, is_strict=is_strict)
        if run.xfail is not None and not run.xfail.is_run:
            raise Undecided(UndecidedKind.XFAIL, f"not run: {run.xfail.reason}")
        values = _set_up(item, setup)
    except Undecided:
        raise
    except BaseException as error:
        run.errors.append(error)
    else:
        try:
            run.has_called = True
            _call(item, values, wait, run)
        except Undecided:
            raise
        except BaseException as error:
            run.errors.append(error)
        if run.xfail is None:
            run.xfail = read_xfail(item, evaluate, is_strict=is_strict)
    run.errors += setup.finish((0,))
    if wider := setup.finish(tuple(range(1, len(SCOPES)))):
        raise Undecided(
            UndecidedKind.PLUGIN,
            f"{type(wider[0]).__name__} when a wider scope than the test's ends",
        )
    return run


def _set_up(item: Item, setup: Setup) -> dict[str, Any]:
    if item.cls is not None:
        if issubclass(item.cls, unittest.TestCase):
            item.instance = _construct(item.cls, (item.function_name,))
        elif not isinstance(item.function, staticmethod):
            item.instance = _construct(item.cls, ())
    return setup.fill(item.fixture_names)


@exact
def _construct(cls: type, args: tuple[Any, ...]) -> Any:
    return cls(*args)


def _call(item: Item, values: dict[str, Any], wait: Await, run: Run) -> None:
    if isinstance(item.instance, unittest.TestCase):
        run.errors += run_unittest(item.instance, item.function_name)
        return
    function = item.function
    if isinstance(function, staticmethod | classmethod) or item.cls is not None:
        function = bind(function, item.instance, item.cls)
    names = wanted_arguments(item)
    kind = kind_of_function(function)
    result = call_with(function, {name: values[name] for name in names})
    if kind is FunctionKind.COROUTINE or hasattr(result, "__await__"):
        wait(result)
    elif kind in (FunctionKind.GENERATOR, FunctionKind.ASYNC_GENERATOR):
        raise Undecided(UndecidedKind.PLUGIN, "a test that yields")
    elif result is not None:
        raise Undecided(UndecidedKind.PLUGIN, "a test that returns something")


def wanted_arguments(item: Item) -> tuple[str, ...]:
    """The arguments that the test's function takes from fixtures."""
    if item.cls is not None and issubclass(item.cls, unittest.TestCase):
        return ()
    function = item.function
    if isinstance(function, staticmethod):
        return argument_names(function.__func__)
    if isinstance(function, classmethod):
        return argument_names(function.__func__, is_bound=True)
    return argument_names(function, is_bound=item.cls is not None)
