"""The box: traces tests in a child process behind a wall of the operating system's.

Parent and child speak JSON lines; the child asks the parent for every file, so it opens none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patchcritic.tracer.box.driver import record_tests, trace_tests
    from patchcritic.tracer.box.events import TraceEvent
    from patchcritic.tracer.box.kept import TraceStore
    from patchcritic.tracer.box.probing import probe_wall
    from patchcritic.tracer.box.settings import TracerSettings
    from patchcritic.tracer.box.wall.layers import Layer, is_complete

# The child imports this package too, and needs nothing of the parent's side.
_ON_USE = {
    "Layer": "wall.layers",
    "TraceStore": "kept",
    "TracerSettings": "settings",
    "TraceEvent": "events",
    "is_complete": "wall.layers",
    "probe_wall": "probing",
    "record_tests": "driver",
    "trace_tests": "driver",
}


def __getattr__(name: str) -> Any:
    if name not in _ON_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ON_USE[name]}"), name)


__all__ = [
    "Layer",
    "TraceEvent",
    "TraceStore",
    "TracerSettings",
    "is_complete",
    "probe_wall",
    "record_tests",
    "trace_tests",
]
