"""``pickle`` in pure Python, whose names are found among the modules of the traced world."""

from __future__ import annotations

import copyreg
from types import ModuleType
from typing import TYPE_CHECKING

from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.table import Names, take

if TYPE_CHECKING:
    from patchcritic.tracer.host.guard import Guard


def contain_pickle(guard: Guard) -> ModuleType:
    """A private copy without the C accelerator."""

    def import_name(name: str, *args: object, **kwargs: object) -> object:
        return None if guard.realm.find_module is None else guard.realm.find_module(name)

    module = contain(
        guard,
        "pickle",
        imports={
            "sys": guard.contained_sys(),
            "_pickle": None,
            "copyreg": copyreg,
            "io": guard.contained("io"),
            "functools": guard.contained("functools"),
        },
    )
    module.__dict__["__import__"] = import_name
    return module


def build_pickle(guard: Guard) -> Names:
    """The private copy's functions."""
    guard.find_module("copyreg")
    return public_names(
        guard.contained("pickle"),
        also="Pickler Unpickler dump dumps load loads _Pickler _Unpickler",
    )


def build_copyreg(guard: Guard) -> Names:
    """What reductions name."""
    names = take(copyreg, "__newobj__ __newobj_ex__ _reconstructor pickle constructor _slotnames")
    names["dispatch_table"] = copyreg.dispatch_table
    return names
