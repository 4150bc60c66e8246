"""The module object that traced code gets for ``import unittest``."""

from __future__ import annotations

import unittest
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.outcomes import throw
from patchcritic.tracer.testing.unittest_case import make_test_case
from patchcritic.tracer.testing.world import World

_SUBMODULES = frozenset({"mock", "case"})


def make_unittest(world: World) -> ModuleType:
    """``unittest`` for one world."""
    module = ModuleType("unittest")
    module.__dict__.update(
        {
            "__path__": [],
            "TestCase": make_test_case(world),
            "SkipTest": unittest.SkipTest,
            "skip": unittest.skip,
            "skipIf": unittest.skipIf,
            "skipUnless": unittest.skipUnless,
            "expectedFailure": unittest.expectedFailure,
            "main": _refuse,
        }
    )

    def missing(name: str) -> Any:
        if name in _SUBMODULES or not hasattr(unittest, name):
            throw(AttributeError(f"module 'unittest' has no attribute {name!r}"))
        return Unknown(UndecidedKind.PLUGIN, f"unittest.{name} is not modelled")

    module.__dict__["__getattr__"] = missing
    return module


def _refuse(*args: Any, **kwargs: Any) -> None:
    raise Undecided(UndecidedKind.PLUGIN, "a test runs tests")
