"""What a layer of the wall is, and when the wall is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_NEEDED = (("system-calls",), ("files", "empty-root"), ("limits",))
"""One of each group must hold: system calls are filtered, no file opens, resources are bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of the wall around the child."""

    name: str
    """``system-calls``, ``files``, ``network``...: kebab-case, in reports."""
    is_active: bool
    note: str
    """What it does, or why it could not be put up."""


def is_complete(layers: Iterable[Layer]) -> bool:
    """Whether these layers hold even code that has taken over the child's interpreter."""
    active = {layer.name for layer in layers if layer.is_active}
    return all(any(name in active for name in group) for group in _NEEDED)
