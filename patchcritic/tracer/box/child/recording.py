"""The calls of one trace, for a person to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patchcritic.tracer.box.codec import MAX_TEXT
from patchcritic.tracer.box.events import MAX_EVENTS
from patchcritic.tracer.core.functions import TracedFunction
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.showing import show_plain

_MAX_ARGUMENTS = 8

_Start = Callable[[TracedFunction, dict[str, Any]], Any]


class Recorder:
    """Notes calls and returns as plain values, in order; made before any module is loaded."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._depth = 0
        self.events: list[dict[str, Any]] = []
        realm.watch = self.watch

    def begin(self) -> None:
        """Forget what was noted; modules call functions too."""
        self.events.clear()
        self._depth = 0

    def watch(self, start: _Start) -> _Start:
        """What runs a function's calls, with a note before and after."""

        def watched(record: TracedFunction, names: dict[str, Any]) -> Any:
            if len(self.events) >= MAX_EVENTS:
                return start(record, names)
            self._note("call", record, _show_arguments(names))
            self._depth += 1
            try:
                value = start(record, names)
            except BaseException as error:
                self._depth -= 1
                self._note("raise", record, _show_error(error))
                raise
            self._depth -= 1
            self._note("return", record, show_plain(value))
            return value

        return watched

    def _note(self, kind: str, record: TracedFunction, text: str) -> None:
        self.events.append(
            {
                "kind": kind,
                "name": record.code.qualname,
                "path": record.code.path,
                "line": record.code.line,
                "depth": self._depth,
                "text": text[:MAX_TEXT],
                "n_known": len(self._realm.known),
            }
        )


def _show_arguments(names: dict[str, Any]) -> str:
    shown = [f"{name}={show_plain(value)}" for name, value in names.items()]
    more = ["..."] if len(shown) > _MAX_ARGUMENTS else []
    return ", ".join([*shown[:_MAX_ARGUMENTS], *more])


def _show_error(error: BaseException) -> str:
    """An exception's class and arguments; its ``str`` may be traced code."""
    arguments = BaseException.__dict__["args"].__get__(error)[:3]
    name = type.__dict__["__name__"].__get__(type(error))
    return f"{name}({', '.join(show_plain(one) for one in arguments)})"
