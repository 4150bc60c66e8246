"""What the parts of the guard, the table and the models ask of it and of each other."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Protocol

from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.classes import HostClasses
from patchcritic.tracer.host.rules import OPEN, Rule
from patchcritic.tracer.host.stand_ins import MethodStandIn


class Guarding(Protocol):
    """The guard as its parts know it; ``guard.py`` says what each method does."""

    realm: Realm
    host_classes: HostClasses
    made_modules: dict[str, ModuleType]
    builtins: dict[str, Any]
    descriptors: Any

    def is_traced(self, cls: type) -> bool:
        """Whether traced code made the class, also while it is being made."""

    def rule_of(self, cls: type) -> Rule | None:
        """The rule of a host class; None where no table lists it."""

    def add_rule(self, cls: type, rule: Rule = OPEN) -> None:
        """List a host class."""

    def knows(self, cls: type) -> bool:
        """Whether traced code may use the class as such."""

    def show_module(self, module: ModuleType) -> None:
        """Let traced code have this module: a proxy, or one that traced code made."""

    def is_visible_module(self, module: ModuleType) -> bool:
        """Whether traced code may hold the module."""

    def find_module(self, name: str) -> ModuleType:
        """The proxy of a stdlib module that is there for certain."""

    def contained(self, name: str) -> ModuleType:
        """This world's private copy of a stdlib module; see ``contained.py``."""

    def has_contained(self, name: str) -> bool:
        """Whether a private copy stands for this module, and is not just being made."""

    def contained_sys(self) -> Any:
        """``sys`` as private copies see it."""

    def open_file(self, *args: Any, **kwargs: Any) -> Any:
        """``open`` on the virtual files."""

    def mirror(self, proxy: ModuleType, name: str, value: Any) -> None:
        """Let the host's private copy see what traced code puts into the proxy of a module."""

    def replacement(self, provider: type, name: str) -> MethodStandIn | None:
        """The guarded method in place of a host class's own; None where it may be used as it is."""

    def unknown_like(self, unknown: Unknown, known_type: type | None = None) -> Unknown:
        """Another value that is not known for the same reason."""

    def get_attr(self, obj: Any, name: str) -> Any:
        """``obj.name``."""

    def has_attr(self, obj: Any, name: str) -> bool:
        """``hasattr(obj, name)``."""

    def set_attr(self, obj: Any, name: str, value: Any) -> None:
        """``obj.name = value``."""

    def del_attr(self, obj: Any, name: str) -> None:
        """``del obj.name``."""

    def get_item(self, obj: Any, key: Any) -> Any:
        """``obj[key]``."""

    def call(self, function: Any, args: tuple[Any, ...] = (), kwargs: Any = ...) -> Any:
        """``function(*args, **kwargs)``."""
