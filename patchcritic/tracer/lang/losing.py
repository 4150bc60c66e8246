"""At import, a statement that cannot be decided loses what it binds, and the rest goes on."""

from __future__ import annotations

import ast
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.lang.translator import Lost, Run, World

_LASTING = (FunctionType, BuiltinFunctionType, ModuleType, int, str, float, bool, bytes, type(None))


def attempt(world: World, statement: ast.stmt, frame: Frame, run: Run) -> Any:
    """Run a statement of a module or class body; None if it was lost.

    Raises:
        Undecided: there is nothing left to spend.
    """
    realm = world.realm
    error: Undecided | None
    before, realm.undecided = realm.undecided, None
    try:
        result = run(frame)
        if realm.undecided is None:
            realm.undecided = before
            return result
        error = realm.undecided
    except Undecided as undecided:
        error = undecided
    except BaseException as raised:
        error = refusal_of(raised)
        if error is None:
            raise
    realm.frame = frame
    if error.kind is UndecidedKind.BUDGET and realm.budget.steps > realm.budget.max_steps:
        raise error
    realm.undecided = before
    realm.n_lost += 1
    world.lost.append(Lost(frame.code.path, statement.lineno, error))
    lose(statement, frame, error)
    return None


def refusal_of(raised: BaseException) -> Undecided | None:
    """Why an exception is not to be trusted; None for one that CPython would raise."""
    try:
        admit(raised)
    except Undecided as undecided:
        return undecided
    return None


def lose(statement: ast.stmt, frame: Frame, error: Undecided) -> None:
    """Make unknown what a statement binds, and what it may have changed."""
    reason = f"{error.reason} (line {statement.lineno} of {frame.code.path})"
    unknown = Unknown(error.kind, reason)
    for name in bound_names(statement):
        frame.locals[name] = unknown
    mentioned = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    for names in (frame.locals, frame.globals):
        for name in mentioned:
            if name in names and not _lasts(names[name]):
                names[name] = unknown


def _lasts(value: Any) -> bool:
    kind = type(value)
    return kind in _LASTING or issubclass(kind, type)


def bound_names(statement: ast.stmt) -> set[str]:
    """The module's names that a statement binds or declares, wherever inside it."""
    found: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        found |= _binds(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting += node.decorator_list
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return found


def _binds(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return {node.id}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names} - {"*"}
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        return {node.name}
    if isinstance(node, ast.MatchMapping) and node.rest:
        return {node.rest}
    return set()
