"""What models of test tools need of the evaluator."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by


class AttributeGuard(Protocol):
    """What traced code may do with attributes."""

    def get_attr(self, value: Any, name: str, /) -> Any:
        """Read one."""

    def set_attr(self, target: Any, name: str, value: Any, /) -> None:
        """Set one."""

    def del_attr(self, target: Any, name: str, /) -> None:
        """Delete one."""


@dataclass(slots=True, kw_only=True, eq=False)
class World:
    """One traced world, for the models of this room."""

    realm: Realm
    guard: AttributeGuard

    def module(self, dotted: str) -> ModuleType:
        """A module as traced code would import it.

        Raises:
            Undecided: it is not known.
        """
        if self.realm.find_module is None:
            raise Undecided(UndecidedKind.INTERNAL, "nothing imports modules here")
        found: Any = self.realm.find_module(dotted)
        if type(found) is Unknown:
            raise undecided_by(found)
        return found  # type: ignore[no-any-return]

    def tool(self, dotted: str, name: str) -> Any:
        """A name of a module, as traced code would read it.

        Raises:
            Undecided: it is not known.
        """
        found = self.guard.get_attr(self.module(dotted), name)
        if type(found) is Unknown:
            raise undecided_by(found)
        return found
