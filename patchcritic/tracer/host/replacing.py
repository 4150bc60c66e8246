"""Methods of host classes that traced code gets in a guarded form."""

from __future__ import annotations

from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.models import is_model
from patchcritic.tracer.host import writing
from patchcritic.tracer.host.classes import has_base, mro_of, namespace_of
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.stand_ins import MethodStandIn

_ANYWHERE = frozenset({"__getattribute__", "__setattr__", "__delattr__"})


_CLASS_METHOD_OF_C = type(vars(dict)["fromkeys"])


class Replacements:
    """The guarded methods made so far, by class and name."""

    def __init__(self, guard: Guarding) -> None:
        self._guard = guard
        self._made: dict[tuple[int, str], MethodStandIn] = {}

    def find(self, provider: type, name: str) -> MethodStandIn | None:
        """The guarded method in place of the class's own; None where that one may be used."""
        made = self._made.get((id(provider), name))
        if made is None and (name in _ANYWHERE or self._is_replaced(provider, name)):
            made = self._make(provider, name)
            self._made[id(provider), name] = made
        return made

    def _is_replaced(self, provider: type, name: str) -> bool:
        rule = self._guard.rule_of(provider)
        return rule is not None and name in rule.replaced

    def _make(self, provider: type, name: str) -> MethodStandIn:
        raw = namespace_of(provider)[name]
        if name == "__getattribute__":
            function = _guarded_getter(self._guard, raw)
        elif name == "__setattr__":
            function = writing.guarded_setter(self._guard, raw)
        elif name == "__delattr__":
            function = writing.guarded_deleter(self._guard, raw)
        else:
            rule = self._guard.rule_of(provider)
            assert rule is not None
            function = rule.replaced[name](self._guard, raw)
        is_of_class = type(raw) in (classmethod, _CLASS_METHOD_OF_C)
        return MethodStandIn(provider, name, function, is_of_class=is_of_class)


def _guarded_getter(guard: Guarding, raw: Any) -> Any:
    """``object.__getattribute__`` and the like: past a traced one, never past the guard."""
    from patchcritic.tracer.host.attributes import read_instance

    @exact
    def natively(obj: Any, name: str, /) -> Any:
        return raw(obj, name)

    def getter(obj: Any, name: str, /) -> Any:
        cls = type(obj)
        if has_base(cls, type) or not guard.is_traced(cls) or is_model(cls):
            return guard.get_attr(obj, name)
        return read_instance(guard, obj, name, mro_of(cls), natively)

    return getter
