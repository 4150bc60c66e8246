"""The guard between traced code and the host: everything traced code does to a host object."""

from __future__ import annotations

from collections.abc import Iterator
from enum import EnumType
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import TRACED_CODE
from patchcritic.tracer.core.models import is_model
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.unknown import Unknown, kind_of, reason_of, undecided_by
from patchcritic.tracer.host import attributes, calls, formatting, operators, writing
from patchcritic.tracer.host.classes import HostClasses, find_provider, is_class, is_ours, mro_of
from patchcritic.tracer.host.models.files import Files
from patchcritic.tracer.host.models.streams import Descriptors
from patchcritic.tracer.host.models.system import ContainedSys
from patchcritic.tracer.host.modules import find_host_module
from patchcritic.tracer.host.replacing import Replacements
from patchcritic.tracer.host.rules import OPEN, Rule
from patchcritic.tracer.host.stand_ins import MethodStandIn
from patchcritic.tracer.host.stdlib import CONTAINED
from patchcritic.tracer.host.type_rules import built_in_rules

_NOT_SHARED = frozenset({"logging", "unittest.mock", "posix", "asyncio.runners"})
"""Private copies that others get only where a table says so."""


class Guard:
    """What traced code may do with host objects, in one realm."""

    def __init__(self, realm: Realm) -> None:
        self.realm = realm
        self.host_classes = HostClasses()
        self._rules = built_in_rules()
        self._replacements = Replacements(self)
        self._modules: dict[int, ModuleType] = {}
        self.made_modules: dict[str, ModuleType] = {}
        self.builtins: dict[str, Any] = {}
        """What ``make_builtins`` made and the evaluator added to."""
        self._contained: dict[str, ModuleType] = {}
        self._building: set[str] = set()
        self._contained_sys: Any = None
        self.descriptors = Descriptors(Files(realm))

    # What belongs to whom.

    def is_traced(self, cls: type) -> bool:
        """Whether traced code made the class, also while it is being made."""
        if self.realm.is_traced(cls):
            return True
        if cls in self.host_classes or is_model(cls) or is_ours(cls):
            return False
        self.realm.add_class(cls)
        return True

    def rule_of(self, cls: type) -> Rule | None:
        """The rule of a host class; None where no table lists it."""
        found = self._rules.get(id(cls))
        return found[1] if found is not None and found[0] is cls else None

    def add_rule(self, cls: type, rule: Rule = OPEN) -> None:
        """List a host class."""
        self._rules.setdefault(id(cls), (cls, rule))

    def knows(self, cls: type) -> bool:
        """Whether traced code may use the class as such."""
        return self.is_traced(cls) or self.rule_of(cls) is not None or is_model(cls)

    def show_module(self, module: ModuleType) -> None:
        """Let traced code have this module: a proxy, or one that traced code made."""
        self._modules[id(module)] = module

    def is_visible_module(self, module: ModuleType) -> bool:
        """Whether traced code may hold the module."""
        return id(module) in self._modules or self.realm.modules.get(module.__name__) is module

    def find_module(self, name: str) -> ModuleType:
        """The proxy of a stdlib module that is there for certain."""
        found = find_host_module(self.realm, self, name)
        assert found is not None, name
        return found

    def contained(self, name: str) -> ModuleType:
        """This world's private copy of a stdlib module; see ``contained.py``."""
        if name not in self._contained:
            self._building.add(name)
            self._contained[name] = CONTAINED[name](self)
            self._building.discard(name)
        return self._contained[name]

    def has_contained(self, name: str) -> bool:
        """Whether a private copy stands for this module, and is not just being made."""
        return name in CONTAINED and name not in self._building and name not in _NOT_SHARED

    def contained_sys(self) -> Any:
        """``sys`` as private copies see it."""
        if self._contained_sys is None:
            self._contained_sys = ContainedSys(self, self.find_module("sys"))
        return self._contained_sys

    def open_file(self, *args: Any, **kwargs: Any) -> Any:
        """``open`` on the virtual files."""
        return self.contained("io").__dict__["open"](*args, **kwargs)

    def mirror(self, proxy: ModuleType, name: str, value: Any) -> None:
        """Let the host's private copy see what traced code puts into the proxy of a module."""
        inner = self._contained.get(proxy.__name__)
        if name in proxy.__dict__ and id(proxy) in self._modules:
            if proxy.__name__ == "posixpath":
                inner = self.contained("os").__dict__["path"]
            if inner is not None and name in inner.__dict__:
                inner.__dict__[name] = value

    def replacement(self, provider: type, name: str) -> MethodStandIn | None:
        """The guarded method in place of a host class's own; None where it may be used as it is."""
        return self._replacements.find(provider, name)

    def unknown_like(self, unknown: Unknown, known_type: type | None = None) -> Unknown:
        """Another value that is not known for the same reason."""
        return Unknown(kind_of(unknown), reason_of(unknown), known_type)

    # Attributes.

    def get_attr(self, obj: Any, name: str) -> Any:
        """``obj.name``."""
        return attributes.get_attribute(self, obj, name)

    def has_attr(self, obj: Any, name: str) -> bool:
        """``hasattr(obj, name)``."""
        try:
            self.get_attr(obj, name)
        except AttributeError:
            return False
        return True

    def set_attr(self, obj: Any, name: str, value: Any) -> None:
        """``obj.name = value``."""
        writing.set_attribute(self, obj, name, value)

    def del_attr(self, obj: Any, name: str) -> None:
        """``del obj.name``."""
        writing.delete_attribute(self, obj, name)

    # Calls and operators.

    def call(self, function: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] = {}) -> Any:  # noqa: B006
        """``function(*args, **kwargs)``."""
        cls = type(function)
        if cls is FunctionType:
            if function.__code__ is not TRACED_CODE:
                calls.check_arguments(function, args, kwargs)
        elif cls is BuiltinFunctionType:
            calls.check_builtin(self, function, args, kwargs)
        else:
            calls.check_callable(self, function, args, kwargs)
            if function is type and len(args) == 1 and type(args[0]) is not Unknown:
                return calls.type_of_value(args[0])
            if issubclass(cls, EnumType):
                return calls.call_enum(self, function, args, kwargs)
        return _call(function, args, kwargs)

    def binary(self, sign: str, left: Any, right: Any) -> Any:
        """A binary operator, named by its sign."""
        return operators.apply_two(self, operators.BINARY[sign], left, right)

    def inplace(self, sign: str, left: Any, right: Any) -> Any:
        """``left op= right``: the new value."""
        return operators.apply_two(self, operators.INPLACE[sign], left, right)

    def compare(self, sign: str, left: Any, right: Any) -> Any:
        """``==``, ``<`` and the others; ``in`` and ``not in`` with the item on the left."""
        return operators.apply_two(self, operators.COMPARE[sign], left, right)

    def unary(self, sign: str, value: Any) -> Any:
        """``-value``, ``+value`` or ``~value``."""
        return operators.apply_one(self, operators.UNARY[sign], value)

    # Items, iteration, truth.

    def get_item(self, obj: Any, key: Any) -> Any:
        """``obj[key]``."""
        _refuse_unknown(obj, key)
        if is_class(obj):
            self._check_class(obj, "subscripts")
        return _get_item(obj, key)

    def set_item(self, obj: Any, key: Any, value: Any) -> None:
        """``obj[key] = value``."""
        _refuse_unknown(obj, key)
        _set_item(obj, key, value)

    def del_item(self, obj: Any, key: Any) -> None:
        """``del obj[key]``."""
        _refuse_unknown(obj, key)
        _del_item(obj, key)

    def iterate(self, obj: Any) -> Iterator[Any]:
        """``iter(obj)``."""
        if type(obj) is Unknown:
            raise undecided_by(obj)
        return _iterate(obj)

    def truth(self, obj: Any) -> bool:
        """``bool(obj)``."""
        if type(obj) is Unknown:
            raise undecided_by(obj)
        return _truth(obj)

    def format_value(self, value: Any, conversion: int = -1, spec: str = "") -> Any:
        """A replacement field of an f-string; an Unknown text where the value is not known."""
        return formatting.format_value(self, value, conversion, spec)

    def _check_class(self, cls: type, what: str) -> None:
        if not self.knows(cls):
            attributes.refuse(cls, what)


def special_method(obj: Any, name: str) -> Any:
    """A special method as the host looks it up: in the class, never in the instance."""
    _, value = find_provider(mro_of(type(obj)), name)
    return value


def _refuse_unknown(obj: Any, key: Any) -> None:
    if type(obj) is Unknown:
        raise undecided_by(obj)
    if type(key) is Unknown:
        raise undecided_by(key)


@exact
def _call(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return function(*args, **kwargs)


@exact
def _get_item(obj: Any, key: Any) -> Any:
    return obj[key]


@exact
def _set_item(obj: Any, key: Any, value: Any) -> None:
    obj[key] = value


@exact
def _del_item(obj: Any, key: Any) -> None:
    del obj[key]


@exact
def _iterate(obj: Any) -> Iterator[Any]:
    return iter(obj)


@exact
def _truth(obj: Any) -> bool:
    return True if obj else False  # noqa: SIM210 - bool() says the same, but this is the statement
