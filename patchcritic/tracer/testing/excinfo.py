"""What ``pytest.raises`` hands to the test: the exception that was raised."""

from __future__ import annotations

import re
from typing import Any

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.outcomes import throw


def text_of(error: BaseException) -> str:
    """The text that ``match`` is searched in: the message and the notes."""
    is_group = isinstance(error, BaseExceptionGroup)
    message = error.message if is_group else str(error)  # type: ignore[attr-defined]
    return "\n".join([message, *getattr(error, "__notes__", [])])


@offers(
    "value type tb typename traceback match exconly errisinstance group_contains", is_partial=True
)
class ExceptionInfo:
    """``pytest.ExceptionInfo``: filled when the ``with`` block of ``raises`` ends."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    @property
    def value(self) -> BaseException:
        """The exception."""
        if self.error is None:
            throw(AssertionError(".value can only be used after the context manager exits"))
        return self.error

    @property
    def type(self) -> type[BaseException]:
        """The exception's class."""
        if self.error is None:
            throw(AssertionError(".type can only be used after the context manager exits"))
        return type(self.error)

    @property
    def typename(self) -> str:
        """The class's name."""
        return type(self.value).__name__

    @property
    def tb(self) -> Any:
        """The traceback, which is not known."""
        return Unknown(UndecidedKind.FRAMES, "the traceback of an exception")

    traceback = tb

    def exconly(self, tryshort: bool = False) -> Any:
        """The exception as a traceback's last line has it."""
        if isinstance(self.value, SyntaxError | BaseExceptionGroup):
            return Unknown(UndecidedKind.FRAMES, "the text of a traceback's last lines")
        cls = type(self.value)
        name = cls.__qualname__
        if cls.__module__ not in ("builtins", "__main__"):
            name = f"{cls.__module__}.{name}"
        text = str(self.value)
        return f"{name}: {text}" if text else name

    def errisinstance(self, exc: Any) -> bool:
        """Whether the exception is one of a class or of a tuple of them."""
        return isinstance(self.value, exc)

    def match(self, regexp: Any) -> bool:
        """Fail unless the pattern is found in the exception's text."""
        if not re.search(regexp, text_of(self.value)):
            pattern = regexp.pattern if isinstance(regexp, re.Pattern) else regexp
            throw(
                AssertionError(
                    "Regex pattern did not match.\n"
                    f"  Expected regex: {pattern!r}\n  Actual message: {text_of(self.value)!r}"
                )
            )
        return True

    def group_contains(self, *args: Any, **kwargs: Any) -> Any:
        """Not modelled."""
        return Unknown(UndecidedKind.PLUGIN, "ExceptionInfo.group_contains is not modelled")

    def __repr__(self) -> str:
        if self.error is None:
            return "<ExceptionInfo for raises contextmanager>"
        return f"<ExceptionInfo {type(self.error).__name__}({str(self.error)!r})>"
