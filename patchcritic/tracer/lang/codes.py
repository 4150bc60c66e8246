"""``compile``, ``exec`` and ``eval``: texts that traced code makes are interpreted as well."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import FunctionCode
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.annotated import has_annotations, set_up_annotations
from patchcritic.tracer.lang.blocks import block
from patchcritic.tracer.lang.closures import free_values
from patchcritic.tracer.lang.running import enter
from patchcritic.tracer.lang.signals import RETURN
from patchcritic.tracer.lang.syntax import make_unit, parse, translator_of
from patchcritic.tracer.lang.translator import Run, World

MAX_SOURCE = 200_000


@offers("")
class Code:
    """What ``compile`` gives; traced code may only exec and eval it."""

    __slots__ = ("body", "filename", "is_expression")

    def __init__(self, body: Run, filename: str, is_expression: bool) -> None:
        self.body = body
        self.filename = filename
        self.is_expression = is_expression


def make_code(world: World, source: str, filename: str, mode: str) -> Code:
    """Parse and translate a text."""
    if len(source) > MAX_SOURCE:
        raise Undecided(UndecidedKind.BUDGET, f"a source text of {len(source):,} characters")
    tree = parse(source, filename, mode, is_made=True)
    unit = make_unit(tree, source, filename)
    translator = translator_of(world, unit, tree)
    if isinstance(tree, ast.Expression):
        value = translator.expression(tree.body)

        def run(frame: Frame) -> Any:
            frame.value = value(frame)
            return RETURN

        return Code(run, filename, True)
    if isinstance(tree, ast.Interactive):
        raise Undecided(UndecidedKind.LANGUAGE, "compile in mode 'single'")
    if not tree.body:
        return Code(lambda frame: None, filename, False)
    body = block(translator, tree.body)
    if not has_annotations(tree.body):
        return Code(body, filename, False)

    def run_annotated(frame: Frame) -> Any:
        set_up_annotations(frame.locals)
        return body(frame)

    return Code(run_annotated, filename, False)


def run_code(world: World, code: Code, names: dict[str, Any], local_names: Any) -> Any:
    """Run code in these namespaces."""
    names.setdefault("__builtins__", world.builtins)
    builtins = names["__builtins__"]
    if not isinstance(builtins, dict):
        builtins = builtins.__dict__
    made = FunctionCode(name="<module>", qualname="<module>", path=code.filename, body=code.body)
    realm = world.realm
    traced_frame = Frame(local_names, names, builtins, None, made)
    enter(realm, traced_frame)
    try:
        return traced_frame.value if code.body(traced_frame) is RETURN else None
    finally:
        realm.frame = traced_frame.back


Special = Callable[[Frame, tuple[Any, ...], dict[str, Any]], Any]


def execution(world: World, *, is_eval: bool) -> Special:
    """``exec`` or ``eval``, given the frame that calls it."""

    def run(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        source, names, local_names = check_arguments("eval" if is_eval else "exec", args, kwargs)
        if names is None:
            names = frame.globals
            local_names = visible(frame) if local_names is None else local_names
        elif local_names is None:
            local_names = names
        check_globals(names, is_eval)
        code = source
        if type(source) is not Code:
            mode = "eval" if is_eval else "exec"
            code = make_code(world, text_of(source, mode), "<string>", mode)
        value = run_code(world, code, names, local_names)
        return value if is_eval and code.is_expression else None

    return run


@exact
def check_arguments(
    title: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, Any, Any]:
    """Source, globals and locals of a call of ``exec`` or ``eval``."""
    if kwargs:
        raise TypeError(f"{title}() takes no keyword arguments")
    if not args:
        raise TypeError(f"{title} expected at least 1 argument, got 0")
    if len(args) > 3:
        raise TypeError(f"{title} expected at most 3 arguments, got {len(args)}")
    for each in args:
        if type(each) is Unknown:
            raise undecided_by(each)
    source, names, local_names = (*args, None, None)[:3]
    return source, names, local_names


@exact
def check_globals(names: Any, is_eval: bool) -> None:
    """Raise as CPython for globals that are no dict."""
    if isinstance(names, dict):
        return
    if is_eval:
        raise TypeError("globals must be a dict")
    raise TypeError(f"exec() globals must be a dict, not {title_of(names)}")


@exact
def text_of(source: Any, title: str) -> str:
    """The text that is to be run."""
    text = source.decode() if type(source) in (bytes, bytearray) else source
    if not isinstance(text, str):
        raise TypeError(f"{title}() arg 1 must be a string, bytes or code object")
    return text.lstrip(" \t") if title == "eval" else text


def visible(frame: Frame) -> Any:
    """What ``locals()`` gives in a frame."""
    if frame.locals is frame.globals or frame.klass is not None:
        return frame.locals
    names = dict(frame.locals)
    scope = frame.code.scope
    if frame.depth and scope is not None and scope.is_function and frame.up is not None:
        for name, value in free_values(scope, frame.up):
            names[name] = value
    return names


@exact
def compile_text(
    world: World,
    source: Any,
    filename: Any,
    mode: Any,
    flags: int = 0,
    dont_inherit: bool = False,
    optimize: int = -1,
    **others: Any,
) -> Code:
    """``compile``."""
    for each in (source, filename, mode):
        if type(each) is Unknown:
            raise undecided_by(each)
    if flags or others or not isinstance(source, str | bytes):
        raise Undecided(UndecidedKind.LANGUAGE, "compile() of a tree or with flags")
    if mode not in ("exec", "eval", "single"):
        raise ValueError("compile() mode must be 'exec', 'eval' or 'single'")
    text = source if isinstance(source, str) else source.decode()
    return make_code(world, text, str(filename), mode)
