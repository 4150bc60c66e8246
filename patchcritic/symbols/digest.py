"""A digest of code that stays the same under formatting, comments and docstrings."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable

_NOT_ENTERED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_SKIPPED = frozenset({"ctx", "type_comment", "kind"})
_CLOSE = object()


def digest_code(roots: Iterable[ast.AST]) -> str:
    """16 bytes in hex of the syntax trees in order, without positions.

    Definitions and imports inside of them are left out: they are symbols of their own.
    """
    tokens: list[str] = []
    for root in roots:
        _add_tokens(root, tokens)
    data = "\0".join(tokens).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _add_tokens(root: ast.AST, tokens: list[str]) -> None:
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if node is _CLOSE:
            tokens.append(")")
        elif isinstance(node, list):
            stack.append(_CLOSE)
            tokens.append("[")
            stack.extend(reversed(node))
        elif isinstance(node, _NOT_ENTERED):
            continue
        elif isinstance(node, ast.AST):
            tokens.append(type(node).__name__)
            stack.append(_CLOSE)
            fields = [one for one in node._fields if one not in _SKIPPED]
            stack.extend(getattr(node, one, None) for one in reversed(fields))
        else:
            tokens.append(repr(node))
