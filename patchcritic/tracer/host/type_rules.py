"""The host's built-in types: which ones traced code may use, and what of them is replaced."""

from __future__ import annotations

import abc
import builtins
import collections
import collections.abc
import contextlib
import enum
import functools
import numbers
import types
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.host.classes import is_heap_type
from patchcritic.tracer.host.formatting import guarded_format, guarded_format_map
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.rules import OPEN, Maker, Rule

_UNNAMED_NAMES = """
NoneType NotImplementedType ellipsis function method builtin_function_or_method
method_descriptor classmethod_descriptor getset_descriptor member_descriptor wrapper_descriptor
method-wrapper generator coroutine coroutine_wrapper async_generator async_generator_asend
async_generator_athrow async_generator_wrapped_value anext_awaitable mappingproxy cell
dict_keys dict_values dict_items dict_keyiterator dict_valueiterator dict_itemiterator
dict_reversekeyiterator dict_reversevalueiterator dict_reverseitemiterator list_iterator
list_reverseiterator tuple_iterator set_iterator range_iterator longrange_iterator
str_iterator str_ascii_iterator bytes_iterator bytearray_iterator callable_iterator iterator
odict_iterator odict_keys odict_values odict_items memory_iterator
"""
_NAME = type.__dict__["__name__"].__get__
_UNNAMED = frozenset(_UNNAMED_NAMES.split())
"""Types of the interpreter that no module names; all are data, callables or iterators."""

_MODULE_TYPES = (types.SimpleNamespace, types.GenericAlias, types.UnionType, types.ModuleType)


def _make_with_traceback(guard: Guarding, raw: Any) -> Callable[..., Any]:
    @exact
    def with_traceback(error: BaseException, tb: Any, /) -> BaseException:
        """Traced code holds no tracebacks; what it passes is None or not known."""
        return error

    return with_traceback


def _make_format(guard: Guarding, raw: Any) -> Callable[..., Any]:
    def format_text(text: str, /, *args: Any, **kwargs: Any) -> str:
        return guarded_format(guard, text, args, kwargs)

    return format_text


def _make_format_map(guard: Guarding, raw: Any) -> Callable[..., Any]:
    def format_text(text: str, mapping: Any, /) -> str:
        return guarded_format_map(guard, text, mapping)

    return format_text


_ABSTRACT = (abc, collections.abc, numbers, enum, functools, collections, contextlib)
"""Modules whose classes are open wherever traced code meets them: bases, results, metaclasses."""

_REPLACED: dict[type, dict[str, Maker]] = {
    str: {"format": _make_format, "format_map": _make_format_map},
    BaseException: {"with_traceback": _make_with_traceback},
}
_REFUSED: dict[type, str] = {
    types.FunctionType: "__defaults__ __kwdefaults__",
    types.ModuleType: "__getattribute__",
    object: "__reduce__ __reduce_ex__",
    types.GeneratorType: "__del__",
    # It writes into a module of the host.
    enum.EnumType: "_convert_",
}


def built_in_rules() -> dict[int, tuple[type, Rule]]:
    """The rules of all built-in types, by ``id``."""
    listed = {cls for cls in vars(builtins).values() if isinstance(cls, type)}
    listed.update(_MODULE_TYPES)
    for module in _ABSTRACT:
        listed.update(cls for cls in vars(module).values() if isinstance(cls, type))
    todo: list[type] = [object]
    while todo:
        children: list[type] = type.__subclasses__(todo.pop())
        for cls in children:
            if cls is not type:
                todo.append(cls)
            if _NAME(cls) in _UNNAMED and not is_heap_type(cls):
                listed.add(cls)
    return {id(cls): (cls, _rule(cls)) for cls in listed}


def _rule(cls: type) -> Rule:
    if cls not in _REPLACED and cls not in _REFUSED:
        return OPEN
    refused = frozenset(_REFUSED.get(cls, "").split())
    return Rule(refused=refused, replaced=_REPLACED.get(cls, {}))
