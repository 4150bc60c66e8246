"""Whether a file compiles: the parser's word, and the errors that only the compiler raises.

The compiler itself is never asked. Nor is ``symtable``: it misses ``return`` outside a function,
``break`` outside a loop and ``await`` outside a coroutine, which its later passes find.
"""

from __future__ import annotations
import __future__

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from patchcritic.facts.nouns import MODULE, Problem
from patchcritic.symbols import SourceProblem

_NEWER_GRAMMAR = re.compile(
    r"""^\s*type\s+\w+\s*(\[|=)        # 3.12: type aliases
    |^\s*(async\s+)?(def|class)\s+\w+\s*\[   # 3.12: type parameters
    |[fFtT][rR]?["']|[rR][fFtT]["']    # 3.12: free quotes in f-strings; 3.14: t-strings
    |^\s*except\s+[\w.]+\s*,           # 3.14: except without brackets
    |^\s*lazy\s+(import|from)\b        # 3.15: lazy imports
    |[\[({]\s*\*\*?[\w.()]+\s+for\b    # 3.15: unpacking in comprehensions
    |^\s*(match|case)\b|\bexcept\s*\*""",
    re.VERBOSE | re.MULTILINE,
)
"""What this interpreter may reject although the project's accepts it."""
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def find_syntax_problem(path: str, text: str, parsed: ast.Module | SourceProblem) -> Problem | None:
    """The file's first syntax error; certain unless a newer Python might accept the line."""
    if isinstance(parsed, SourceProblem):
        if parsed.line is None:
            return None  # Too deep or too long for us, not for Python.
        return _make(path, parsed.line, parsed.message, text)
    found = find_compile_error(parsed)
    return _make(path, found[0], found[1], text) if found else None


def _make(path: str, line: int, message: str, text: str) -> Problem:
    lines = text.splitlines()
    shown = lines[line - 1].strip()[:80] if 0 < line <= len(lines) else ""
    around = "\n".join(lines[max(0, line - 4) : line + 1])
    is_newer = bool(_NEWER_GRAMMAR.search(around)) or "f-string" in message
    return Problem(
        kind="syntax-error",
        path=path,
        line=line,
        message=f"{path} does not compile: SyntaxError: {message}, at `{shown}`.",
        scope=MODULE,
        symbol="syntax",
        raises="SyntaxError",
        is_certain=not is_newer,
    )


def find_compile_error(module: ast.Module) -> tuple[int, str] | None:
    """Line and message of the first error that CPython finds after parsing."""
    errors = sorted([*_iter_errors(module), *_iter_future_errors(module)])
    return errors[0] if errors else None


@dataclass(frozen=True, slots=True)
class _Place:
    """What surrounds a node."""

    function: ast.AST | None = None
    is_in_loop: bool = False
    is_in_function: bool = False
    """Whether any function is around, however far; ``nonlocal`` needs one."""
    has_comprehension: bool = False


def _iter_errors(module: ast.Module) -> Iterator[tuple[int, str]]:
    stack: list[tuple[ast.AST, _Place]] = [(module, _Place())]
    while stack:
        node, place = stack.pop()
        if isinstance(node, ast.Try):
            for handler in node.handlers[:-1]:
                if handler.type is None:
                    yield handler.lineno, "default 'except:' must be last"
        message = _check(node, place)
        if message:
            yield getattr(node, "lineno", 1), message
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            body = node.body if isinstance(node.body, list) else [node.body]
            inner = _Place(function=node, is_in_function=True)
            stack.extend((child, inner) for child in body)
            inside = {id(child) for child in body}
        elif isinstance(node, ast.ClassDef):
            inner = _Place(is_in_function=place.is_in_function)
            stack.extend((child, inner) for child in node.body)
            inside = {id(child) for child in node.body}
        elif isinstance(node, _LOOPS):
            inner = _Place(place.function, True, place.is_in_function, place.has_comprehension)
            stack.extend((child, inner) for child in node.body)
            inside = {id(child) for child in node.body}
        else:
            inside = set()
            if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                place = _Place(place.function, place.is_in_loop, place.is_in_function, True)
        stack.extend(
            (child, place) for child in ast.iter_child_nodes(node) if id(child) not in inside
        )


def _check(node: ast.AST, place: _Place) -> str | None:
    if isinstance(node, ast.Return) and not isinstance(
        place.function, ast.FunctionDef | ast.AsyncFunctionDef
    ):
        return "'return' outside function"
    if isinstance(node, ast.Yield | ast.YieldFrom) and place.function is None:
        return "'yield' outside function"
    if isinstance(node, ast.Break) and not place.is_in_loop:
        return "'break' outside loop"
    if isinstance(node, ast.Continue) and not place.is_in_loop:
        return "'continue' not properly in loop"
    if isinstance(node, ast.Nonlocal) and not place.is_in_function:
        return "nonlocal declaration not allowed at module level"
    if isinstance(node, ast.ImportFrom) and place.function and node.names[0].name == "*":
        return "import * only allowed at module level"
    return _check_parts(node, place)


def _check_parts(node: ast.AST, place: _Place) -> str | None:
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
        return _check_async(node, place)
    if isinstance(node, ast.Call):
        return _check_keywords(node)
    if isinstance(node, ast.arguments):
        return _check_arguments(node)
    return None


def _check_async(node: ast.AST, place: _Place) -> str | None:
    if isinstance(place.function, ast.AsyncFunctionDef) or place.has_comprehension:
        return None
    word = {ast.Await: "await", ast.AsyncFor: "async for", ast.AsyncWith: "async with"}
    name = word[type(node)]
    where = "function" if place.function is None else "async function"
    return f"'{name}' outside {where}"


def _check_keywords(node: ast.Call) -> str | None:
    names = [keyword.arg for keyword in node.keywords if keyword.arg]
    repeated = next((name for name in names if names.count(name) > 1), None)
    return f"keyword argument repeated: {repeated}" if repeated else None


def _check_arguments(node: ast.arguments) -> str | None:
    items = [*node.posonlyargs, *node.args, *node.kwonlyargs]
    items += [item for item in (node.vararg, node.kwarg) if item]
    names = [item.arg for item in items]
    repeated = next((name for name in names if names.count(name) > 1), None)
    return f"duplicate argument '{repeated}' in function definition" if repeated else None


def _iter_future_errors(module: ast.Module) -> Iterator[tuple[int, str]]:
    """``from __future__`` comes first, and names a feature that exists."""
    is_late = False
    for position, node in enumerate(module.body):
        is_docstring = (
            position == 0
            and isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        )
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level:
            if is_late:
                yield node.lineno, "from __future__ imports must occur at the beginning of the file"
            unknown = [alias.name for alias in node.names if not hasattr(__future__, alias.name)]
            if unknown:
                yield node.lineno, f"future feature {unknown[0]} is not defined"
        elif not is_docstring:
            is_late = True
