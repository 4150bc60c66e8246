"""``logging``: the host's source, with the world's streams, frames and no clock."""

from __future__ import annotations

import threading
from types import ModuleType, SimpleNamespace
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.table import Names

_CLOCK = ("created", "msecs", "relativeCreated")
_PROCESS = ("thread", "process", "pathname")


def _refuse_clock(*args: Any) -> Any:
    raise Undecided(UndecidedKind.CLOCK, "the time of a log record")


def _refuse_trace(*args: Any, **kwargs: Any) -> Any:
    raise Undecided(UndecidedKind.FRAMES, "a traceback in a log record")


def contain_logging(guard: Guarding) -> ModuleType:
    """A private copy with its own loggers."""
    clock = SimpleNamespace(
        time=lambda: 0.0,
        localtime=_refuse_clock,
        gmtime=_refuse_clock,
        strftime=_refuse_clock,
        monotonic=_refuse_clock,
    )
    module = contain(
        guard,
        "logging",
        imports={
            "sys": guard.contained_sys(),
            "os": guard.contained("os"),
            "io": guard.contained("io"),
            "time": clock,
            "warnings": guard.contained("warnings"),
            "threading": threading,
            "atexit": SimpleNamespace(register=lambda *args: None),
            "traceback": SimpleNamespace(print_exception=_refuse_trace, print_stack=_refuse_trace),
        },
        is_guarded=False,
    )
    record_class = module.__dict__["LogRecord"]

    def make_record(*args: Any, **kwargs: Any) -> Any:
        record = record_class(*args, **kwargs)
        for name in _CLOCK:
            setattr(record, name, Unknown(UndecidedKind.CLOCK, f"{name} of a log record", float))
        for name in _PROCESS:
            setattr(record, name, Unknown(UndecidedKind.PROCESS, f"{name} of a log record"))
        return record

    def find_caller(self: Any, stack_info: bool = False, stacklevel: int = 1) -> Any:
        frame = guard.realm.frame
        for _ in range(stacklevel - 1):
            frame = frame if frame is None or frame.back is None else frame.back
        if frame is None:
            return "(unknown file)", 0, "(unknown function)", None
        if stack_info:
            _refuse_trace()
        return f"/repo/{frame.code.path}", frame.line, frame.code.name, None

    module.__dict__["_logRecordFactory"] = make_record
    module.__dict__["Logger"].findCaller = find_caller
    return module


def build_logging(guard: Guarding) -> Names:
    """The private copy."""
    module = guard.contained("logging")
    names = public_names(
        module, also="root _levelToName _nameToLevel _checkLevel PlaceHolder Manager"
    )
    names.update(
        (name, value)
        for name, value in vars(module).items()
        if name.isupper() or isinstance(value, type)
    )
    return names
