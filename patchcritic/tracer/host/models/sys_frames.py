"""``sys._getframe``: the globals of the running code and of its caller, where they are certain."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from patchcritic.tracer.core.exact import is_stdlib
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.models.frames import ROOT


@offers("co_filename co_name")
class NearCode:
    """A code object of which only file and name are told."""

    def __init__(self, frame: Frame) -> None:
        self.co_filename = f"{ROOT}/{frame.code.path}"
        self.co_name = frame.code.name

    def __getattr__(self, name: str) -> Any:
        raise Undecided(UndecidedKind.FRAMES, f"{name} of a code object")


@offers("f_globals f_lineno f_code f_back")
class NearFrame:
    """A frame of which only module, line, code and caller are told."""

    def __init__(self, realm: Realm, frame: Frame) -> None:
        self._realm = realm
        self._frame = frame
        self.f_globals = frame.globals
        self.f_lineno = frame.line
        self.f_code = NearCode(frame)

    @property
    def f_back(self) -> NearFrame:
        """The caller of the running code."""
        if self._frame is not self._realm.frame:
            raise Undecided(UndecidedKind.FRAMES, "a frame further away")
        return near_frame(self._realm, 1)

    def __getattr__(self, name: str) -> Any:
        raise Undecided(UndecidedKind.FRAMES, f"{name} of a frame")


def near_frame(realm: Realm, depth: int) -> NearFrame:
    """The frame of the running code (0) or of its caller (1).

    Raises:
        Undecided: deeper, or host code stands between the two.
    """
    frame = realm.frame
    if depth == 1 and frame is not None:
        if _host_code_between(sys._getframe(1)):  # noqa: SLF001 - real frames are looked at
            raise Undecided(UndecidedKind.FRAMES, "a frame of host code")
        frame = frame.back
    if frame is None or depth not in (0, 1):
        raise Undecided(UndecidedKind.FRAMES, "a frame further away")
    return NearFrame(realm, frame)


def _host_code_between(frame: FrameType | None) -> bool:
    n_traced = 0
    while frame is not None and n_traced < 2:
        if "traced_frame" in frame.f_code.co_varnames:
            n_traced += 1
        elif n_traced == 1 and is_stdlib(frame.f_code.co_filename):
            return True
        frame = frame.f_back
    return False
