"""Host modules as traced code imports them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.host.proxies import import_host, list_classes, make_proxy, public_names
from patchcritic.tracer.host.stdlib.pure import PURE

if TYPE_CHECKING:
    from patchcritic.tracer.host.guard import Guard

_PURE = {row.name: row for row in PURE}


def find_host_module(realm: Realm, guard: Guard, name: str) -> ModuleType | None:
    """The proxy of a module of the standard library; None where there is no such module.

    A module that no table lists is there as well: each of its names is an ``Unknown``.
    """
    if name.partition(".")[0] not in sys.stdlib_module_names:
        return None
    made = guard.made_modules.get(name)
    if made is None:
        try:
            real = import_host(guard, name)
        except ImportError:
            return None
        row = _PURE.get(name)
        if row is None:
            made = make_proxy(guard, name, {}, real=real, kind=UndecidedKind.STDLIB)
        else:
            list_classes(guard, real)
            names = public_names(real, also=row.also, but=row.but)
            made = make_proxy(guard, name, names, real=real, doc=real.__doc__)
        guard.made_modules[name] = made
    return made
