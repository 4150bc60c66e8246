"""``pytest.warns``, ``deprecated_call`` and ``recwarn`` on the world's own warnings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.testing.outcomes import Exit, fail, throw
from patchcritic.tracer.testing.raises import call
from patchcritic.tracer.testing.world import World


@offers("list pop clear", is_partial=True)
class WarningsRecorder:
    """Records warnings within a block."""

    world: World

    def __init__(self) -> None:
        self.list: list[Any] = []

    def __enter__(self) -> WarningsRecorder:
        self._manager = self.world.tool("warnings", "catch_warnings")(record=True)
        self.list = self._manager.__enter__()
        self.world.tool("warnings", "simplefilter")("always")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._manager.__exit__(kind, error, None)

    def __getitem__(self, index: int) -> Any:
        return self.list[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.list)

    def __len__(self) -> int:
        return len(self.list)

    def pop(self, cls: type[Warning] = Warning) -> Any:
        """Take the first warning of a class, an exact match before a subclass."""
        best: int | None = None
        for index, one in enumerate(self.list):
            if one.category == cls:
                return self.list.pop(index)
            if issubclass(one.category, cls) and (
                best is None or not issubclass(one.category, self.list[best].category)
            ):
                best = index
        if best is None:
            throw(AssertionError(f"{cls!r} not found in warning list"))
        return self.list.pop(best)

    def clear(self) -> None:
        """Forget what was recorded."""
        self.list[:] = []


@offers("expected_warning match_expr matches")
class WarningsChecker(WarningsRecorder):
    """What ``warns`` gives."""

    def __init__(self, expected_warning: Any = Warning, match_expr: Any = None) -> None:
        super().__init__()
        expected = expected_warning if isinstance(expected_warning, tuple) else (expected_warning,)
        for one in expected:
            if not (isinstance(one, type) and issubclass(one, Warning)):
                throw(TypeError(f"exceptions must be derived from Warning, not {type(one)}"))
        self.expected_warning = expected
        self.match_expr = match_expr

    def matches(self, warning: Any) -> bool:
        """Whether one recorded warning is as expected."""
        return issubclass(warning.category, self.expected_warning) and bool(
            self.match_expr is None or re.search(self.match_expr, str(warning.message))
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, None)
        if error is not None:
            admit(error)
            if not isinstance(error, Exception) or isinstance(error, Exit):
                return
        try:
            if not any(issubclass(one.category, self.expected_warning) for one in self):
                fail(f"DID NOT WARN. No warnings of type {self.expected_warning} were emitted.")
            elif not any(map(self.matches, self)):
                fail("Regex pattern did not match any of the warnings emitted.")
        finally:
            self._emit_others()

    def _emit_others(self) -> None:
        for one in self:
            if not self.matches(one):
                self.world.tool("warnings", "warn_explicit")(
                    message=one.message,
                    category=one.category,
                    filename=one.filename,
                    lineno=one.lineno,
                    source=one.source,
                )


_DEPRECATIONS = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)


def make_warns(world: World) -> dict[str, Any]:
    """``pytest.warns`` and what belongs to it, for one world."""
    recorder: Any = type("WarningsRecorder", (WarningsRecorder,), {"world": world})
    checker: Any = type("WarningsChecker", (WarningsChecker,), {"world": world})
    for made in (recorder, checker):
        offers("")(made)

    def warns(
        expected_warning: Any = Warning,
        func: Callable[..., Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        if func is None and not args:
            match = kwargs.pop("match", None)
            if kwargs:
                throw(TypeError("Unexpected keyword arguments passed to pytest.warns"))
            return checker(expected_warning, match)
        if not callable(func):
            throw(TypeError(f"{func!r} object (type: {type(func)}) must be callable"))
        with checker(expected_warning):
            return call(func, args, kwargs)

    def deprecated_call(func: Any = None, *args: Any, **kwargs: Any) -> Any:
        if func is None:
            return warns(_DEPRECATIONS, *args, **kwargs)
        with warns(_DEPRECATIONS):
            return call(func, args, kwargs)

    return {
        "warns": warns,
        "deprecated_call": deprecated_call,
        "WarningsRecorder": recorder,
    }
