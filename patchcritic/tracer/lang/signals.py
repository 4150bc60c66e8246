"""How a statement ended, other than by reaching its end (None) or by an exception."""

from __future__ import annotations

from typing import Final


class Signal:
    """One way to leave a block."""

    __slots__ = ()


RETURN: Final = Signal()
"""The value is in the frame's ``value``."""
BREAK: Final = Signal()
CONTINUE: Final = Signal()
