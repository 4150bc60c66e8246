"""Reading JavaScript and TypeScript into syntax trees; the only place that needs the extra."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
MAX_SOURCE_CHARS = 1_000_000
"""Longer files are bundles: a tree takes about 100 bytes of memory per character."""
_PACKAGES = ("tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript")


def is_installed() -> bool:
    """Whether the extra ``patchcritic[languages]`` is there; nothing of it is imported."""
    return all(find_spec(package) is not None for package in _PACKAGES)


def parse_tree(path: str, text: str) -> Tree:
    """The file's syntax tree; tolerant, so ask ``find_error`` what could not be read.

    JavaScript that does not parse is tried as TypeScript with JSX, which takes most of Flow.
    """
    suffix = path[path.rfind(".") :]
    data = text.encode("utf-8", "surrogatepass")
    if suffix in (".ts", ".mts", ".cts"):
        return _parse("typescript", data)
    if suffix == ".tsx":
        return _parse("tsx", data)
    tree = _parse("javascript", data)
    if tree.root_node.has_error:
        typed = _parse("tsx", data)
        return tree if typed.root_node.has_error else typed
    return tree


def find_error(root: Node) -> tuple[int, str] | None:
    """Line and message of the first place that the grammar cannot read."""
    node = root
    if not node.has_error:
        return None
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error), None)
        if inner is None:
            break
        node = inner
    line = node.start_point[0] + 1
    return line, f"expected `{node.type}`" if node.is_missing else "invalid syntax"


def first_child(node: Node) -> Node | None:
    """The first child that is no punctuation; None where there is none."""
    return next((child for child in node.children if child.is_named), None)


def text_of(node: Node | None) -> str:
    """The node's source text; empty for no node."""
    data = node.text if node is not None else None
    return data.decode("utf-8", "replace") if data is not None else ""


def _parse(dialect: str, data: bytes) -> Tree:
    from tree_sitter import Parser

    return Parser(_load(dialect)).parse(data)


@cache
def _load(dialect: str) -> Language:
    import tree_sitter_javascript
    import tree_sitter_typescript
    from tree_sitter import Language

    if dialect == "javascript":
        return Language(tree_sitter_javascript.language())
    if dialect == "tsx":
        return Language(tree_sitter_typescript.language_tsx())
    return Language(tree_sitter_typescript.language_typescript())
