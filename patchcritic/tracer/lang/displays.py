"""Constants, displays of containers, slices and texts with values inside."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.lang.constants import NOT_CONSTANT, folded, keep
from patchcritic.tracer.lang.scopes import refuse
from patchcritic.tracer.lang.translator import Run, Translator, World, translates


@translates(ast.Constant)
def translate_constant(translator: Translator, node: ast.Constant) -> Run:
    """A literal; equal literals of a unit are one object, as in a code object."""
    value = keep(translator, node.value)
    return lambda frame: value


@exact_sites
def spread(translator: Translator, nodes: list[ast.expr]) -> Callable[[Frame], list[Any]]:
    """The values of several expressions, with ``*`` ones unpacked, as a list."""
    guard = translator.world.guard
    if not any(isinstance(node, ast.Starred) for node in nodes):
        runs = [translator.expression(node) for node in nodes]
        return lambda frame: [run(frame) for run in runs]
    parts = [(isinstance(node, ast.Starred), translator.expression(_inner(node))) for node in nodes]

    def run_spread(frame: Frame) -> list[Any]:
        values: list[Any] = []
        for is_starred, run in parts:
            value = run(frame)
            if not is_starred:
                values.append(value)
            elif type(value) in (list, tuple):
                values.extend(value)
            else:
                values.extend(starred(value))
        return values

    def starred(value: Any) -> Any:
        if not is_iterable(value):
            raise TypeError(f"Value after * must be an iterable, not {title_of(value)}")
        return guard.iterate(value)

    return run_spread


def _inner(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Starred) else node


def is_iterable(value: Any) -> bool:
    """Whether it has ``__iter__``, be it None, or numbered items; none of its code runs."""
    has_items = False
    for cls in type.__dict__["__mro__"].__get__(type(value)):
        if "__iter__" in cls.__dict__:
            return True
        has_items = has_items or "__getitem__" in cls.__dict__
    if has_items:
        try:  # without __iter__ this only asks whether items are numbered
            iter(value)
        except TypeError:
            return False
    return has_items


@translates(ast.List)
def translate_list(translator: Translator, node: ast.List) -> Run:
    """A list display."""
    return spread(translator, node.elts)


@translates(ast.Tuple)
def translate_tuple(translator: Translator, node: ast.Tuple) -> Run:
    """A tuple; one of constants is one object however often it is evaluated."""
    constant = folded(translator, node)
    if constant is not NOT_CONSTANT:
        return lambda frame: constant
    values = spread(translator, node.elts)
    return lambda frame: tuple(values(frame))


@translates(ast.Set)
def translate_set(translator: Translator, node: ast.Set) -> Run:
    """A set display: hashed together up to the first ``*``, one after the other behind it."""
    guard = translator.world.guard
    n_plain = next(
        (n for n, each in enumerate(node.elts) if isinstance(each, ast.Starred)), len(node.elts)
    )
    first = [translator.expression(each) for each in node.elts[:n_plain]]
    if n_plain == len(node.elts):
        return lambda frame: set([run(frame) for run in first])  # noqa: C403
    rest = [
        (isinstance(each, ast.Starred), translator.expression(_inner(each)))
        for each in node.elts[n_plain:]
    ]

    def run(frame: Frame) -> set[Any]:
        result = set([each(frame) for each in first])  # noqa: C403
        for is_starred, each in rest:
            value = each(frame)
            if is_starred:
                result.update(guard.iterate(value))
            else:
                result.add(value)
        return result

    return run


_MANY_PAIRS = 16
"""CPython's compiler builds a dict display in pieces of so many pairs."""


@translates(ast.Dict)
def translate_dict(translator: Translator, node: ast.Dict) -> Run:
    """A dict display: keys are hashed when all pairs up to the next ``**`` are evaluated."""
    pieces: list[Any] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            pieces.append(translator.expression(value))
            continue
        if not pieces or not isinstance(pieces[-1], list) or len(pieces[-1]) == _MANY_PAIRS:
            pieces.append([])
        pieces[-1].append((translator.expression(key), translator.expression(value)))
    update = dict_update(translator.world)
    if len(pieces) == 1 and isinstance(pieces[0], list):
        [only] = pieces
        return lambda frame: dict([(key(frame), value(frame)) for key, value in only])  # noqa: C404

    def run(frame: Frame) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for piece in pieces:
            if isinstance(piece, list):
                for key, value in [(key(frame), value(frame)) for key, value in piece]:
                    result[key] = value
            else:
                update(result, piece(frame))
        return result

    return run


@exact_sites
def dict_update(world: World) -> Callable[[dict[Any, Any], Any], None]:
    """What ``**`` in a dict display does."""

    def update(result: dict[Any, Any], value: Any) -> None:
        if type(value) is dict:
            result.update(value)
            return
        for cls in type.__dict__["__mro__"].__get__(type(value)):
            if "keys" in cls.__dict__:
                break
        else:
            raise TypeError(f"{title_of(value)!r} object is not a mapping")
        result.update(value)

    return update


@translates(ast.Slice)
def translate_slice(translator: Translator, node: ast.Slice) -> Run:
    """``a:b:c`` in brackets."""
    lower, upper, step = (
        _nothing if part is None else translator.expression(part)
        for part in (node.lower, node.upper, node.step)
    )
    return lambda frame: slice(lower(frame), upper(frame), step(frame))


def _nothing(frame: Frame) -> None:
    return None


@translates(ast.Starred)
def translate_starred(translator: Translator, node: ast.Starred) -> Run:
    """A ``*`` where none may stand."""
    raise refuse("can't use starred expression here", node)


@translates(ast.JoinedStr)
def translate_joined(translator: Translator, node: ast.JoinedStr) -> Run:
    """An f-string."""
    parts = [translator.expression(value) for value in node.values]
    budget = translator.world.realm.budget

    def run(frame: Frame) -> Any:
        texts = [part(frame) for part in parts]
        for each in texts:
            if type(each) is Unknown:
                return each
        text = "".join(texts)
        budget.check_size(len(text))
        return text

    return run


@translates(ast.FormattedValue)
def translate_formatted(translator: Translator, node: ast.FormattedValue) -> Run:
    """A value in braces inside an f-string."""
    value = translator.expression(node.value)
    spec = None if node.format_spec is None else translator.expression(node.format_spec)
    conversion = node.conversion
    guard = translator.world.guard

    def run(frame: Frame) -> str:
        content = value(frame)
        if type(content) is str and spec is None and conversion in (-1, 115):
            return content
        return guard.format_value(content, conversion, "" if spec is None else spec(frame))

    return run


@translates(ast.NamedExpr)
def translate_walrus(translator: Translator, node: ast.NamedExpr) -> Run:
    """``name := value``."""
    value, store = translator.expression(node.value), translator.store(node.target)

    def run(frame: Frame) -> Any:
        result = value(frame)
        store(frame, result)
        return result

    return run
