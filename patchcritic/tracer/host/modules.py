"""Host modules as traced code imports them."""

from __future__ import annotations

import sys
from types import ModuleType

from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import (
    complete_proxy,
    import_host,
    list_classes,
    make_proxy,
    public_names,
)
from patchcritic.tracer.host.stdlib import BUILDERS
from patchcritic.tracer.host.stdlib.kinds import kind_of_module
from patchcritic.tracer.host.stdlib.pure import PURE

_PURE = {row.name: row for row in PURE}


def find_host_module(realm: Realm, guard: Guarding, name: str) -> ModuleType | None:
    """The proxy of a module of the standard library; None where there is no such module.

    A module that no table lists is there as well: each of its names is an ``Unknown``.
    """
    if name.partition(".")[0] not in sys.stdlib_module_names:
        return None
    if name not in guard.made_modules:
        made = _build(guard, name)
        if made is None:
            return None
        guard.made_modules[name] = made
        guard.show_module(made)
        parent, _, last = name.rpartition(".")
        if parent:
            _put_into_parent(guard, parent, last, made)
    return guard.made_modules[name]


def _put_into_parent(guard: Guarding, parent: str, name: str, module: ModuleType) -> None:
    found = find_host_module(guard.realm, guard, parent)
    if found is not None:
        found.__dict__.setdefault(name, module)


def _build(guard: Guarding, name: str) -> ModuleType | None:
    builder = BUILDERS.get(name)
    try:
        real = import_host(guard, name)
    except ImportError:
        return None
    if builder is not None:
        built = builder(guard)
        if isinstance(built, ModuleType):
            complete_proxy(guard, built, real)
            return built
        return make_proxy(guard, name, built, real=real, doc=real.__doc__)
    row = _PURE.get(name)
    if row is None:
        return _build_unlisted(guard, name, real)
    list_classes(guard, real)
    for cls in row.makes():
        guard.add_rule(cls)
    private = " ".join(each for each in vars(real) if each[0] == "_" and each[1:2] != "_")
    names = public_names(real, also=f"{row.also} {private}", but=row.but)
    return make_proxy(guard, name, names, real=real, doc=real.__doc__)


def _build_unlisted(guard: Guarding, name: str, real: ModuleType) -> ModuleType:
    """A module of which nothing is known but its exceptions: they are classes like any other."""
    names = {}
    for key, value in list(vars(real).items()):
        if isinstance(value, type) and issubclass(value, BaseException):
            guard.add_rule(value)
            names[key] = value
    return make_proxy(guard, name, names, real=real, kind=kind_of_module(name))
