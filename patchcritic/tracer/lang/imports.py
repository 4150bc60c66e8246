"""``import`` and ``from ... import``: names, relative ones too, and CPython's messages."""

from __future__ import annotations
import __future__

import ast
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.names import store_name
from patchcritic.tracer.lang.translator import Run, Translator, World, translates


def importer(
    find: Callable[[str], Any],
) -> Callable[[str, dict[str, Any], tuple[str, ...] | None, int], Any]:
    """``__import__``'s work, with a function that finds modules by their whole name."""

    def import_name(
        name: str, names: dict[str, Any], wanted: tuple[str, ...] | None, level: int
    ) -> Any:
        full = _resolve(name, _package_of(names), level) if level else name
        module = find(full)
        if wanted or type(module) is Unknown:
            return module
        if not level:
            return find(name.partition(".")[0])
        if not name:
            return module
        return find(full[: len(full) - len(name) + len(name.partition(".")[0])])

    return import_name


def _package_of(names: dict[str, Any]) -> str:
    package = names.get("__package__")
    if isinstance(package, str):
        return package
    name = names.get("__name__", "")
    return name if "__path__" in names else str(name).rpartition(".")[0]


@exact
def _resolve(name: str, package: str, level: int) -> str:
    if not package:
        raise ImportError("attempted relative import with no known parent package")
    parts = package.rsplit(".", level - 1)
    if len(parts) < level:
        raise ImportError("attempted relative import beyond top-level package")
    return f"{parts[0]}.{name}" if name else parts[0]


@translates(ast.Import)
def translate_import(translator: Translator, node: ast.Import) -> Run:
    """``import a.b as c, d``."""
    parts = []
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        wants_last = bool(alias.asname) and "." in alias.name
        parts.append((alias.name, wants_last, store_name(translator, name, node)))
    world = translator.world

    def run(frame: Frame) -> None:
        for name, wants_last, store in parts:
            module = do_import(world, frame, name, None, 0)
            if wants_last:
                module = (
                    world.guard.get_attr(module, name.split(".")[1])
                    if _is_shallow(name)
                    else _walk(world, module, name)
                )
            store(frame, module)

    return run


def _is_shallow(name: str) -> bool:
    return name.count(".") == 1


def _walk(world: World, module: Any, name: str) -> Any:
    for part in name.split(".")[1:]:
        if type(module) is Unknown:
            return module
        module = take(world, module, part)
    return module


def do_import(
    world: World, frame: Frame, name: str, wanted: tuple[str, ...] | None, level: int
) -> Any:
    """Import by the ``__import__`` that the frame's builtins hold."""
    function = frame.builtins.get("__import__")
    if function is None or function is world.builtins.get("__import__"):
        return world.import_name(name, frame.globals, wanted, level)
    return world.guard.call(function, (name, frame.globals, frame.locals, wanted, level), {})


@translates(ast.ImportFrom)
def translate_import_from(translator: Translator, node: ast.ImportFrom) -> Run:
    """``from a import b as c`` and ``from a import *``."""
    name, level = node.module or "", node.level
    if name == "__future__" and not level:
        return _future(translator, node)
    wanted = tuple(alias.name for alias in node.names)
    world = translator.world
    if wanted == ("*",):

        def run_star(frame: Frame) -> None:
            module = do_import(world, frame, name, wanted, level)
            take_all(world, module, frame)

        return run_star
    parts = [
        (alias.name, store_name(translator, alias.asname or alias.name, node))
        for alias in node.names
    ]

    def run(frame: Frame) -> None:
        module = do_import(world, frame, name, wanted, level)
        for each, store in parts:
            store(frame, take(world, module, each))

    return run


def _future(translator: Translator, node: ast.ImportFrom) -> Run:
    features = [
        (getattr(__future__, alias.name), store_name(translator, alias.asname or alias.name, node))
        for alias in node.names
    ]

    def run(frame: Frame) -> None:
        for feature, store in features:
            store(frame, feature)

    return run


def take(world: World, module: Any, name: str) -> Any:
    """What ``from module import name`` binds."""
    if type(module) is Unknown:
        return module
    found = _attribute(world, module, name)
    if found is not _MISSING:
        return found
    title = "<unknown module name>"
    if type(module) is ModuleType:
        title = module.__dict__.get("__name__", title)
        deeper = world.find_submodule(module, name)
        if deeper is not None:
            return deeper
    if not world.is_host_module(module):
        _check_whole(world, name, title)
    return _raise_cannot(world, module, name, title)


_MISSING = object()


def _attribute(world: World, module: Any, name: str) -> Any:
    if type(module) is ModuleType and not name.startswith("__"):
        names = module.__dict__
        if name not in names and "__getattr__" not in names:
            # It may be a module beside; the guard would say that a lost statement may have set it.
            return _MISSING
    try:
        return world.guard.get_attr(module, name)
    except AttributeError:
        return _MISSING


def _check_whole(world: World, name: str, title: Any) -> None:
    if world.realm.n_lost:
        reason = f"{title}.{name} is not there, after statements that could not be evaluated"
        raise Undecided(UndecidedKind.IMPORT, reason)


@exact
def _raise_cannot(world: World, module: Any, name: str, title: Any) -> NoReturn:
    origin = module.__dict__.get("__file__") if type(module) is ModuleType else None
    if world.is_host_module(module):
        origin = getattr(sys.modules.get(title), "__file__", None)
    place = origin or "unknown location"
    if world.is_unfinished(module):
        raise ImportError(
            f"cannot import name {name!r} from partially initialized module {title!r}"
            f" (most likely due to a circular import) ({place})",
            name=title,
            path=origin,
        )
    raise ImportError(
        f"cannot import name {name!r} from {title!r} ({place})", name=title, path=origin
    )


def take_all(world: World, module: Any, frame: Frame) -> None:
    """Bind what ``from module import *`` binds."""
    if type(module) is Unknown:
        raise undecided_by(module)
    listed = _attribute(world, module, "__all__")
    if listed is _MISSING:
        names = [name for name in list(module.__dict__) if not name.startswith("_")]
    else:
        names = list(world.guard.iterate(listed))
    for name in names:
        value = _attribute(world, module, name)
        if value is _MISSING:
            deeper = world.find_submodule(module, name)
            value = deeper if deeper is not None else _lacks(module, name)
        frame.locals[name] = value


@exact
def _lacks(module: Any, name: str) -> NoReturn:
    title = module.__dict__.get("__name__")
    raise AttributeError(f"module {title!r} has no attribute {name!r}", name=name, obj=module)
