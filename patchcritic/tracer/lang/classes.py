"""``class``: the host's metaclass makes the class, from the namespace that the body fills."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable
from types import CellType
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import FunctionCode
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.annotated import has_annotations, set_up_annotations
from patchcritic.tracer.lang.arguments import keywords_of, positional_of
from patchcritic.tracer.lang.blocks import block
from patchcritic.tracer.lang.functions import decorate
from patchcritic.tracer.lang.losing import attempt
from patchcritic.tracer.lang.names import raise_undefined, store_name
from patchcritic.tracer.lang.running import enter
from patchcritic.tracer.lang.translator import Run, Translator, World, translates


@translates(ast.ClassDef)
def translate_class(translator: Translator, node: ast.ClassDef) -> Run:
    """A class definition."""
    decorators = [translator.expression(each) for each in node.decorator_list]
    bases = positional_of(translator, node.bases)
    keywords = keywords_of(translator, node.keywords)
    make = _maker(translator, node)
    apply = decorate(translator, decorators)
    store = store_name(translator, node.name, node)

    def run(frame: Frame) -> None:
        marks = [decorator(frame) for decorator in decorators]
        parents = bases(frame, node.name)
        made = make(frame, parents, keywords(frame, node.name))
        store(frame, apply(frame, marks, made))

    return run


def _maker(
    translator: Translator, node: ast.ClassDef
) -> Callable[[Frame, tuple[Any, ...], dict[str, Any]], Any]:
    inner = translator.inside(node)
    scope = inner.scope
    qualname, name = scope.qualname, node.name
    body = _body(inner, node)
    doc = ast.get_docstring(node, clean=False)
    realm = translator.world.realm
    code = FunctionCode(
        name=name, qualname=qualname, path=translator.unit.path, line=node.lineno, body=body
    )
    call = translator.world.guard.call

    def make(frame: Frame, parents: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        for base in parents:
            if type(base) is Unknown:
                raise undecided_by(base)
        resolved, meta, names, kwargs = prepare(name, parents, kwargs)
        names["__module__"] = module_name(frame)
        names["__qualname__"] = qualname
        if doc is not None:
            names["__doc__"] = doc
        traced_frame = Frame(names, frame.globals, frame.builtins, frame, code)
        cell = traced_frame.klass = CellType()
        _run_body(realm, traced_frame)
        if resolved is not parents:
            names["__orig_bases__"] = parents
        if scope.needs_class or meta is type:
            names["__classcell__"] = cell
        cls = _make(translator.world, call, cell, (meta, (name, resolved, names), kwargs))
        if scope.needs_class:
            check_cell(cell, cls, name)
        elif meta is not type:
            cell.cell_contents = cls
        return cls

    return make


def _body(inner: Translator, node: ast.ClassDef) -> Run:
    """Runs the statements; while modules are imported, a lost one does not cost the class."""
    world = inner.world
    realm = world.realm
    whole = block(inner, node.body)
    steps = [(each, block(inner, [each])) for each in node.body]
    is_annotated = has_annotations(node.body)

    def run(frame: Frame) -> None:
        if is_annotated:
            set_up_annotations(frame.locals)
        if not realm.importing or type(frame.locals) is not dict:
            whole(frame)
            return
        for statement, step in steps:
            attempt(world, statement, frame, step)

    return run


def _run_body(realm: Realm, traced_frame: Frame) -> None:
    enter(realm, traced_frame)
    try:
        traced_frame.code.body(traced_frame)
    finally:
        realm.frame = traced_frame.back


def module_name(frame: Frame) -> Any:
    """``__name__`` as a class body's first statement looks it up."""
    if "__name__" in frame.globals:
        return frame.globals["__name__"]
    return (
        frame.builtins["__name__"] if "__name__" in frame.builtins else raise_undefined("__name__")
    )


@exact
def prepare(
    name: str, parents: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], Any, Any, dict[str, Any]]:
    """Bases, metaclass, namespace and the keywords that are left, as ``class`` finds them."""
    resolved = types.resolve_bases(parents)
    meta, names, kwargs = types.prepare_class(name, resolved, kwargs)
    if not hasattr(type(names), "__getitem__"):
        title = meta.__name__ if isinstance(meta, type) else "<metaclass>"
        kind = title_of(names)
        raise TypeError(f"{title}.__prepare__() must return a mapping, not {kind}")
    return resolved, meta, names, kwargs


def _make(
    world: World, call: Any, cell: CellType, request: tuple[Any, tuple[Any, ...], Any]
) -> Any:
    meta, args, kwargs = request
    realm = world.realm
    realm.unfinished.append(cell)
    try:
        cls = (
            make_host_class(meta, args, kwargs)
            if isinstance(meta, type)
            else call(meta, args, kwargs)
        )
    finally:
        realm.unfinished.remove(cell)
    if isinstance(type(cls), type) and issubclass(type(cls), type):
        note_class(world, cls)
    return cls


def note_class(world: World, cls: type) -> None:
    """Note a class that traced code made, and whether its instances have a finaliser."""
    world.realm.add_class(cls)
    if any("__del__" in base.__dict__ for base in type.__dict__["__mro__"].__get__(cls)):
        world.needs_frame[id(cls)] = _refuse_instance


def _refuse_instance(frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    reason = "an instance with __del__ depends on when it is freed"
    raise Undecided(UndecidedKind.FRAMES, reason)


@exact
def make_host_class(meta: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a metaclass."""
    return meta(*args, **kwargs)


@exact
def check_cell(cell: CellType, cls: Any, name: str) -> None:
    """Raise as CPython if the metaclass did not hand ``__classcell__`` on."""
    try:
        held = cell.cell_contents
    except ValueError:
        held = None
    if held is None:
        raise RuntimeError(
            f"__class__ not set defining {name!r} as {cls!r}. "
            "Was __classcell__ propagated to type.__new__?"
        )
    if held is not cls:
        raise TypeError(f"__class__ set to {held!r} defining {name!r} as {cls!r}")
