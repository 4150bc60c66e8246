"""The builtin names that need the evaluator, beside those that the guard's room makes."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import exact, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.stand_ins import StandIn
from patchcritic.tracer.lang.classes import make_host_class, note_class
from patchcritic.tracer.lang.codes import Special, compile_text, execution, visible
from patchcritic.tracer.lang.translator import World


def add_builtins(world: World) -> None:
    """Complete the world's builtins."""
    names, special = world.builtins, world.needs_frame

    def offer(name: str, run: Special) -> None:
        def outside(*args: Any, **kwargs: Any) -> Any:
            frame = world.realm.frame
            if frame is None:
                raise Undecided(UndecidedKind.FRAMES, f"{name}() called by no traced code")
            return run(frame, args, kwargs)

        stand_in = names[name] = StandIn(name, outside)
        special[id(stand_in)] = run

    offer("exec", execution(world, is_eval=False))
    offer("eval", execution(world, is_eval=True))
    for name, run in _namespaces(world).items():
        offer(name, run)
    offer("__import__", _import(world))
    offer("__build_class__", _build_class)
    names["compile"] = StandIn(
        "compile", lambda *args, **kwargs: compile_text(world, *args, **kwargs)
    )
    special[id(type)] = _type(world)


@exact_sites
def _namespaces(world: World) -> dict[str, Special]:
    guard = world.guard

    def no_arguments(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if kwargs:
            raise TypeError(f"{name}() takes no keyword arguments")
        if args:
            raise TypeError(f"{name}() takes no arguments ({len(args)} given)")

    def global_names(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        no_arguments("globals", args, kwargs)
        return frame.globals

    def local_names(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        no_arguments("locals", args, kwargs)
        return visible(frame)

    def vars_of(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not args:
            return visible(frame)
        if len(args) > 1:
            raise TypeError(f"vars expected at most 1 argument, got {len(args)}")
        try:
            return guard.get_attr(args[0], "__dict__")
        except AttributeError:
            pass
        raise TypeError("vars() argument must have __dict__ attribute")

    def names_of(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not args:
            return sorted(visible(frame))
        if len(args) > 1:
            raise TypeError(f"dir expected at most 1 argument, got {len(args)}")
        if type(args[0]) is Unknown:
            raise undecided_by(args[0])
        return dir(args[0])

    return {"globals": global_names, "locals": local_names, "vars": vars_of, "dir": names_of}


@exact_sites
def _import(world: World) -> Special:
    def call(
        frame: Frame,
        name: Any,
        globals: Any = None,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> Any:
        if type(name) is Unknown:
            raise undecided_by(name)
        if not isinstance(name, str):
            raise TypeError(f"__import__() argument 1 must be str, not {type(name).__name__}")
        return world.import_name(name, globals or {}, tuple(fromlist or ()) or None, level)

    return lambda frame, args, kwargs: call(frame, *args, **kwargs)


def _build_class(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    raise Undecided(UndecidedKind.LANGUAGE, "__build_class__ called by name")


def _type(world: World) -> Special:
    guard = world.guard

    def run(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if len(args) == 1 and not kwargs:
            return guard.call(type, args, kwargs)
        if len(args) != 3:
            return make_host_class(type, args, kwargs)
        for each in args:
            if type(each) is Unknown:
                raise undecided_by(each)
        names = args[2]
        if type(names) is dict:
            if "__module__" not in names:
                names = {**names, "__module__": frame.globals.get("__name__")}
        made = make_host_class(type, (args[0], args[1], names), kwargs)
        note_class(world, made)
        return made

    return run


@exact
def import_module(world: World, name: Any, package: Any = None) -> Any:
    """``importlib.import_module``."""
    if type(name) is Unknown:
        raise undecided_by(name)
    level = len(name) - len(name.lstrip("."))
    if level and not package:
        raise TypeError(
            f"the 'package' argument is required to perform a relative import for {name!r}"
        )
    wanted = ("*",)
    return world.import_name(name[level:], {"__package__": package}, wanted, level)


def is_module_or_function(value: Any) -> bool:
    """Whether it is one of the two kinds of objects that hold a namespace of a module."""
    return type(value) in (FunctionType, ModuleType)
