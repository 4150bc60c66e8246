"""Attributes and items: read, bound, deleted; and targets that take a value apart."""

from __future__ import annotations

import ast
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.titles import title_of
from patchcritic.tracer.lang.attributes import reader, writer
from patchcritic.tracer.lang.displays import is_iterable
from patchcritic.tracer.lang.scopes import refuse
from patchcritic.tracer.lang.translator import Run, Store, Translator, World, stores, translates


@translates(ast.Attribute)
def translate_attribute(translator: Translator, node: ast.Attribute) -> Run:
    """``value.name`` that is read."""
    value = translator.expression(node.value)
    read = reader(translator.world, translator.mangle(node.attr))

    def run(frame: Frame) -> Any:
        return read(value(frame))

    return run


@stores(ast.Attribute)
def store_attribute(translator: Translator, node: ast.Attribute) -> Store:
    """``value.name`` that is bound."""
    owner = translator.expression(node.value)
    write = writer(translator.world, translator.mangle(node.attr))

    def store(frame: Frame, value: Any) -> None:
        write(owner(frame), value)

    return store


@translates(ast.Subscript)
def translate_subscript(translator: Translator, node: ast.Subscript) -> Run:
    """``value[key]`` that is read."""
    value, key = translator.expression(node.value), translator.expression(_key(node))
    get_item = translator.world.guard.get_item

    def run(frame: Frame) -> Any:
        owner = value(frame)
        index = key(frame)
        kind = type(owner)
        if (kind is list or kind is tuple or kind is str) and type(index) is int:
            return owner[index]
        if kind is dict and type(index) is str:
            return owner[index]
        return get_item(owner, index)

    return run


def _key(node: ast.Subscript) -> ast.expr:
    return node.slice


@stores(ast.Subscript)
def store_subscript(translator: Translator, node: ast.Subscript) -> Store:
    """``value[key]`` that is bound."""
    owner, key = translator.expression(node.value), translator.expression(_key(node))
    set_item = translator.world.guard.set_item

    def store(frame: Frame, value: Any) -> None:
        target = owner(frame)
        index = key(frame)
        if type(target) is dict and type(index) is str:
            target[index] = value
        else:
            set_item(target, index, value)

    return store


@stores(ast.Tuple, ast.List)
def store_sequence(translator: Translator, node: ast.Tuple | ast.List) -> Store:
    """Targets that take the items of an iterable."""
    targets = node.elts
    starred = [place for place, each in enumerate(targets) if isinstance(each, ast.Starred)]
    if len(starred) > 1:
        raise refuse("multiple starred expressions in assignment", node)
    parts = [
        translator.store(each.value if isinstance(each, ast.Starred) else each) for each in targets
    ]
    n_parts = len(parts)
    take = taker(translator.world)
    if starred:
        before = starred[0]
        after = n_parts - before - 1

        def store_starred(frame: Frame, value: Any) -> None:
            items = take(value, before, after)
            for part, item in zip(parts, items, strict=True):
                part(frame, item)

        return store_starred

    def store(frame: Frame, value: Any) -> None:
        if type(value) is tuple and len(value) == n_parts:
            items = value
        else:
            items = take(value, n_parts, -1)
        for part, item in zip(parts, items, strict=True):
            part(frame, item)

    return store


@exact_sites
def taker(world: World) -> Any:
    """What takes exactly so many items, or with ``after`` >= 0 a list in the middle."""
    guard = world.guard

    def take(value: Any, n_before: int, n_after: int) -> Any:
        if type(value) in (list, tuple):
            items: list[Any] = list(value)
            whole = True
        else:
            iterator = iterate(value)
            items, whole = take_from(iterator, n_before, n_after >= 0)
        n_items = len(items)
        if n_after < 0:
            if n_items < n_before:
                raise ValueError(
                    f"not enough values to unpack (expected {n_before}, got {n_items})"
                )
            if n_items > n_before or not whole:
                raise ValueError(f"too many values to unpack (expected {n_before})")
            return items
        if n_items < n_before + n_after:
            raise ValueError(
                f"not enough values to unpack (expected at least {n_before + n_after},"
                f" got {n_items})"
            )
        end = n_items - n_after
        return [*items[:n_before], items[n_before:end], *items[end:]]

    def iterate(value: Any) -> Any:
        if not is_iterable(value):
            raise TypeError(f"cannot unpack non-iterable {title_of(value)} object")
        return guard.iterate(value)

    def take_from(iterator: Any, n_wanted: int, has_star: bool) -> tuple[list[Any], bool]:
        items: list[Any] = []
        for item in iterator:
            if not has_star and len(items) == n_wanted:
                return items, False
            items.append(item)
        return items, True

    return take


def delete_target(translator: Translator, node: ast.expr) -> Run:
    """The closure of one target of ``del``."""
    from patchcritic.tracer.lang.names import delete_name

    if isinstance(node, ast.Name):
        return delete_name(translator, node.id, node)
    if isinstance(node, ast.Tuple | ast.List):
        parts = [delete_target(translator, each) for each in node.elts]

        def delete_all(frame: Frame) -> None:
            for part in parts:
                part(frame)

        return delete_all
    if isinstance(node, ast.Attribute):
        return _delete_attribute(translator, node)
    if isinstance(node, ast.Subscript):
        return _delete_item(translator, node)
    raise refuse(f"cannot delete {type(node).__name__}", node)


@exact_sites
def _delete_attribute(translator: Translator, node: ast.Attribute) -> Run:
    owner, name = translator.expression(node.value), translator.mangle(node.attr)
    guard = translator.world.guard
    return lambda frame: guard.del_attr(owner(frame), name)


@exact_sites
def _delete_item(translator: Translator, node: ast.Subscript) -> Run:
    owner, key = translator.expression(node.value), translator.expression(_key(node))
    guard = translator.world.guard
    return lambda frame: guard.del_item(owner(frame), key(frame))
