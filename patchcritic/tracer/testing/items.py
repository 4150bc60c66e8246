"""One test as pytest collects it: its function, class and module, its marks and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.cases import Case
from patchcritic.tracer.testing.marks import Mark, MarkDecorator
from patchcritic.tracer.testing.outcomes import throw


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """One test."""

    node_id: str
    name: str
    """With the text between the brackets."""
    function_name: str
    function: Any
    """As it is found in its module or class; not bound."""
    module: ModuleType
    owners: tuple[type, ...] = ()
    """The classes it was found in, outermost first."""
    case: Case = field(default_factory=Case)
    marks: tuple[Mark, ...] = ()
    """The nearest first: of the parameter set, the function, its classes, its module."""
    added: list[Mark] = field(default_factory=list)
    """Marks that the test or a fixture adds while it runs."""
    instance: Any = None
    fixture_names: tuple[str, ...] = ()

    @property
    def cls(self) -> type | None:
        """The class that the test is a method of."""
        return self.owners[-1] if self.owners else None

    def marks_named(self, name: str) -> Iterator[Mark]:
        """The marks of a name, the nearest first."""
        return (mark for mark in (*self.added, *self.marks) if mark.name == name)

    def bound(self) -> Any:
        """The function as the test calls it."""
        if self.instance is None:
            return self.function
        return getattr(self.instance, self.function_name)


@offers("params id indices", is_partial=True)
class CallSpec:
    """``request.node.callspec``."""

    def __init__(self, item: Item) -> None:
        self.params = {**item.case.direct, **item.case.indirect}
        self.id = item.case.id


@offers("*", is_partial=True)
class Node:
    """``request.node`` of a function's request."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self.name = item.name
        self.originalname = item.function_name
        self.nodeid = item.node_id
        self.fixturenames = list(item.fixture_names)

    def __getattr__(self, name: str) -> Any:
        item = object.__getattribute__(self, "_item")
        if name in ("function", "obj"):
            return item.bound()
        if name in ("cls", "module", "instance"):
            return getattr(item, name)
        if name == "callspec" and (item.case.direct or item.case.indirect):
            return CallSpec(item)
        if name.startswith("__"):
            throw(AttributeError(f"'Function' object has no attribute {name!r}"))
        return Unknown(UndecidedKind.PLUGIN, f"request.node.{name} is not modelled")

    def iter_markers(self, name: str | None = None) -> Any:
        """The marks, the nearest first."""
        marks = (*self._item.added, *self._item.marks)
        return iter([mark for mark in marks if name is None or mark.name == name])

    def get_closest_marker(self, name: str, default: Any = None) -> Any:
        """The nearest mark of a name."""
        return next(self._item.marks_named(name), default)

    def add_marker(self, marker: Any, append: bool = True) -> None:
        """Add a mark while the test runs."""
        if isinstance(marker, str):
            self._item.added.append(Mark(marker))
        elif isinstance(marker, MarkDecorator):
            self._item.added.append(marker.mark)
        else:
            throw(ValueError("is not a string or pytest.mark.* Marker"))
