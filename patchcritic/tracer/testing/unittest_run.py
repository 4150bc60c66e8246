"""Running one method of a ``TestCase`` as ``TestCase.run`` does, reported as pytest hears it."""

from __future__ import annotations

import inspect
import unittest
from collections.abc import Callable
from typing import Any, Final

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import FunctionKind
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.callables import kind_of_function
from patchcritic.tracer.testing.outcomes import Failed, XFailed

_RUNNERS: Final = (
    "run", "__call__", "debug", "defaultTestResult", "_callSetUp", "_callTestMethod",
    "_callTearDown", "_callCleanup",
)  # fmt: skip


def run_unittest(test: unittest.TestCase, name: str) -> list[BaseException]:
    """Set up, call, tear down and clean up; what was raised on the way, in order.

    Raises:
        Undecided: the test skips itself, or runs in a way that is not modelled.
    """
    cls = type(test)
    if any(getattr(cls, one) is not getattr(_plain_class(cls), one) for one in _RUNNERS):
        raise Undecided(UndecidedKind.PLUGIN, "a test case that runs itself")
    method = getattr(test, name)
    for holder in (cls, method):
        if getattr(holder, "__unittest_skip__", False):
            why = getattr(holder, "__unittest_skip_why__", "")
            raise Undecided(UndecidedKind.SKIP, f"skipped: {why}")
    if kind_of_function(method) is not FunctionKind.PLAIN:
        raise Undecided(UndecidedKind.PLUGIN, "an asynchronous or generator method as a test")
    expects = getattr(test, "__unittest_expecting_failure__", False) or getattr(
        method, "__unittest_expecting_failure__", False
    )
    errors: list[BaseException] = []
    expected: list[BaseException] = []
    if _attempt(test.setUp, errors):
        _attempt(method, expected if expects else errors)
        _attempt(test.tearDown, errors)
    cleanups: Any = test._cleanups  # type: ignore[attr-defined] # noqa: SLF001 - TestCase.run does it, too
    while cleanups:
        function, args, kwargs = cleanups.pop()
        _attempt(lambda: function(*args, **kwargs), errors)  # noqa: B023 - called at once
    errors = [*test.__dict__.get("sub_errors", ()), *errors]
    if errors or not expects:
        return errors
    if expected:
        return [XFailed("expected failure")]
    return [Failed("Unexpected success")]


def _plain_class(cls: type) -> type:
    return next(base for base in inspect.getmro(cls) if base.__module__ == "unittest.case")


def _attempt(part: Callable[[], Any], errors: list[BaseException]) -> bool:
    try:
        _call(part)
    except (Undecided, KeyboardInterrupt):
        raise
    except unittest.SkipTest as error:
        raise Undecided(UndecidedKind.SKIP, f"skipped: {error}") from None
    except BaseException as error:
        errors.append(error)
        return False
    return True


@exact
def _call(part: Callable[[], Any]) -> None:
    part()
