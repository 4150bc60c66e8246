"""Where in its function a change stands: under which conditions, behind which exits."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log1p

from patchcritic.symbols import SourceProblem, parse_source

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Exit = ast.Return | ast.Raise
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")


@dataclass(slots=True)
class Place:
    """One changed line's surroundings within its definition."""

    guards: list[ast.expr] = field(default_factory=list)
    """The conditions that the line stands under."""
    n_else: int = 0
    n_loops: int = 0
    n_handlers: int = 0
    is_handler: bool = False
    """Whether the line is an ``except`` clause."""
    is_condition: bool = False
    """Whether the line is a condition itself."""
    statement: ast.stmt | None = None
    """The innermost statement that begins at the line or holds it."""

    @property
    def depth(self) -> int:
        """How much has to be so for the line to run."""
        return len(self.guards) + self.n_else + self.n_handlers


def parse_definition(text: str, start: int, end: int) -> ast.stmt | None:
    """The definition on these lines of a Python file, with its own line numbers from 1."""
    lines = text.split("\n")[start - 1 : end]
    try:
        body = parse_source(textwrap.dedent("\n".join(lines))).body
    except SourceProblem:
        return None
    return body[0] if body else None


def find_place(definition: ast.stmt, line: int) -> Place:
    """Follow the blocks down to a line, counted from the definition's first."""
    place = Place()
    node: ast.AST = definition
    while True:
        inner, block = _find_inner(node, line)
        if inner is None:
            break
        _note_block(place, node, block)
        node = inner
        if isinstance(node, ast.stmt):
            place.statement = node
    place.is_handler = isinstance(node, ast.ExceptHandler)
    if isinstance(node, ast.If | ast.While):
        place.is_condition = line <= (node.test.end_lineno or node.lineno)
    return place


def _find_inner(node: ast.AST, line: int) -> tuple[ast.AST | None, str]:
    for block in _BLOCKS:
        parts = getattr(node, block, None)
        for part in parts if isinstance(parts, list) else ():
            if _first_line(part) <= line <= (getattr(part, "end_lineno", None) or 0):
                return part, block
    return None, ""


def _first_line(part: ast.AST) -> int:
    marks = getattr(part, "decorator_list", None)
    line: int = getattr(part, "lineno", 1 << 30)
    return min(line, marks[0].lineno) if marks else line


def _note_block(place: Place, node: ast.AST, block: str) -> None:
    if isinstance(node, ast.If):
        place.guards.append(node.test)
        place.n_else += block == "orelse"
    elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
        place.n_loops += block == "body"
        if isinstance(node, ast.While):
            place.guards.append(node.test)
    elif isinstance(node, ast.ExceptHandler):
        place.n_handlers += 1
        if node.type is not None:
            place.guards.append(node.type)


def describe_place(definition: ast.stmt, lines: Sequence[int]) -> tuple[dict[str, float], Place]:
    """Features of the changed line that runs most readily, and its place.

    ``lines`` are counted from the definition's first, at least one.
    """
    places = [(find_place(definition, line), line) for line in lines[:50]]
    place, line = min(places, key=lambda one: (one[0].depth, one[1]))
    exits = [one for one in ast.walk(definition) if isinstance(one, _Exit)]
    length = (definition.end_lineno or 1) - definition.lineno + 1
    statement = place.statement
    found = {
        "place_depth": float(place.depth),
        "place_guards": float(len(place.guards)),
        "place_else": float(place.n_else),
        "place_loops": float(place.n_loops),
        "place_handler": float(place.n_handlers > 0),
        "place_is_handler": float(place.is_handler),
        "place_is_condition": float(place.is_condition),
        "place_is_return": float(isinstance(statement, ast.Return)),
        "place_is_raise": float(isinstance(statement, ast.Raise)),
        "place_is_assignment": float(
            isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
        ),
        "place_is_signature": float(statement is None),
        "place_exits_before": log1p(sum(one.lineno < line for one in exits)),
        "place_raises_behind": float(_ends_in_raise(definition, line)),
        "place_position": line / max(length, 1),
        "function_lines": log1p(length),
        "function_exits": log1p(len(exits)),
        "function_branches": log1p(
            sum(isinstance(one, ast.If | ast.IfExp | ast.While) for one in ast.walk(definition))
        ),
        "changed_share": min(1.0, len(lines) / max(length, 1)),
    }
    return found | dict(_describe_function(definition)), place


def _ends_in_raise(definition: ast.stmt, line: int) -> bool:
    """Whether the block that holds the line ends in a raise."""
    for node in ast.walk(definition):
        for block in ("body", "orelse"):
            part = getattr(node, block, None)
            if (
                isinstance(part, list)
                and part
                and isinstance(part[-1], ast.Raise)
                and part[0].lineno <= line <= (part[-1].end_lineno or 0)
            ):
                return True
    return False


def _describe_function(definition: ast.stmt) -> Iterator[tuple[str, float]]:
    arguments = definition.args if isinstance(definition, _Function) else None
    marks = getattr(definition, "decorator_list", [])
    yield "function_is_one", float(arguments is not None)
    yield "function_parameters", float(min(8, len(arguments.args))) if arguments else 0.0
    yield "function_defaults", float(min(8, len(arguments.defaults))) if arguments else 0.0
    yield "function_decorators", float(bool(marks))
    yield (
        "function_is_generator",
        float(any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(definition))),
    )
