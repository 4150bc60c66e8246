"""Mutations that break an API, and refactorings that look as if they did."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A changed version of one source file."""

    path: str
    kind: str
    what: str
    text: str


def propose_mutations(path: str, text: str, rng: random.Random) -> list[Mutation]:
    """Every mutation of a file, in random order."""
    module = ast.parse(text)
    lines = text.splitlines()
    found: list[Mutation] = []
    for kind, what, changed in _iter_all(module, lines):
        found.append(Mutation(path=path, kind=kind, what=what, text="\n".join(changed) + "\n"))
    rng.shuffle(found)
    return found


def _iter_all(module: ast.Module, lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    for node in module.body:
        yield from _mutate_import(node, lines)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            yield "rename-constant", name, _rename(lines, node.lineno, name)
        if isinstance(node, ast.ClassDef):
            yield "rename-class", node.name, _rename(lines, node.lineno, node.name)
            for member in node.body:
                yield from _mutate_member(node, member, lines)
        elif isinstance(node, _FUNCTIONS):
            yield "rename-function", node.name, _rename(lines, node.lineno, node.name)
            yield from _mutate_signature(node, node.name, lines)
            yield from _refactor(node, module, lines)
    for row in range(len(lines)):
        if lines[row].endswith(":") and lines[row].startswith(("def ", "    def ")):
            yield "syntax-error", f"line {row + 1}", _replace(lines, row, lines[row][:-1])
            break
    yield "return-outside", "end of file", [*lines, "return None"]


def _mutate_import(node: ast.stmt, lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    if not isinstance(node, ast.Import | ast.ImportFrom) or node.lineno != node.end_lineno:
        return
    row = node.lineno - 1
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return
    yield "remove-import", lines[row].strip(), _replace(lines, row, "pass")
    if isinstance(node, ast.ImportFrom) and node.names[0].name != "*":
        name = node.names[0].name
        tail = lines[row].partition(" import ")[2].replace(name, f"{name}_gone", 1)
        head = lines[row].partition(" import ")[0]
        yield "wrong-import", lines[row].strip(), _replace(lines, row, f"{head} import {tail}")
        if node.module:
            changed = lines[row].replace(node.module, f"{node.module}_gone", 1)
            yield "wrong-module", lines[row].strip(), _replace(lines, row, changed)
        indented = ["try:", f"    {lines[row]}", "except ImportError:", "    raise"]
        yield "guard-import", lines[row].strip(), [*lines[:row], *indented, *lines[row + 1 :]]


def _mutate_member(
    owner: ast.ClassDef, node: ast.stmt, lines: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    if isinstance(node, _FUNCTIONS):
        name = f"{owner.name}.{node.name}"
        yield "rename-method", name, _rename(lines, node.lineno, node.name)
        yield from _mutate_signature(node, name, lines)
        if not node.decorator_list and not node.name.startswith("__") and owner.col_offset == 0:
            renamed = _rename(lines, node.lineno, node.name)
            end = owner.end_lineno or owner.lineno
            line = f"setattr({owner.name}, {node.name!r}, {owner.name}.{node.name}_gone)"
            yield "attach-method", name, [*renamed[:end], line, *renamed[end:]]
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        yield "rename-attribute", f"{owner.name}.{name}", _rename(lines, node.lineno, name)


def _mutate_signature(
    node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, lines: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    header = range(node.lineno - 1, node.body[0].lineno - 1)
    if not header or node.body[0].lineno == node.lineno:
        return
    offset = 1 if "." in name else 0
    arguments = node.args
    if len(arguments.args) > offset and not arguments.posonlyargs:
        dropped = arguments.args[-1].arg
        changed = ast.parse(ast.unparse(node)).body[0]
        assert isinstance(changed, _FUNCTIONS)
        changed.args.args.pop()
        if changed.args.defaults:
            changed.args.defaults.pop()
        yield "remove-parameter", f"{name}({dropped})", _reheaded(lines, node, changed, header)
    changed = ast.parse(ast.unparse(node)).body[0]
    assert isinstance(changed, _FUNCTIONS)
    if "staticmethod" not in {ast.unparse(mark) for mark in node.decorator_list}:
        changed.args.args.insert(offset, ast.arg("added_parameter"))
        yield "add-parameter", name, _reheaded(lines, node, changed, header)


def _refactor(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: ast.Module, lines: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Ways to keep the old name alive that a careless reader would miss."""
    renamed = _rename(lines, node.lineno, node.name)
    end = node.end_lineno or node.lineno
    new = f"{node.name}_gone"
    ways = {
        "alias-name": f"{node.name} = {new}",
        "set-global": f"globals()[{node.name!r}] = {new}",
        "wrap-function": f"def {node.name}(*args, **kwargs):\n    return {new}(*args, **kwargs)",
        "conditional-name": f"if True:\n    {node.name} = {new}",
    }
    for kind, line in ways.items():
        yield kind, node.name, [*renamed[:end], line, *renamed[end:]]


def _reheaded(
    lines: list[str],
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    changed: ast.FunctionDef | ast.AsyncFunctionDef,
    header: range,
) -> list[str]:
    changed.body = [ast.Pass()]
    changed.decorator_list = []
    text = ast.unparse(changed).splitlines()[0]
    return [*lines[: header.start], " " * node.col_offset + text, *lines[header.stop :]]


def _rename(lines: list[str], line: int, name: str) -> list[str]:
    return _replace(lines, line - 1, lines[line - 1].replace(name, f"{name}_gone", 1))


def _replace(lines: list[str], row: int, text: str) -> list[str]:
    return [*lines[:row], text, *lines[row + 1 :]]
