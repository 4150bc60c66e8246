"""``pickle`` in pure Python, whose names are found among the modules of the traced world."""

from __future__ import annotations

import copyreg
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import is_traced_function
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.stand_ins import MethodStandIn, StandIn
from patchcritic.tracer.host.table import Names, take

_FUNCTIONS = (FunctionType, BuiltinFunctionType, StandIn)

_BOUND = ("random", "secrets")
"""Modules whose functions are methods of an object that is there already."""


def contain_pickle(guard: Guarding) -> ModuleType:
    """A private copy without the C accelerator.

    Names in a pickle are looked up in modules of the traced world, and through the guard.
    """

    def import_name(name: str, *args: object, **kwargs: object) -> object:
        return None if guard.realm.find_module is None else guard.realm.find_module(name)

    def find_attribute(obj: Any, name: str) -> tuple[Any, Any]:
        parent = None
        for part in name.split("."):
            if part == "<locals>":
                _fail(f"Can't get local attribute {name!r} on {obj!r}")
            parent, obj = obj, guard.get_attr(obj, part)
        return obj, parent

    module = contain(
        guard,
        "pickle",
        imports={"_pickle": None, "copyreg": copyreg, "sys": guard.contained_sys()},
        replaced={
            "__import__": import_name,
            "_getattribute": find_attribute,
            "setattr": guard.builtins["setattr"],
        },
        is_guarded=False,
    )
    pickler = module.__dict__["_Pickler"]
    save_reduce = pickler.save_reduce

    def save_checked(self: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        # A bound method is its object and its name; who loads it reads that through the guard.
        allowed = guard.builtins["getattr"] if func is getattr else func
        return save_reduce(self, allowed, *args, **kwargs)

    save_global = pickler.save_global

    def save_global_checked(self: Any, obj: Any, name: Any = None) -> None:
        is_host = type(obj) in _FUNCTIONS and not is_traced_function(obj)
        if is_host and obj.__module__ in _BOUND:
            raise Undecided(UndecidedKind.STDLIB, "a host method in a pickle")
        try:
            save_global(self, obj, name)
        except module.__dict__["PicklingError"]:
            if is_host:
                raise Undecided(UndecidedKind.STDLIB, "a host function in a pickle") from None
            raise

    def save_stand_in(self: Any, obj: Any) -> None:
        if type(obj) is not StandIn or obj.__self__ is not None:
            raise Undecided(UndecidedKind.STDLIB, "a host method in a pickle")
        save_global_checked(self, obj)

    pickler.save_reduce = save_checked
    pickler.save_global = save_global_checked
    pickler.dispatch = {
        **pickler.dispatch,
        FunctionType: save_global_checked,
        StandIn: save_stand_in,
        MethodStandIn: save_stand_in,
    }
    return module


@exact
def _fail(message: str) -> None:
    raise AttributeError(message)


def build_pickle(guard: Guarding) -> Names:
    """The private copy's functions."""
    guard.find_module("copyreg")
    return public_names(
        guard.contained("pickle"),
        also="Pickler Unpickler dump dumps load loads _Pickler _Unpickler",
    )


def build_copyreg(guard: Guarding) -> Names:
    """What reductions name."""
    names = take(copyreg, "__newobj__ __newobj_ex__ _reconstructor pickle constructor _slotnames")
    names["dispatch_table"] = copyreg.dispatch_table
    return names
