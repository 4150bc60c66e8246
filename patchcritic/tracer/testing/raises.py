"""``pytest.raises``: that a block or a call raises, as pytest 8 and 9 check it."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from patchcritic.tracer.core.exact import admit, exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.testing.excinfo import ExceptionInfo, text_of
from patchcritic.tracer.testing.outcomes import Failed, fail, throw

_KEYWORDS = {"match", "check", "expected_exception"}


@offers("expected_exceptions match check matches fail_reason", is_partial=True)
class RaisesContext:
    """The context manager that ``raises`` gives, and ``pytest.RaisesExc``."""

    def __init__(
        self,
        expected_exception: Any = None,
        *,
        match: Any = None,
        check: Callable[[BaseException], Any] | None = None,
    ) -> None:
        expected = expected_exception if isinstance(expected_exception, tuple) else (
            () if expected_exception is None else (expected_exception,)
        )  # fmt: skip
        if not expected and match is None and check is None:
            throw(ValueError("You must specify at least one parameter to match on."))
        self.expected_exceptions: tuple[Any, ...] = tuple(map(_check_type, expected))
        self.match = _compile(match)
        self.check = check
        self.fail_reason: str | None = None
        self._excinfo = ExceptionInfo()

    def __enter__(self) -> ExceptionInfo:
        self._excinfo = ExceptionInfo()
        return self._excinfo

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if error is None:
            throw(Failed(f"DID NOT RAISE {_names_of(self.expected_exceptions)}"))
        admit(error)
        if self.expected_exceptions and not isinstance(error, self.expected_exceptions):
            return False
        if not self._is_right(error):
            throw(AssertionError(self.fail_reason))
        self._excinfo.error = error
        return True

    def matches(self, exception: BaseException | None) -> bool:
        """Whether an exception is as expected."""
        if exception is None:
            self.fail_reason = "exception is None"
            return False
        if self.expected_exceptions and not isinstance(exception, self.expected_exceptions):
            self.fail_reason = (
                f"`{type(exception).__name__}()` is not an instance of "
                f"`{_names_of(self.expected_exceptions)}`"
            )
            return False
        return self._is_right(exception)

    def _is_right(self, error: BaseException) -> bool:
        if self.match is not None and not re.search(self.match, text := text_of(error)):
            pattern = getattr(self.match, "pattern", self.match)
            self.fail_reason = (
                "Regex pattern did not match.\n"
                f"  Expected regex: {pattern!r}\n  Actual message: {text!r}"
            )
            return False
        if self.check is not None and not self.check(error):
            self.fail_reason = f"check {self.check!r} did not return True"
            return False
        self.fail_reason = None
        return True


def raises(
    expected_exception: Any = None,
    func: Callable[..., Any] | None = None,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """``pytest.raises``, as a context manager or called with a function."""
    if func is None and not args:
        if unexpected := set(kwargs) - _KEYWORDS:
            throw(
                TypeError(
                    "Unexpected keyword arguments passed to pytest.raises: "
                    + ", ".join(sorted(unexpected))
                    + "\nUse context-manager form instead?"
                )
            )
        return RaisesContext(expected_exception, **kwargs)
    if not expected_exception:
        throw(
            ValueError(
                "Expected an exception type or a tuple of exception types, "
                f"but got `{expected_exception!r}`."
            )
        )
    if not callable(func):
        throw(TypeError(f"{func!r} object (type: {type(func)}) must be callable"))
    with RaisesContext(expected_exception) as excinfo:
        call(func, args, kwargs)
    return excinfo


raises.Exception = Failed  # type: ignore[attr-defined]


@exact
def call(func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call something of the test; what is wrong with the arguments is the test's fault."""
    return func(*args, **kwargs)


def _check_type(expected: Any) -> Any:
    if isinstance(expected, type):
        if not issubclass(expected, BaseException):
            throw(ValueError(f"Expected a BaseException type, but got {expected.__name__!r}"))
        return expected
    origin = getattr(expected, "__origin__", None)  # ExceptionGroup[Exception]
    if isinstance(origin, type) and issubclass(origin, BaseExceptionGroup):
        return origin
    got = (
        f"an exception instance: {type(expected).__name__}"
        if isinstance(expected, BaseException)
        else repr(type(expected).__name__)
    )
    return throw(TypeError(f"Expected a BaseException type, but got {got}"))


def _compile(match: Any) -> Any:
    if not isinstance(match, str):
        return match
    try:
        return re.compile(match)
    except re.error as error:
        return fail(f"Invalid regex pattern provided to 'match': {error}")


def _names_of(expected: tuple[Any, ...]) -> str:
    if not expected:
        return "any exception"
    if len(expected) == 1:
        return str(expected[0].__name__)
    return f"any of ({', '.join(one.__name__ for one in expected)})"
