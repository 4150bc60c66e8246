"""``collections.namedtuple`` without evaluating text: ``__new__`` is a template, renamed."""

from __future__ import annotations

import collections
from types import FunctionType
from typing import Any

from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.models.frames import get_frame


class _Frames:
    def __init__(self, guard: Guarding) -> None:
        self._guard = guard

    def intern(self, text: str) -> str:
        return text

    def _getframe(self, depth: int) -> Any:
        return get_frame(self._guard.realm, depth)


def make_namedtuple(guard: Guarding) -> Any:
    """The host's function with ``sys`` and ``eval`` of ours among its globals."""
    real = collections.namedtuple
    assert isinstance(real, FunctionType)
    names = {**vars(collections), "_sys": _Frames(guard), "eval": _make_new}
    function = FunctionType(real.__code__, names, "namedtuple", real.__defaults__, real.__closure__)
    function.__kwdefaults__ = real.__kwdefaults__
    function.__doc__ = real.__doc__
    function.__module__ = "collections"
    return function


def _make_new(text: str, namespace: dict[str, Any]) -> FunctionType:
    """What ``lambda _cls, a, b: _tuple_new(_cls, (a, b))`` is, for checked identifiers."""
    head = text.removeprefix("lambda _cls, ").partition(":")[0]
    fields = [name.strip() for name in head.split(",") if name.strip()]
    make = vars(collections)["namedtuple"]
    new = make("Template", [f"f{n}" for n in range(len(fields))]).__new__
    assert isinstance(new, FunctionType)
    code = new.__code__.replace(co_varnames=("_cls", *fields), co_name="<lambda>")
    return FunctionType(code, namespace, "<lambda>")
