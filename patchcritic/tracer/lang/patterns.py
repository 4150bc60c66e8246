"""``match``: every kind of pattern becomes a closure that says whether a value fits, and binds."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.blocks import block
from patchcritic.tracer.lang.class_patterns import Bound, Fits, class_pattern
from patchcritic.tracer.lang.names import store_name
from patchcritic.tracer.lang.operators import truth
from patchcritic.tracer.lang.scopes import refuse
from patchcritic.tracer.lang.translator import Run, Store, Translator, translates

_MISSING = object()


@translates(ast.Match)
def translate_match(translator: Translator, node: ast.Match) -> Run:
    """``match`` with its cases; names are bound once a whole pattern fits."""
    subject = translator.expression(node.subject)
    is_true = truth(translator.world)
    cases = [
        (
            case.pattern.lineno,
            pattern(translator, case.pattern),
            None if case.guard is None else translator.expression(case.guard),
            block(translator, case.body),
        )
        for case in node.cases
    ]

    def run(frame: Frame) -> Any:
        value = subject(frame)
        for line, fits, guard, body in cases:
            frame.line = line
            bound: Bound = []
            if not fits(frame, value, bound):
                continue
            for store, item in bound:
                store(frame, item)
            if guard is None or is_true(guard(frame)):
                return body(frame)
        return None

    return run


def pattern(translator: Translator, node: ast.pattern) -> Fits:
    """The closure of a pattern."""
    return _MAKERS[type(node)](translator, node)


def _need(value: Any) -> None:
    if type(value) is Unknown:
        raise undecided_by(value)


@exact_sites
def _value(translator: Translator, node: ast.MatchValue) -> Fits:
    expected = translator.expression(node.value)
    compare = translator.world.guard.compare
    is_true = truth(translator.world)

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        return is_true(compare("==", value, expected(frame)))

    return fits


def _singleton(translator: Translator, node: ast.MatchSingleton) -> Fits:
    expected = node.value

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        _need(value)
        return value is expected

    return fits


def _as(translator: Translator, node: ast.MatchAs) -> Fits:
    inner = None if node.pattern is None else pattern(translator, node.pattern)
    store = None if node.name is None else store_name(translator, node.name, node)

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        if inner is not None and not inner(frame, value, bound):
            return False
        if store is not None:
            bound.append((store, value))
        return True

    return fits


def _or(translator: Translator, node: ast.MatchOr) -> Fits:
    choices = [pattern(translator, each) for each in node.patterns]

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        size = len(bound)
        for choice in choices:
            if choice(frame, value, bound):
                return True
            del bound[size:]
        return False

    return fits


def _is_sequence(value: Any) -> bool:
    """What the host's own pattern says: a flag of the class, which bases and registering set."""
    _need(value)
    match value:
        case [*_]:
            return True
    return False


def _is_mapping(value: Any) -> bool:
    _need(value)
    match value:
        case {}:
            return True
    return False


@exact_sites
def _sequence(translator: Translator, node: ast.MatchSequence) -> Fits:
    starred = [n for n, each in enumerate(node.patterns) if isinstance(each, ast.MatchStar)]
    if len(starred) > 1:
        raise refuse("multiple starred expressions in sequence pattern", node)
    n_patterns = len(node.patterns)
    star = starred[0] if starred else None
    rest_store = None
    if star is not None:
        name = node.patterns[star].name  # type: ignore[attr-defined]
        rest_store = None if name is None else store_name(translator, name, node)
    parts = [
        None if number == star else pattern(translator, each)
        for number, each in enumerate(node.patterns)
    ]
    get_item = translator.world.guard.get_item
    if n_patterns == 1 and star == 0:
        return _whole(translator, rest_store)

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        if not _is_sequence(value):
            return False
        size = len(value)
        if size != n_patterns if star is None else size < n_patterns - 1:
            return False
        for number, part in enumerate(parts):
            if part is None:
                take_rest(frame, value, size, bound)
                continue
            place = number if star is None or number < star else size - n_patterns + number
            if not part(frame, get_item(value, place), bound):
                return False
        return True

    def take_rest(frame: Frame, value: Any, size: int, bound: Bound) -> None:
        assert star is not None
        if rest_store is not None:
            end = size - (n_patterns - 1 - star)
            bound.append((rest_store, [get_item(value, place) for place in range(star, end)]))

    return fits


def _whole(translator: Translator, store: Store | None) -> Fits:
    """``[*_]`` or ``[*name]``: nobody asks for the length."""
    iterate = translator.world.guard.iterate

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        if not _is_sequence(value):
            return False
        if store is not None:
            bound.append((store, list(iterate(value))))
        return True

    return fits


@exact_sites
def _mapping(translator: Translator, node: ast.MatchMapping) -> Fits:
    keys = [translator.expression(key) for key in node.keys]
    parts = [pattern(translator, each) for each in node.patterns]
    rest = None if node.rest is None else store_name(translator, node.rest, node)

    def fits(frame: Frame, value: Any, bound: Bound) -> bool:
        if not _is_mapping(value):
            return False
        if keys and len(value) < len(keys):
            return False
        wanted = [key(frame) for key in keys]
        for key in wanted:
            if wanted.count(key) > 1:
                raise ValueError(f"mapping pattern checks duplicate key ({key!r})")
        found = [value.get(key, _MISSING) for key in wanted]
        if any(item is _MISSING for item in found):
            return False
        if not all(part(frame, item, bound) for part, item in zip(parts, found, strict=True)):
            return False
        if rest is not None:
            others = dict(value)
            for key in wanted:
                del others[key]
            bound.append((rest, others))
        return True

    return fits


def _class(translator: Translator, node: ast.MatchClass) -> Fits:
    return class_pattern(
        translator,
        node,
        [pattern(translator, each) for each in node.patterns],
        [pattern(translator, each) for each in node.kwd_patterns],
    )


def _star(translator: Translator, node: ast.MatchStar) -> Fits:
    raise refuse("a starred pattern outside a sequence", node)


_MAKERS: dict[type[ast.pattern], Callable[[Translator, Any], Fits]] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchAs: _as,
    ast.MatchOr: _or,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
    ast.MatchStar: _star,
}
