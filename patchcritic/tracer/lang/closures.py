"""``__closure__`` of traced functions: what generators of classes read and rewrite."""

from __future__ import annotations

from collections.abc import Iterator
from types import CellType
from typing import Any

from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import TracedFunction
from patchcritic.tracer.lang.names import frame_above
from patchcritic.tracer.lang.scopes import Scope, Where


def closure_of(record: TracedFunction) -> tuple[CellType, ...] | None:
    """The cells of a function's free variables, in the order of their names.

    The cell of ``__class__`` is the very one that ``super()`` reads; the others are copies.
    """
    names = _free_names(record.code.scope)
    if not names or record.up is None:
        return None
    cells = []
    for name in sorted(names):
        where, up = names[name]
        owner = frame_above(record.up, up - 1)
        if where is Where.CLASS_CELL:
            cells.append(owner.klass or CellType())
        elif name in owner.locals:
            cells.append(CellType(owner.locals[name]))
        else:
            cells.append(CellType())
    return tuple(cells)


def free_values(scope: Scope, up: Frame) -> Iterator[tuple[str, Any]]:
    """The free variables of a function that have a value, with it, as ``locals`` shows them."""
    names = _free_names(scope)
    for name in sorted(names):
        where, steps = names[name]
        owner = frame_above(up, steps - 1)
        if where is Where.CLASS_CELL:
            try:
                yield name, owner.klass.cell_contents  # type: ignore[union-attr]
            except (AttributeError, ValueError):
                continue
        elif name in owner.locals:
            yield name, owner.locals[name]


def _free_names(scope: Scope) -> dict[str, tuple[Where, int]]:
    """Names of the function and of what is inside it that live outside of it."""
    found: dict[str, tuple[Where, int]] = {}
    waiting = [(scope, 0)]
    while waiting:
        each, depth = waiting.pop()
        waiting += [(child, depth + 1) for child in each.children]
        names = each.used | ({"__class__"} if "super" in each.used else set())
        for name in names:
            where, up = each.find(name)
            if where in (Where.FREE, Where.CLASS_FREE, Where.CLASS_CELL) and up > depth:
                kind = Where.CLASS_CELL if where is Where.CLASS_CELL else Where.FREE
                found[name] = (kind, up - depth)
    return found
