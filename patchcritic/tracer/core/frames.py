"""One running piece of traced code: its names, its place, and who called it."""

from __future__ import annotations

from types import CellType
from typing import Any

from patchcritic.domain.trace import TraceCall


class Frame:
    """What a function, class body, comprehension or module has while it runs.

    ``up`` is the frame that its source stands in (free variables), ``back`` the one that called it.
    Only functions, class bodies, modules and exec'd text are linked by ``back``.
    """

    __slots__ = (
        "back",
        "builtins",
        "code",
        "depth",
        "globals",
        "klass",
        "line",
        "locals",
        "up",
        "value",
        "worker",
    )

    def __init__(
        self,
        names: Any,
        global_names: dict[str, Any],
        builtins: dict[str, Any],
        up: Frame | None,
        code: Any,
    ) -> None:
        self.locals = names
        self.globals = global_names
        self.builtins = builtins
        self.up = up
        self.code = code
        self.line = 0
        self.back: Frame | None = None
        self.depth = 0
        self.klass: CellType | None = None
        """Of a class body: the cell that holds the class once it is made."""
        self.value: Any = None
        """What a ``return`` statement returns."""
        self.worker: Any = None
        """What runs a generator's or coroutine's body."""


def calls_to(frame: Frame | None) -> tuple[TraceCall, ...]:
    """The traced calls that lead to this frame, outermost first, each with its current line."""
    frames = []
    while frame is not None:
        frames.append(frame)
        frame = frame.back
    return tuple(
        TraceCall(name=each.code.qualname, path=each.code.path, line=each.line, depth=depth)
        for depth, each in enumerate(reversed(frames))
    )


def frames_of(error: BaseException) -> tuple[Frame, ...]:
    """The traced frames that an exception passed, outermost first, each at the line it left."""
    found: list[Frame] = []
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame.f_locals.get("traced_frame")
        if type(frame) is Frame and frame not in found:
            found.append(frame)
        traceback = traceback.tb_next
    return tuple(found)
