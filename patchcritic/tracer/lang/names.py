"""Names: looked up, bound and deleted where their scope says."""

from __future__ import annotations

import ast
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.lang.scopes import Where, refuse
from patchcritic.tracer.lang.translator import Run, Store, Translator, stores, translates


@exact
def raise_undefined(name: str) -> NoReturn:
    """Raise as for a name that nobody has."""
    error = NameError(f"name {name!r} is not defined")
    error.name = name
    raise error


@exact
def raise_unbound(name: str) -> NoReturn:
    """Raise as for a local name without a value."""
    raise UnboundLocalError(
        f"cannot access local variable {name!r} where it is not associated with a value"
    )


@exact
def raise_unbound_free(name: str) -> NoReturn:
    """Raise as for an enclosing function's name without a value."""
    error = NameError(
        f"cannot access free variable {name!r} where it is not associated with a value"
        " in enclosing scope"
    )
    error.name = name
    raise error


@translates(ast.Name)
def translate_name(translator: Translator, node: ast.Name) -> Run:
    """A name that is read."""
    return load_name(translator, node.id, node)


def load_name(translator: Translator, written: str, node: ast.AST) -> Run:
    """The closure that reads a name."""
    if written == "__debug__":
        return lambda frame: True
    name = translator.mangle(written)
    where, up = find(translator, name, node)
    if where is Where.LOCAL:
        return _load_local(name)
    if where is Where.GLOBAL:
        return _load_global(name)
    if where is Where.NAME:
        return _load_namespace(name)
    if where is Where.CLASS_CELL:
        return _load_class_cell(up)
    free = _load_free(name, up)
    return free if where is Where.FREE else _load_class_free(name, free)


def find(translator: Translator, name: str, node: ast.AST) -> tuple[Where, int]:
    """Where a name lives; a ``nonlocal`` without a binding is refused as by the compiler."""
    where, up = translator.scope.find(name)
    if name in translator.scope.nonlocals and where not in (Where.FREE, Where.CLASS_CELL):
        raise refuse(f"no binding for nonlocal {name!r} found", node)
    return where, up


def _load_local(name: str) -> Run:
    def load_local(frame: Frame) -> Any:
        try:
            return frame.locals[name]
        except KeyError:
            pass
        raise_unbound(name)

    return load_local


def _load_global(name: str) -> Run:
    def load_global(frame: Frame) -> Any:
        try:
            return frame.globals[name]
        except KeyError:
            pass
        try:
            return frame.builtins[name]
        except KeyError:
            pass
        raise_undefined(name)

    return load_global


def _load_namespace(name: str) -> Run:
    load_global = _load_global(name)

    def load_namespace(frame: Frame) -> Any:
        try:
            return frame.locals[name]
        except KeyError:
            pass
        return load_global(frame)

    return load_namespace


def _load_free(name: str, up: int) -> Run:
    def load_near(frame: Frame) -> Any:
        try:
            return frame.up.locals[name]  # type: ignore[union-attr]
        except KeyError:
            pass
        raise_unbound_free(name)

    def load_far(frame: Frame) -> Any:
        owner = frame_above(frame, up)
        try:
            return owner.locals[name]
        except KeyError:
            pass
        raise_unbound_free(name)

    return load_near if up == 1 else load_far


def frame_above(frame: Frame, up: int) -> Frame:
    """The frame so many scopes further out."""
    for _ in range(up):
        frame = frame.up  # type: ignore[assignment]
    return frame


def _load_class_free(name: str, load_free: Run) -> Run:
    def load_class_free(frame: Frame) -> Any:
        try:
            return frame.locals[name]
        except KeyError:
            pass
        return load_free(frame)

    return load_class_free


def _load_class_cell(up: int) -> Run:
    def load_class_cell(frame: Frame) -> Any:
        cell = frame_above(frame, up).klass
        try:
            return cell.cell_contents  # type: ignore[union-attr]
        except ValueError:
            pass
        raise_unbound_free("__class__")

    return load_class_cell


@stores(ast.Name)
def store_into_name(translator: Translator, node: ast.Name) -> Store:
    """A name that is bound."""
    return store_name(translator, node.id, node)


def store_name(translator: Translator, written: str, node: ast.AST) -> Store:
    """The closure that binds a name."""
    name = translator.mangle(written)
    where, up = find(translator, name, node)
    if where in (Where.LOCAL, Where.NAME, Where.CLASS_FREE):

        def store_local(frame: Frame, value: Any) -> None:
            frame.locals[name] = value

        return store_local
    if where is Where.GLOBAL:

        def store_global(frame: Frame, value: Any) -> None:
            frame.globals[name] = value

        return store_global
    if where is Where.CLASS_CELL:
        raise refuse("assignment to __class__", node)

    def store_free(frame: Frame, value: Any) -> None:
        frame_above(frame, up).locals[name] = value

    return store_free


def delete_name(translator: Translator, written: str, node: ast.AST) -> Run:
    """The closure that deletes a name."""
    name = translator.mangle(written)
    where, up = find(translator, name, node)

    def delete(frame: Frame) -> None:
        names = frame.globals if where is Where.GLOBAL else frame_above(frame, up).locals
        try:
            del names[name]
            return
        except KeyError:
            pass
        if where is Where.LOCAL:
            raise_unbound(name)
        if where is Where.FREE:
            raise_unbound_free(name)
        raise_undefined(name)

    return delete
