"""What a test and a change have in common: names, words, literals, conditions, exceptions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from patchcritic.critics.static.change import Target, bare_name
from patchcritic.critics.static.place import Place
from patchcritic.critics.static.testfile import TestFile
from patchcritic.critics.static.testshape import TestShape
from patchcritic.critics.static.trail import Trail
from patchcritic.critics.static.words import (
    literals_of,
    names_of,
    share_of,
    split_tokens,
    subwords_of,
)
from patchcritic.domain import TestCase

_OPERATORS = {
    "__eq__": "==", "__ne__": "!=", "__lt__": " < ", "__le__": "<=", "__gt__": " > ",
    "__ge__": ">=", "__contains__": " in ", "__len__": "len(", "__getitem__": "[",
    "__setitem__": "] =", "__delitem__": "del ", "__iter__": "for ", "__repr__": "repr(",
    "__str__": "str(", "__hash__": "hash(", "__add__": " + ", "__sub__": " - ",
    "__mul__": " * ", "__and__": " & ", "__or__": " | ", "__invert__": "~", "__call__": "(",
    "__enter__": "with ", "__exit__": "with ", "__bool__": "not ", "__copy__": "copy(",
    "__getattr__": ".", "__setattr__": " = ",
}  # fmt: skip


def describe_overlap(
    test: TestCase,
    shape: TestShape,
    file: TestFile,
    target: Target,
    place: Place | None,
    trails: Sequence[Trail],
) -> dict[str, float]:
    """Features of one test beside the part of the patch that it can notice."""
    tokens = (*target.edit.removed, *target.edit.added)
    edited = names_of(tokens)
    own = target_names(target)
    title, param_words = title_words(test), words_of_param(test)
    said = shape.names | shape.words
    entry = trails[0].names[1].rpartition(".")[2] if trails and len(trails[0].names) > 1 else ""
    words = subwords_of(edited)
    literals = literals_of(tokens)
    found = {
        "name_is_used": float(bool(own & shape.names)),
        "name_share": max((file.share_with(name) for name in own), default=0.0),
        "name_weight": max((file.weight_of(name) for name in own & shape.names), default=0.0),
        "operator_is_used": float(_uses_operator(target, shape)),
        "class_is_used": float(bool(_class_names(target) & shape.names)),
        "entry_share": file.share_with(entry) if entry else 0.0,
        "title_has_name": share_of(subwords_of(own), title),
        "title_has_entry": share_of(subwords_of((entry,)), title),
        "title_has_edit": float(len(words & title)),
        "path_has_module": share_of(_path_words(target), subwords_of((test.span.path,))),
        "edit_names_used": share_of(edited, shape.names),
        "edit_weight": max((file.weight_of(name) for name in edited & shape.names), default=0.0),
        "edit_words_used": share_of(words, shape.words | title),
        "edit_literals": float(min(len(literals), 5)),
        "edit_literals_used": float(_count_used(literals, shape)),
        "edit_words_in_param": float(bool(words & param_words)),
        "has_param": float(test.node_id.param is not None),
        "is_parametrized": float(test.is_parametrized),
        "file_tests": float(min(file.n_tests, 60)),
    }
    if place is not None:
        found |= describe_guards(place.guards, shape, title, param_words)
        found["guard_has_none"] = float(any(_is_none_check(one) for one in place.guards))
        found["guard_has_type"] = float("isinstance" in _all_names(place.guards))
    raised = names_of(tokens) & shape.raised
    found["raised_matches"] = float(bool(raised))
    found["edit_words_said"] = float(len(edited & said))
    return found


def describe_guards(
    guards: Sequence[ast.expr],
    shape: TestShape,
    title: frozenset[str],
    param_words: frozenset[str],
) -> dict[str, float]:
    """How much of some conditions the test speaks of."""
    names = frozenset(_guard_names(guards))
    literals = frozenset(_guard_literals(guards))
    words = subwords_of((*names, *literals))
    return {
        "guard_names_used": share_of(names, shape.names),
        "guard_words_used": share_of(words, shape.words | title | param_words),
        "guard_literals": float(min(len(literals), 3)),
        "guard_literals_used": float(_count_used(literals, shape)),
        "guard_in_title": float(bool(words & title)),
    }


def title_words(test: TestCase) -> frozenset[str]:
    """The words of the test's name and its classes'."""
    return subwords_of(test.node_id.names)


def words_of_param(test: TestCase) -> frozenset[str]:
    """The words of the parameters that the test's id tells."""
    param = test.node_id.param or ""
    return subwords_of((param,)) | literals_of(split_tokens(param))


def _all_names(guards: Iterable[ast.expr]) -> set[str]:
    return {one.id for guard in guards for one in ast.walk(guard) if isinstance(one, ast.Name)}


def _guard_names(guards: Iterable[ast.expr]) -> Iterator[str]:
    for guard in guards:
        for one in ast.walk(guard):
            if isinstance(one, ast.Name) and one.id not in ("self", "cls", "isinstance", "len"):
                yield one.id
            elif isinstance(one, ast.Attribute):
                yield one.attr


def _guard_literals(guards: Iterable[ast.expr]) -> Iterator[str]:
    for guard in guards:
        for one in ast.walk(guard):
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and len(one.value) > 1:
                yield one.value


def _is_none_check(guard: ast.expr) -> bool:
    return any(isinstance(one, ast.Constant) and one.value is None for one in ast.walk(guard))


def _count_used(literals: Iterable[str], shape: TestShape) -> int:
    return min(3, sum(literal in shape.text for literal in literals))


def target_names(target: Target) -> frozenset[str]:
    """What a test would write to use the changed symbols."""
    names = set()
    for symbol in target.symbols[:5]:
        owners = symbol.qualname.split(".")[:-1]
        names.add(bare_name(symbol))
        names |= {one for one in owners if not one[:1].isupper()}  # what a closure belongs to
    return frozenset(names)


def _uses_operator(target: Target, shape: TestShape) -> bool:
    """Whether the test holds the operator that a changed special method stands for."""
    names = {symbol.qualname.rpartition(".")[2] for symbol in target.symbols[:5]}
    return any(_OPERATORS[name] in shape.text for name in names & _OPERATORS.keys())


def _class_names(target: Target) -> frozenset[str]:
    return frozenset(
        symbol.qualname.split(".")[-2] for symbol in target.symbols[:5] if "." in symbol.qualname
    )


def _path_words(target: Target) -> frozenset[str]:
    if target.focus is None:
        return frozenset()
    stem = target.focus.path.rpartition("/")[2].partition(".")[0]
    return subwords_of((stem,)) if stem != "__init__" else frozenset()
