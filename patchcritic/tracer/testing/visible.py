"""The fixtures that one test sees, by the place that defines them, and those that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from patchcritic.tracer.testing.definitions import FixtureDef


@dataclass(frozen=True, slots=True)
class Visible:
    """Levels from pytest's own fixtures inwards: conftest.py files, the module, its classes."""

    levels: tuple[tuple[FixtureDef, ...], ...]

    def definitions(self, name: str) -> list[FixtureDef]:
        """Those of a name, the overriding one last."""
        return [one for level in self.levels for one in level if one.name == name]

    def autouse(self) -> Iterable[str]:
        """The names of those that every test gets, outermost first."""
        return (one.name for level in self.levels for one in level if one.is_autouse)

    def close(self, requested: Iterable[str], direct: Iterable[str]) -> tuple[str, ...]:
        """All names that a test uses, in the order of their set-up: wider scopes first.

        Args:
            requested: what it asks for, by marks and by its arguments.
            direct: what ``parametrize`` gives it as it is.
        """
        given = frozenset(direct)
        order: list[str] = []
        depths: dict[str, int] = {}

        def visit(name: str) -> None:
            depth = depths.get(name)
            if depth == 0:
                return
            if depth is None:
                order.append(name)
                depth = -1
            found = [] if name in given else self.definitions(name)
            if not found or -depth > len(found):
                depths[name] = 0
                return
            depths[name] = depth - 1
            for wanted in found[depth].argnames:
                visit(wanted)
            depths[name] = 0

        for name in dict.fromkeys((*self.autouse(), *requested)):
            visit(name)
        scopes = {name: found[-1].scope for name in order if (found := self.definitions(name))}
        return tuple(sorted(order, key=lambda name: scopes.get(name, 0), reverse=True))

    def parametrized(self, names: Sequence[str]) -> Iterable[FixtureDef]:
        """Those with ``params`` among the used ones, in the order of their ids."""
        for name in names:
            for one in reversed(self.definitions(name)):
                if one.params is not None:
                    yield one
                    break
                if name not in one.argnames:
                    break
