"""The builtin names that need the evaluator, beside those that the guard's room makes."""

from __future__ import annotations

from typing import Any

from patchcritic.tracer.core.exact import exact, exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host.proxies import names_in
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


def _namespaces(world: World) -> dict[str, Special]:
    return {"globals": _globals, "locals": _locals, "vars": _vars(world), "dir": _dir(world)}


def _globals(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    _take_nothing("globals", args, kwargs)
    return frame.globals


def _locals(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    _take_nothing("locals", args, kwargs)
    return visible(frame)


@exact
def _take_nothing(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if kwargs:
        raise TypeError(f"{name}() takes no keyword arguments")
    if args:
        raise TypeError(f"{name}() takes no arguments ({len(args)} given)")


@exact
def _take_one(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if kwargs:
        raise TypeError(f"{name}() takes no keyword arguments")
    if len(args) > 1:
        raise TypeError(f"{name} expected at most 1 argument, got {len(args)}")


@exact_sites
def _vars(world: World) -> Special:
    guard = world.guard

    def run(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        _take_one("vars", args, kwargs)
        if not args:
            return visible(frame)
        try:
            return guard.get_attr(args[0], "__dict__")
        except AttributeError:
            pass
        raise TypeError("vars() argument must have __dict__ attribute")

    return run


@exact
@exact_sites
def _dir(world: World) -> Special:
    def run(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        _take_one("dir", args, kwargs)
        if not args:
            return sorted(visible(frame))
        if type(args[0]) is Unknown:
            raise undecided_by(args[0])
        if any(args[0] is each for each in world.guard.made_modules.values()):
            return names_in(args[0])
        return dir(args[0])

    return run


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
            raise TypeError(f"__import__() argument 1 must be str, not {title_of(name)}")
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
        if type(names) is dict and "__module__" not in names:
            names = {**names, "__module__": frame.globals.get("__name__")}
        made = make_host_class(type, (args[0], args[1], names), kwargs)
        note_class(world, made)
        return made

    return run
