"""The exceptions by which a test ends early, and the functions that raise them."""

from __future__ import annotations

import sys
from typing import Any, ClassVar, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind


@offers("msg pytrace allow_module_level add_note args with_traceback")
class OutcomeException(BaseException):
    """What ends a test early; no ``except Exception`` sees it."""

    def __init__(self, msg: Any = None, pytrace: bool = True) -> None:
        super().__init__(msg)
        self.msg = msg
        self.pytrace = pytrace

    def __repr__(self) -> str:
        return str(self.msg) if self.msg is not None else (f"<{type(self).__name__} instance>")

    __str__ = __repr__


@offers("")
class Skipped(OutcomeException):
    """The test skips itself."""

    def __init__(
        self, msg: Any = None, pytrace: bool = True, allow_module_level: bool = False
    ) -> None:
        super().__init__(msg, pytrace)
        self.allow_module_level = allow_module_level


@offers("")
class Failed(OutcomeException):
    """The test says that it fails."""


@offers("")
class XFailed(Failed):
    """The test says that it fails as expected."""


@offers("msg returncode args")
class Exit(Exception):
    """The test ends the whole run."""

    def __init__(self, msg: Any = "unknown reason", returncode: int | None = None) -> None:
        super().__init__(msg)
        self.msg = msg
        self.returncode = returncode


for _class in (OutcomeException, Skipped, Failed, XFailed):
    _class.__module__ = "builtins"


@exact
def throw(error: BaseException) -> NoReturn:
    """Raise what pytest or unittest itself would raise here."""
    raise error


@offers("Exception __name__ __doc__")
class Skip:
    """``pytest.skip``."""

    Exception: ClassVar[type[BaseException]] = Skipped
    __name__ = "skip"

    def __call__(self, reason: Any = "", *, allow_module_level: bool = False) -> NoReturn:
        """End the test."""
        throw(Skipped(reason, allow_module_level=allow_module_level))


@offers("Exception __name__ __doc__")
class Fail:
    """``pytest.fail``."""

    Exception: ClassVar[type[BaseException]] = Failed
    __name__ = "fail"

    def __call__(self, reason: Any = "", pytrace: bool = True, *, msg: Any = None) -> NoReturn:
        """End the test."""
        throw(Failed(reason if msg is None else msg, pytrace))


@offers("Exception __name__ __doc__")
class XFail:
    """``pytest.xfail``."""

    Exception: ClassVar[type[BaseException]] = XFailed
    __name__ = "xfail"

    def __call__(self, reason: Any = "") -> NoReturn:
        """End the test."""
        throw(XFailed(reason))


@offers("Exception __name__ __doc__")
class ExitCall:
    """``pytest.exit``."""

    Exception: ClassVar[type[BaseException]] = Exit
    __name__ = "exit"

    def __call__(self, reason: Any = "", returncode: int | None = None) -> NoReturn:
        """End the test."""
        raise Undecided(UndecidedKind.PLUGIN, "pytest.exit ends the whole run")


skip, fail, xfail, exit_run = Skip(), Fail(), XFail(), ExitCall()


def is_stdlib(name: str) -> bool:
    """Whether a dotted name is of the standard library."""
    return name.partition(".")[0] in sys.stdlib_module_names
