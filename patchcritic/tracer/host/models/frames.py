"""Frames of traced code as contained modules of the host look at them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.realm import Realm

ROOT = "/repo"
"""Where the tree seems to lie."""


class FrameView:
    """One traced call in the shape of a frame: as much as warnings, logging and typing read."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self.f_globals = frame.globals
        self.f_lineno = frame.line
        self.f_code = SimpleNamespace(
            co_filename=f"{ROOT}/{frame.code.path}", co_name=frame.code.name
        )

    @property
    def f_back(self) -> FrameView | None:
        """The frame that called this one."""
        return None if self._frame.back is None else FrameView(self._frame.back)

    @property
    def f_locals(self) -> Any:
        """The names of the frame."""
        return self._frame.locals


@exact
def _fail() -> None:
    raise ValueError("call stack is not deep enough")


def get_frame(realm: Realm, depth: int) -> Any:
    """The traced caller: depth 1 is the traced code that called the host's function."""
    frame = realm.frame
    for _ in range(depth - 1):
        if frame is not None:
            frame = frame.back
    if frame is None:
        _fail()
        raise AssertionError
    return FrameView(frame)
