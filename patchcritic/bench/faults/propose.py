"""Every fault that can be put into a file's functions."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from patchcritic.bench.faults.apply import parse_source
from patchcritic.bench.faults.conditions import find_conditions
from patchcritic.bench.faults.flow import find_flow
from patchcritic.bench.faults.names import find_names
from patchcritic.bench.faults.nouns import Edit, Fault
from patchcritic.bench.faults.text import Function, SourceText
from patchcritic.bench.faults.values import find_values

OPERATORS = (find_conditions, find_values, find_names, find_flow)


def propose_faults(path: str, source: str, lines: Collection[int] | None = None) -> list[Fault]:
    """The faults of a Python file in source order; none when it cannot be parsed.

    A few of them leave no sound file: ``apply_fault`` says so of the one that is chosen, since
    trying all of them takes 20 ms each.

    Args:
        path: the file, for the faults to name.
        source: its text.
        lines: only functions that hold one of these lines; all of them when None.
    """
    tree = parse_source(source)
    if tree is None:
        return []
    text = SourceText(source)
    seen: set[Edit] = set()
    faults = []
    for name, function in _functions_of(tree):
        end = function.end_lineno or function.lineno
        if lines is not None and not any(function.lineno <= line <= end for line in lines):
            continue
        for operator, edit in _edits_of(text, function):
            if edit not in seen:
                faults.append(_make_fault(text, edit, operator=operator, path=path, function=name))
            seen.add(edit)
    return faults


def _edits_of(text: SourceText, function: Function) -> Iterator[tuple[str, Edit]]:
    for operator in OPERATORS:
        for name, edit in operator(text, function):
            if edit is not None:
                yield name, edit


def _make_fault(text: SourceText, edit: Edit, *, operator: str, path: str, function: str) -> Fault:
    return Fault(
        operator=operator,
        path=path,
        function=function,
        line=text.line_at(edit.start),
        before=text.between(edit.start, edit.end),
        after=edit.text,
        edit=edit,
    )


def _functions_of(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """The functions of modules and classes; what is nested in one belongs to it."""
    todo: list[tuple[str, ast.stmt]] = [("", node) for node in reversed(tree.body)]
    while todo:
        prefix, node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", node
            continue
        if isinstance(node, ast.ClassDef):
            prefix = f"{prefix}{node.name}."
        below = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.stmt)]
        todo += [(prefix, one) for one in reversed(below)]
