"""The ``__annotations__`` of a module or class are there before its first statement runs."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from patchcritic.tracer.core.exact import exact

_HOLDERS = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar,
    ast.ExceptHandler, ast.Match, ast.match_case,
)  # fmt: skip


def has_annotations(body: Iterable[ast.AST]) -> bool:
    """Whether a statement annotates a name, in this scope and not in a function or class in it."""
    for node in body:
        if isinstance(node, ast.AnnAssign):
            return True
        if isinstance(node, _HOLDERS) and has_annotations(ast.iter_child_nodes(node)):
            return True
    return False


@exact
def set_up_annotations(names: Any) -> None:
    """Do what CPython does before the first statement of a scope that has annotations."""
    if type(names) is dict:
        names.setdefault("__annotations__", {})
        return
    try:
        names["__annotations__"]
    except KeyError:
        names["__annotations__"] = {}
