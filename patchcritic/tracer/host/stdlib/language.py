"""Modules that belong to the language: types, typing, dataclasses, functools, enum and the like."""

from __future__ import annotations

import abc
import collections
import collections.abc
import enum
import functools
import operator
import types
from types import ModuleType, SimpleNamespace
from typing import Any

from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.built import build_sysconfig
from patchcritic.tracer.host.models.namedtuples import make_namedtuple
from patchcritic.tracer.host.models.operators import attribute_getters
from patchcritic.tracer.host.models.placeholders import placeholders
from patchcritic.tracer.host.proxies import list_classes, public_names
from patchcritic.tracer.host.table import Builders, Names, refused, take


def build_typing(guard: Guarding) -> Names:
    """A private copy whose ``compile``, ``eval`` and frames are ours: text becomes a reference."""
    module = guard.contained("typing")
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("__") and type(value) is not ModuleType
    }


def contain_typing(guard: Guarding) -> ModuleType:
    """The private copy itself."""
    sys_model = guard.contained_sys()
    names = dict(vars(collections))
    names["namedtuple"] = make_namedtuple(guard)
    names["abc"] = collections.abc
    return contain(
        guard,
        "typing",
        imports={"sys": sys_model},
        replaced={"collections": SimpleNamespace(**names), "_caller": _make_caller(guard)},
        is_guarded=False,
    )


def _make_caller(guard: Guarding) -> Any:
    """Whose module a type variable, a named tuple or a new type belongs to."""

    def caller(depth: int = 1, default: str = "__main__") -> Any:
        frame = guard.realm.frame
        return default if frame is None else frame.globals.get("__name__", default)

    return caller


def build_dataclasses(guard: Guarding) -> Names:
    """A private copy whose ``exec`` is the evaluator's."""
    module = guard.contained("dataclasses")
    return public_names(module, also="_FIELD _FIELDS _PARAMS _MISSING_TYPE _is_dataclass_instance")


def contain_dataclasses(guard: Guarding) -> ModuleType:
    """The private copy itself."""
    imports = {
        "sys": guard.contained_sys(),
        "inspect": guard.find_module("inspect"),
        "copy": guard.contained("copy"),
    }
    return contain(guard, "dataclasses", imports=imports)


def contain_copy(guard: Guarding) -> ModuleType:
    """``copy``, which sets attributes through the guard and reads them as ever."""
    return contain(guard, "copy", replaced={"setattr": guard.builtins["setattr"]}, is_guarded=False)


def contain_functools(guard: Guarding) -> ModuleType:
    """``functools``: wraps and total_ordering read and set attributes through the guard."""
    return contain(guard, "functools", imports={"typing": guard.contained("typing")})


def build_functools(guard: Guarding) -> Names:
    """The private copy with what is C in it as it is."""
    module = guard.contained("functools")
    for cls in (functools.partial, type(functools.lru_cache(lambda: 0))):
        guard.add_rule(cls)
    guard.add_rule(type(functools.cmp_to_key(lambda a, b: 0)))
    return public_names(module, also="_CacheInfo _make_key _lru_cache_wrapper RLock GenericAlias")


def build_contextlib(guard: Guarding) -> Names:
    """A private copy whose ``sys`` has the world's streams."""
    return public_names(guard.contained("contextlib"), also="_GeneratorContextManager")


def contain_contextlib(guard: Guarding) -> ModuleType:
    """The private copy itself."""
    return contain(
        guard,
        "contextlib",
        imports={"sys": guard.contained_sys(), "os": guard.find_module("os")},
        is_guarded=False,
    )


def build_collections(guard: Guarding) -> Names:
    """The host's classes; namedtuple makes ``__new__`` without evaluating text."""
    names = public_names(collections)
    names["namedtuple"] = make_namedtuple(guard)
    names["abc"] = guard.find_module("collections.abc")
    list_classes(guard, collections)
    samples: tuple[Any, ...] = (
        collections.deque(),
        iter(collections.deque()),
        reversed(collections.deque()),
        collections.OrderedDict(),
        collections.defaultdict(),
    )
    for sample in samples:
        guard.add_rule(type(sample))
    guard.add_rule(type(vars(make_namedtuple(guard)("T", "a"))["a"]))
    return names


def build_collections_abc(guard: Guarding) -> Names:
    """Abstract classes; they look at names in classes only."""
    for value in vars(collections.abc).values():
        if isinstance(value, type):
            guard.add_rule(value)
    return public_names(collections.abc)


def build_operator(guard: Guarding) -> Names:
    """C functions; those that read attributes by name are guarded."""
    names = public_names(operator, also="_compare_digest")
    names.update(take(operator, "__add__ __and__ __eq__ __ge__ __gt__ __le__ __lt__ __ne__ __or__"))
    names.update(attribute_getters(guard))
    guard.add_rule(operator.itemgetter)
    return names


def build_types(guard: Guarding) -> Names:
    """Types of the interpreter, without those that make code, frames or tracebacks."""
    names = public_names(types, but="CodeType FrameType TracebackType coroutine")
    names.update(placeholders())
    names.update(refused("types", "coroutine", UndecidedKind.FRAMES, "changes a function's code"))
    guard.add_rule(types.DynamicClassAttribute)

    return names


def build_enum(guard: Guarding) -> Names:
    """The host's classes; the functional form's module is not known to it (see ``Guard.call``)."""
    list_classes(guard, enum)
    names = public_names(
        enum, also="EnumMeta _EnumDict _auto_null _decompose _make_class_unpicklable"
    )
    # It writes into a module that it finds by name: that must be a traced one.
    scope = {**vars(enum), "sys": guard.contained_sys()}
    real = enum.global_enum
    names["global_enum"] = types.FunctionType(
        real.__code__, scope, "global_enum", real.__defaults__
    )
    return names


def build_abc(guard: Guarding) -> Names:
    """Identity of classes only."""
    list_classes(guard, abc)
    guard.add_rule(abc.ABCMeta)
    guard.add_rule(type(vars(abc.ABC)["_abc_impl"]))
    return public_names(abc, also="ABCMeta abstractclassmethod abstractstaticmethod")


def build_builtins(guard: Guarding) -> ModuleType:
    """``builtins`` is the very mapping that traced code looks names up in."""
    module = ModuleType("builtins")
    module.__dict__.update(guard.builtins)
    return module


CONTAINED = {
    "typing": contain_typing,
    "dataclasses": contain_dataclasses,
    "copy": contain_copy,
    "functools": contain_functools,
    "contextlib": contain_contextlib,
}
BUILDERS: Builders = {
    "typing": build_typing,
    "dataclasses": build_dataclasses,
    "copy": lambda guard: public_names(guard.contained("copy"), also="Error _deepcopy_dispatch"),
    "functools": build_functools,
    "contextlib": build_contextlib,
    "collections": build_collections,
    "collections.abc": build_collections_abc,
    "operator": build_operator,
    "types": build_types,
    "enum": build_enum,
    "abc": build_abc,
    "builtins": build_builtins,
    "sysconfig": build_sysconfig,
}
