"""What ``monkeypatch.setattr`` and ``mock.patch`` replace has to exist."""

from __future__ import annotations

import ast
import builtins

from patchcritic.facts.expressions import ExpressionWalker
from patchcritic.facts.nouns import GONE, ClassRef, Entity, ModuleRef
from patchcritic.facts.tree import Tree

_AT_ONCE = {
    "monkeypatch.setattr": 2,
    "monkeypatch.delattr": 1,
    "mocker.patch": 1,
    "mocker.patch.object": 2,
    "mocker.spy": 2,
}
"""Calls that look the target up when they run -> number of positional arguments they need."""
_WHEN_ENTERED = {
    "patch": 1,
    "mock.patch": 1,
    "unittest.mock.patch": 1,
    "patch.object": 2,
    "mock.patch.object": 2,
    "unittest.mock.patch.object": 2,
}
"""The same, when the result is entered by ``with`` or used as a decorator."""


def find_target_problem(walker: ExpressionWalker, node: ast.expr, *, is_entered: bool) -> None:
    """Report a replaced attribute that is certainly not there."""
    if not isinstance(node, ast.Call) or not node.args:
        return
    name = ast.unparse(node.func)
    known = {**_AT_ONCE, **_WHEN_ENTERED} if is_entered else _AT_ONCE
    if name not in known or len(node.args) < known[name]:
        return
    if any(keyword.arg in {"raising", "create", None} for keyword in node.keywords):
        return
    first = node.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        _check_dotted(walker, node, first.value)
        return
    if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
        attribute = node.args[1].value
        if isinstance(attribute, str) and not hasattr(builtins, attribute):
            walker.find_attribute(walker.visit(first), attribute, node)


def _check_dotted(walker: ExpressionWalker, node: ast.Call, dotted: str) -> None:
    parts = dotted.split(".")
    tree = walker.engine.resolver.tree
    entity, rest = _find_owner(tree, parts)
    for name in rest[:-1]:
        if isinstance(entity, ModuleRef):
            found = walker.engine.resolver.find_member(entity.path, name)
            entity = found if isinstance(found, ClassRef | ModuleRef) else None
        else:
            entity = None
    if rest and not hasattr(builtins, rest[-1]):
        walker.find_attribute(entity, rest[-1], node)


def _find_owner(tree: Tree, parts: list[str]) -> tuple[Entity | None, list[str]]:
    """The longest leading module of a dotted name, and the attributes behind it."""
    for length in range(len(parts) - 1, 0, -1):
        module = tree.find_absolute(".".join(parts[:length]))
        if isinstance(module, str):
            return ModuleRef(module), parts[length:]
        if module is not GONE and length == 1:
            return None, []
    return None, []
