"""``unittest.mock``: the host's source, patching through the guard."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from patchcritic.tracer.core.undecided import Undecided
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.table import Names


def build_mock(guard: Guarding) -> Names:
    """A private copy that patches through the guard."""
    module = guard.contained("unittest.mock")
    return public_names(module, also="_Call _patch NonCallableMock _CallList MagicProxy _mock_self")


def contain_mock(guard: Guarding) -> ModuleType:
    """``unittest.mock`` itself."""
    module = contain(
        guard,
        "unittest.mock",
        imports={
            "sys": guard.contained_sys(),
            "asyncio": guard.find_module("asyncio"),
            "pkgutil": guard.contained("pkgutil"),
            "inspect": guard.contained("inspect"),
            "io": guard.contained("io"),
            "contextlib": guard.contained("contextlib"),
            "pprint": guard.contained("pprint"),
        },
    )
    module.__dict__["__builtins__"]["getattr"] = _lenient(guard)
    return module


def _lenient(guard: Guarding) -> Any:
    """``getattr`` that gives the default for what is refused.

    A mock looks at every name of its specification, whether it is a coroutine function; none of
    those that are refused is one.
    """
    strict = guard.builtins["getattr"]

    def getattr(obj: Any, name: str, *default: Any) -> Any:
        if not default:
            return strict(obj, name)
        before = guard.realm.undecided
        try:
            return strict(obj, name, *default)
        except Undecided:
            guard.realm.undecided = before
            return default[0]

    return getattr
