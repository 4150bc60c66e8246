"""What the evaluator asks of the guard between traced code and the host."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, Protocol


class Guarding(Protocol):
    """Operations on values; operators are named as they are written (``"+"``, ``"not in"``)."""

    made_modules: dict[str, ModuleType]
    """The modules of the host that traced code has, by name."""

    def get_attr(self, value: Any, name: str) -> Any:
        """``value.name``."""

    def set_attr(self, target: Any, name: str, value: Any) -> None:
        """``target.name = value``."""

    def del_attr(self, target: Any, name: str) -> None:
        """``del target.name``."""

    def call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """``function(*args, **kwargs)``."""

    def binary(self, operator: str, left: Any, right: Any) -> Any:
        """``left operator right``."""

    def inplace(self, operator: str, left: Any, right: Any) -> Any:
        """``left operator= right``: the new value."""

    def unary(self, operator: str, value: Any) -> Any:
        """``operator value``."""

    def compare(self, operator: str, left: Any, right: Any) -> Any:
        """``left operator right``, where the operator is a comparison."""

    def get_item(self, value: Any, key: Any) -> Any:
        """``value[key]``."""

    def set_item(self, target: Any, key: Any, value: Any) -> None:
        """``target[key] = value``."""

    def del_item(self, target: Any, key: Any) -> None:
        """``del target[key]``."""

    def iterate(self, value: Any) -> Iterator[Any]:
        """``iter(value)``."""

    def truth(self, value: Any) -> bool:
        """``bool(value)``."""

    def format_value(self, value: Any, conversion: int, spec: str) -> str:
        """A replacement field of an f-string; an Unknown for an unknown value."""
