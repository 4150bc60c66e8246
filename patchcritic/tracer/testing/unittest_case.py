"""``unittest.TestCase``: the host's own class, without what runs tests or reaches outwards.

Its assert methods only compare, format and raise, so they are used as they are: an exception that
starts in them is CPython's own. What is replaced hands out frames, reads ``sys.modules``, looks
attributes up by a caller's name, or belongs to a runner.
"""

# ruff: noqa: N802, N815, SLF001 - the names are unittest's own

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final
from unittest import case

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.logs import AssertLogs
from patchcritic.tracer.testing.world import World

_ASSERTS: Final = """
assertEqual assertNotEqual assertTrue assertFalse assertIs assertIsNot assertIsNone assertIsNotNone
assertIn assertNotIn assertIsInstance assertNotIsInstance assertAlmostEqual assertNotAlmostEqual
assertGreater assertGreaterEqual assertLess assertLessEqual assertRegex assertNotRegex
assertCountEqual assertMultiLineEqual assertSequenceEqual assertListEqual assertTupleEqual
assertSetEqual assertDictEqual assertEquals assertNotEquals assert_ assertAlmostEquals
assertNotAlmostEquals assertRegexpMatches assertNotRegexpMatches failUnlessEqual
assertDictContainsSubset
"""
_OTHERS: Final = """
setUp tearDown setUpClass tearDownClass failureException longMessage maxDiff fail addCleanup
addClassCleanup doCleanups doClassCleanups enterContext enterClassContext id shortDescription
countTestCases _testMethodName _testMethodDoc __init__ __eq__ __hash__ __str__ __repr__
_formatMessage
"""
_OWN: Final = """
assertRaises assertRaisesRegex assertRaisesRegexp assertWarns assertWarnsRegex assertLogs
assertNoLogs subTest skipTest addTypeEqualityFunc run debug __call__ defaultTestResult
"""


class RaisesContext(case._AssertRaisesContext):  # type: ignore[type-arg]
    """What ``assertRaises`` gives."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if error is not None:
            admit(error)
        return bool(super().__exit__(kind, error, None))


offers("exception expected expected_regex msg obj_name")(RaisesContext)


class WarnsContext(case._AssertWarnsContext):
    """What ``assertWarns`` gives; the warnings are those of the world's own module."""

    world: World

    def __enter__(self) -> Any:
        self._manager = self.world.tool("warnings", "catch_warnings")(record=True)
        self.warnings = self._manager.__enter__()
        self.world.tool("warnings", "simplefilter")("always", self.expected)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.warnings_manager = self._manager
        super().__exit__(kind, error, None)


offers("warning warnings filename lineno expected expected_regex msg obj_name")(WarnsContext)


class TestCase(unittest.TestCase):
    """``unittest.TestCase`` as traced classes inherit it."""

    world: World
    sub_errors: list[BaseException]

    def assertRaises(self, expected_exception: Any, *args: Any, **kwargs: Any) -> Any:
        """As the host's, with exceptions admitted."""
        return RaisesContext(expected_exception, self).handle("assertRaises", list(args), kwargs)

    def assertRaisesRegex(
        self, expected_exception: Any, expected_regex: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """As the host's, with exceptions admitted."""
        context = RaisesContext(expected_exception, self, expected_regex)
        return context.handle("assertRaisesRegex", list(args), kwargs)

    assertRaisesRegexp = assertRaisesRegex

    def assertWarns(self, expected_warning: Any, *args: Any, **kwargs: Any) -> Any:
        """As the host's, on the world's warnings."""
        return self._warns(expected_warning, None).handle("assertWarns", list(args), kwargs)

    def assertWarnsRegex(
        self, expected_warning: Any, expected_regex: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """As the host's, on the world's warnings."""
        context = self._warns(expected_warning, expected_regex)
        return context.handle("assertWarnsRegex", list(args), kwargs)

    def _warns(self, expected: Any, regex: Any) -> WarnsContext:
        context = WarnsContext(expected, self, regex)
        context.world = self.world
        return context

    def assertLogs(self, logger: Any = None, level: Any = None) -> Any:
        """As the host's, on the world's logging."""
        return AssertLogs(self, self.world, logger, level, no_logs=False)

    def assertNoLogs(self, logger: Any = None, level: Any = None) -> Any:
        """As the host's, on the world's logging."""
        return AssertLogs(self, self.world, logger, level, no_logs=True)

    @contextmanager
    def subTest(self, msg: Any = None, **params: Any) -> Iterator[None]:
        """A part whose failure lets the rest go on."""
        try:
            yield
        except (Undecided, KeyboardInterrupt):
            raise
        except unittest.SkipTest as error:
            raise Undecided(UndecidedKind.SKIP, f"a part skips itself: {error}") from None
        except BaseException as error:
            admit(error)
            self.__dict__.setdefault("sub_errors", []).append(error)

    def addTypeEqualityFunc(self, typeobj: type, function: Callable[..., Any]) -> None:
        """As the host's, but a method's name is looked up right away, and only among asserts."""
        if isinstance(function, str):
            if function not in _ASSERTS.split():
                raise Undecided(UndecidedKind.GUARD, f"{function} compares values")
            function = getattr(self, function)
        super().addTypeEqualityFunc(typeobj, function)

    def run(self, result: Any = None) -> Any:
        """Not modelled: the tracer runs tests itself."""
        raise Undecided(UndecidedKind.PLUGIN, "a test runs a test")

    __call__ = debug = defaultTestResult = run


TestCase.__qualname__ = TestCase.__name__ = "TestCase"
TestCase.__module__ = "unittest.case"
offers(f"{_ASSERTS} {_OTHERS}", settable="")(unittest.TestCase)
offers(_OWN)(TestCase)


def make_test_case(world: World) -> type[TestCase]:
    """``unittest.TestCase`` of one world."""
    made = type("TestCase", (TestCase,), {"world": world, "__module__": "unittest.case"})
    offers("")(made)
    return made
