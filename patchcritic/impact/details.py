"""Which part of a definition differs, and what its docstring was: for changed files only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.domain import Snapshot
from patchcritic.symbols import MODULE, SourceProblem, SymbolIndex, parse_source

_DOCSTRING_READERS = ("__doc__", "getdoc", "doctest", "docstring", "doctest_modules")
_DOCTEST_OPTIONS = ("doctest-modules", "doctest-glob", "doctest_glob", "doctest_plus")
_CONFIG_FILES = ("pyproject.toml", "setup.cfg", "pytest.ini", "tox.ini", ".pytest.ini")
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def reads_docstrings(snapshot: Snapshot, index: SymbolIndex) -> bool:
    """Whether any code or pytest option of the tree makes docstrings behaviour."""
    tokens = index.tokens(snapshot)
    if any(tokens.paths_with(name) for name in _DOCSTRING_READERS):
        return True
    texts = (snapshot.read(path) or "" for path in _CONFIG_FILES)
    return any(option in text for text in texts for option in _DOCTEST_OPTIONS)


class Docstrings:
    """The two versions of a file as trees, asked by qualname."""

    def __init__(self, old: str | None, new: str | None) -> None:
        """Take both texts; None where that side has no file."""
        self._old = _scopes(old)
        self._new = _scopes(new)

    def differ(self, qualname: str) -> bool:
        """Whether the definition's docstring is another one after the patch."""
        old, new = self._old.get(qualname), self._new.get(qualname)
        return old is not None and new is not None and _docstring(old) != _docstring(new)

    def differing_parts(self, qualname: str) -> str:
        """``decorators``, ``default arguments``, ``body`` ...: what differs, for a reader."""
        old, new = self._old.get(qualname), self._new.get(qualname)
        if old is None or new is None:
            return "body"
        before, after = dict(_parts(old)), dict(_parts(new))
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return ", ".join(names) or "body"


def _scopes(text: str | None) -> dict[str, ast.Module | _Scope]:
    if text is None:
        return {}
    try:
        tree = parse_source(text)
    except SourceProblem:
        return {}
    found: dict[str, ast.Module | _Scope] = {MODULE: tree}
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    while waiting:
        prefix, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, _Scope):
                found[f"{prefix}{child.name}"] = child
                waiting.append((f"{prefix}{child.name}.", child))
            else:
                waiting.append((prefix, child))
    return found


def _docstring(node: ast.Module | _Scope) -> str | None:
    return ast.get_docstring(node, clean=False)


def _parts(node: ast.Module | _Scope) -> Iterator[tuple[str, str]]:
    try:
        if not isinstance(node, ast.Module):
            yield "decorators", "".join(map(ast.dump, node.decorator_list))
        if isinstance(node, ast.ClassDef):
            yield "bases", "".join(map(ast.dump, (*node.bases, *node.keywords)))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = node.args
            defaults = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
            yield "default arguments", "".join(map(ast.dump, defaults))
            bare = ast.arguments(
                posonlyargs=arguments.posonlyargs,
                args=arguments.args,
                vararg=arguments.vararg,
                kwonlyargs=arguments.kwonlyargs,
                kwarg=arguments.kwarg,
                kw_defaults=[],
                defaults=[],
            )
            yield "signature", ast.dump(bare)
        statements = node.body[1:] if _docstring(node) is not None else node.body
        own = [one for one in statements if not isinstance(one, _Scope)]
        yield "body", "".join(map(ast.dump, own))
    except RecursionError:  # a body too deep to print is compared by its digest alone
        yield "body", "too deep"
