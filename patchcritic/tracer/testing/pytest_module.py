"""The module object that traced code gets for ``import pytest``."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.approx import Approx, approx
from patchcritic.tracer.testing.config import TestConfig
from patchcritic.tracer.testing.definitions import fixture
from patchcritic.tracer.testing.excinfo import ExceptionInfo
from patchcritic.tracer.testing.items import Node
from patchcritic.tracer.testing.marks import (
    HIDDEN,
    Mark,
    MarkDecorator,
    MarkGenerator,
    param,
)
from patchcritic.tracer.testing.monkeypatch import MonkeyPatch, make_monkeypatch
from patchcritic.tracer.testing.outcomes import (
    Skipped,
    exit_run,
    fail,
    is_stdlib,
    skip,
    throw,
    xfail,
)
from patchcritic.tracer.testing.raises import RaisesContext, raises
from patchcritic.tracer.testing.setup import Request
from patchcritic.tracer.testing.warned import make_warns
from patchcritic.tracer.testing.world import World

VERSION = "8.4.0"
"""Traced code sees pytest 8; where 9 differs, the rules of both are looked at."""

_WARNINGS = """
PytestWarning PytestAssertRewriteWarning PytestCacheWarning PytestCollectionWarning
PytestConfigWarning PytestDeprecationWarning PytestExperimentalApiWarning
PytestReturnNotNoneWarning PytestUnhandledCoroutineWarning PytestUnknownMarkWarning
PytestUnraisableExceptionWarning PytestUnhandledThreadExceptionWarning PytestRemovedIn9Warning
"""


def make_pytest(world: World, config: TestConfig) -> ModuleType:
    """``pytest`` for one world."""
    module = ModuleType("pytest")
    monkeypatch = make_monkeypatch(world)
    names: dict[str, Any] = {
        "__version__": VERSION,
        "version_tuple": (8, 4, 0),
        "__path__": [],
        "approx": approx,
        "exit": exit_run,
        "fail": fail,
        "fixture": fixture,
        "yield_fixture": fixture,
        "importorskip": _make_importorskip(world),
        "mark": MarkGenerator(config.known_marks),
        "param": param,
        "raises": raises,
        "skip": skip,
        "xfail": xfail,
        "ExceptionInfo": ExceptionInfo,
        "RaisesExc": RaisesContext,
        "FixtureRequest": Request,
        "Item": Node,
        "Function": Node,
        "Mark": Mark,
        "MarkDecorator": MarkDecorator,
        "MonkeyPatch": monkeypatch,
        "HIDDEN_PARAM": HIDDEN,
        "Approx": Approx,
        "register_assert_rewrite": lambda *names: None,
        "hookimpl": _hook_decorator,
        **make_warns(world),
        **_warning_classes(),
    }
    module.__dict__.update(names)

    def missing(name: str) -> Any:
        if name.startswith("__"):
            throw(AttributeError(f"module 'pytest' has no attribute {name!r}"))
        return Unknown(UndecidedKind.PLUGIN, f"pytest.{name} is not modelled")

    module.__dict__["__getattr__"] = missing
    return module


def monkeypatch_of(module: ModuleType) -> type[MonkeyPatch]:
    """The world's ``MonkeyPatch``."""
    found: type[MonkeyPatch] = module.__dict__["MonkeyPatch"]
    return found


def _warning_classes() -> dict[str, type[Warning]]:
    found: dict[str, type[Warning]] = {}
    for name in _WARNINGS.split():
        base = found.get("PytestWarning", UserWarning)
        found[name] = type(name, (base,), {"__module__": "pytest"})
    return found


def _make_importorskip(world: World) -> Any:
    def importorskip(
        modname: str, minversion: str | None = None, reason: str | None = None, **kwargs: Any
    ) -> Any:
        if not is_stdlib(modname) or minversion is not None:
            raise Undecided(UndecidedKind.THIRD_PARTY, f"whether {modname} is installed")
        try:
            return world.module(modname)
        except ImportError as error:
            throw(Skipped(reason or f"could not import {modname!r}: {error}"))

    return importorskip


def _hook_decorator(function: Any = None, **options: Any) -> Any:
    return function if function is not None else _hook_decorator
