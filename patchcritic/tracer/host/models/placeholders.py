"""Types of which traced code never holds an instance: it may ask whether something is one."""

from __future__ import annotations

from typing import Any

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind

_TYPES = {"CodeType": "code", "FrameType": "frame", "TracebackType": "traceback"}


def placeholders() -> dict[str, type]:
    """``types.CodeType`` and its like; making one is undecided."""
    return {public: _make(name) for public, name in _TYPES.items()}


def _make(name: str) -> type:
    def refuse(cls: type, *args: Any, **kwargs: Any) -> Any:
        raise Undecided(UndecidedKind.FRAMES, f"makes a {name}")

    made = type(name, (), {"__new__": refuse, "__module__": "builtins"})
    return offers("")(made)
