"""Log records that a test looks at: ``caplog`` and ``assertLogs`` on the world's logging."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.testing.outcomes import throw
from patchcritic.tracer.testing.world import World

_CAPLOG_FORMAT: Final = "%(levelname)-8s %(name)s:%(filename)s:%(lineno)d %(message)s"


def make_handler(world: World, records: list[Any], level: int = 0) -> Any:
    """A handler of the world's logging that keeps records."""
    base = world.tool("logging", "Handler")

    class LogCaptureHandler(base):  # type: ignore[misc, valid-type]
        def emit(self, record: Any) -> None:
            records.append(record)

        def handleError(self, record: Any) -> None:  # noqa: N802
            raise

    return LogCaptureHandler(level)


@offers("records output watcher logger_name level", is_partial=True)
class AssertLogs:
    """What ``assertLogs`` gives."""

    def __init__(self, test: Any, world: World, logger: Any, level: Any, *, no_logs: bool) -> None:
        self._test = test
        self._world = world
        self._given = logger
        self.level = level
        self._no_logs = no_logs
        self.records: list[Any] = []
        self.output: list[str] = []

    def __enter__(self) -> Any:
        logging = self._world.module("logging")
        names = vars(logging)
        given = self._given
        is_logger = isinstance(given, self._world.tool("logging", "Logger"))
        logger = given if is_logger else self._world.tool("logging", "getLogger")(given)
        self._logger = logger
        self._before = (list(logger.handlers), logger.level, logger.propagate)
        level = self.level
        if isinstance(level, str):
            level = self._world.tool("logging", "getLevelName")(level)
        wanted = level if level else names["INFO"]
        logger.handlers = [make_handler(self._world, self.records)]
        logger.setLevel(wanted)
        logger.propagate = False
        return None if self._no_logs else self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        handlers, level, propagate = self._before
        self._logger.handlers = handlers
        self._logger.propagate = propagate
        self._logger.setLevel(level)
        if error is not None:
            admit(error)
            return
        self.output += [f"{one.levelname}:{one.name}:{one.getMessage()}" for one in self.records]
        if self._no_logs and self.records:
            throw(self._test.failureException(f"Unexpected logs found: {self.output!r}"))
        if not self._no_logs and not self.records:
            throw(self._test.failureException("no logs of level or higher triggered on logger"))


@offers(
    "records record_tuples messages text clear set_level at_level handler",
    is_partial=True,
)
class CapLog:
    """``caplog``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: list[Any] = []
        self._levels: dict[Any, int] = {}
        self.handler = make_handler(world, self._records)
        self._root = world.tool("logging", "getLogger")()
        self._root.addHandler(self.handler)

    def finish(self) -> None:
        """Give loggers back their levels."""
        self._root.removeHandler(self.handler)
        for name, level in self._levels.items():
            self._logger(name).setLevel(level)

    @property
    def records(self) -> list[Any]:
        """The records so far."""
        return self._records

    @property
    def messages(self) -> list[str]:
        """Their messages."""
        return [one.getMessage() for one in self._records]

    @property
    def record_tuples(self) -> list[tuple[str, int, str]]:
        """Logger, level and message of each."""
        return [(one.name, one.levelno, one.getMessage()) for one in self._records]

    @property
    def text(self) -> str:
        """What the records look like, one a line."""
        formatter = self._world.tool("logging", "Formatter")(_CAPLOG_FORMAT)
        return "".join(formatter.format(one) + "\n" for one in self._records)

    def clear(self) -> None:
        """Forget the records so far."""
        self._records.clear()

    def set_level(self, level: Any, logger: str | None = None) -> None:
        """Set a logger's level until the test ends."""
        target = self._logger(logger)
        self._levels.setdefault(logger, target.level)
        target.setLevel(level)
        self.handler.setLevel(level)

    @contextmanager
    def at_level(self, level: Any, logger: str | None = None) -> Iterator[None]:
        """Set a logger's level within a block."""
        target = self._logger(logger)
        before = (target.level, self.handler.level)
        target.setLevel(level)
        self.handler.setLevel(level)
        try:
            yield
        finally:
            target.setLevel(before[0])
            self.handler.setLevel(before[1])

    def _logger(self, name: Any) -> Any:
        return self._world.tool("logging", "getLogger")(name)
