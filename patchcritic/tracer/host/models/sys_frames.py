"""``sys._getframe``: the globals of the running code and of its caller, where they are certain."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from patchcritic.tracer.core.exact import is_stdlib
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind


@offers("f_globals f_lineno")
class NearFrame:
    """A frame of which only the module and the line are told."""

    def __init__(self, global_names: dict[str, Any], line: int) -> None:
        self.f_globals = global_names
        self.f_lineno = line


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
    return NearFrame(frame.globals, frame.line)


def _host_code_between(frame: FrameType | None) -> bool:
    n_traced = 0
    while frame is not None and n_traced < 2:
        if "traced_frame" in frame.f_code.co_varnames:
            n_traced += 1
        elif n_traced == 1 and is_stdlib(frame.f_code.co_filename):
            return True
        frame = frame.f_back
    return False
