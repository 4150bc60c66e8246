"""Private copies of pure-Python stdlib modules that run natively with builtins of ours.

Some modules of the standard library are pure but for one thing: they evaluate text, import by
name, look at frames, or read attributes whose names their caller gives. A fresh copy of such a
module gets guarded functions in place of those builtins and models in place of ``sys``, ``os`` and
the like. Only the host's own sources are loaded here, never the repository's.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import list_classes

_CONTAINED_BUILTINS: list[dict[str, Any]] = []
_ATTRIBUTE_FUNCTIONS = ("getattr", "setattr", "delattr", "hasattr")


class Text:
    """What ``compile`` gives a contained module: the text itself, parsed once to see it is one."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source


def contain(
    guard: Guarding,
    name: str,
    *,
    replaced: Mapping[str, Any] | None = None,
    imports: Mapping[str, Any] | None = None,
    is_guarded: bool = True,
) -> ModuleType:
    """Load a private copy of a module of the host's standard library.

    Args:
        replaced: globals of the module that are set once it is loaded.
        imports: modules that its import statements get in place of the host's; None: there is
            no such module.
        is_guarded: whether its ``getattr`` and ``setattr`` are the guarded ones.
    """
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__builtins__"] = _builtins_of(guard, imports or {}, is_guarded)
    before = guard.host_classes.look()
    spec.loader.exec_module(module)
    guard.host_classes.add_new_since(before)
    list_classes(guard, module)
    module.__dict__.update(replaced or {})
    return module


def _builtins_of(guard: Guarding, imports: Mapping[str, Any], is_guarded: bool) -> dict[str, Any]:
    names = dict(vars(builtins))
    names["__import__"] = _make_import(guard, imports)
    names["open"] = guard.open_file
    names["compile"] = compile_text
    names["eval"] = _make_runner(guard, "eval")
    names["exec"] = _make_runner(guard, "exec")
    names["input"] = refuse_input
    if is_guarded:
        for name in _ATTRIBUTE_FUNCTIONS:
            names[name] = guard.builtins[name]
    _CONTAINED_BUILTINS.append(names)
    return names


def _make_import(guard: Guarding, imports: Mapping[str, Any]) -> Callable[..., Any]:
    def import_module(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        if level == 0 and name in imports:
            found = imports[name]
            if found is None:
                raise ImportError(f"no {name} here", name=name)
            return found
        if level == 0 and guard.has_contained(name):
            return guard.contained(name)
        return builtins.__import__(name, globals, locals, fromlist, level)

    return import_module


def compile_text(
    source: Any, filename: str = "", mode: str = "exec", *more: Any, **kw: Any
) -> Text:
    """In place of ``compile``: a syntax error where that would raise one, and nothing compiled."""
    if type(source) is not str:
        raise Undecided(UndecidedKind.LANGUAGE, "compiles what is no text")
    ast.parse(source, filename or "<string>", "eval" if mode == "eval" else "exec")
    return Text(source)


def _make_runner(guard: Guarding, mode: str) -> Callable[..., Any]:
    def run(source: Any, global_names: Any = None, local_names: Any = None, /) -> Any:
        text = source.source if type(source) is Text else source
        runner = guard.builtins.get(mode)
        if runner is None or type(text) is not str or type(global_names) is not dict:
            raise Undecided(UndecidedKind.LANGUAGE, f"{mode} of a text")
        if is_host_namespace(global_names):
            raise Undecided(UndecidedKind.GUARD, f"{mode} of a text among the host's names")
        return runner(text, global_names, local_names)

    return run


def is_host_namespace(names: dict[str, Any]) -> bool:
    """Whether these are the globals of a host module: they hold the host's builtins."""
    held = names.get("__builtins__")
    if type(held) is ModuleType:
        return held is builtins
    return held is vars(builtins) or any(held is each for each in _CONTAINED_BUILTINS)


def refuse_input(*args: Any) -> Any:
    """In place of ``input``."""
    raise Undecided(UndecidedKind.ENVIRONMENT, "input() talks to a person")
