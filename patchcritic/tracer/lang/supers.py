"""``super()`` without arguments: the class whose method it stands in, and the first parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.lang.names import frame_above
from patchcritic.tracer.lang.scopes import ScopeKind, Where
from patchcritic.tracer.lang.translator import Translator


@exact_sites
def super_here(translator: Translator) -> Callable[[Frame], Any]:
    """What makes the ``super`` object of a scope."""
    scope = translator.scope
    where, up = scope.find("__class__")
    first = scope.first

    def refuse(frame: Frame) -> Any:
        raise Undecided(UndecidedKind.LANGUAGE, "super() in a comprehension")

    def without_arguments(frame: Frame) -> Any:
        raise RuntimeError("super(): no arguments")

    def without_cell(frame: Frame) -> Any:
        raise RuntimeError("super(): __class__ cell not found")

    def make(frame: Frame) -> Any:
        cell = frame_above(frame, up).klass
        if cell is None:
            raise RuntimeError("super(): __class__ cell not found")
        names = frame.locals
        if first not in names:
            raise RuntimeError("super(): arg[0] deleted")
        if cell_is_empty(cell):
            raise RuntimeError("super(): empty __class__ cell")
        return super(cell.cell_contents, names[first])

    def cell_is_empty(cell: Any) -> bool:
        try:
            return cell.cell_contents is None
        except ValueError:
            return True

    if scope.kind is ScopeKind.COMPREHENSION:
        return refuse
    if scope.kind is not ScopeKind.FUNCTION or first is None or first.startswith("*"):
        return without_arguments
    return make if where is Where.CLASS_CELL else without_cell
