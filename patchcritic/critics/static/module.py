"""The functions of one file, and who mentions whom: parsed once for all tests of a patch."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence

from patchcritic.critics.static.place import Place, find_place
from patchcritic.symbols import SourceProblem, parse_source

_MAX_MENTIONS = 8


class ModuleCode:
    """One Python file; one that cannot be parsed has no functions."""

    def __init__(self, text: str) -> None:
        """Parse the file's text."""
        self._functions: dict[str, ast.stmt] = {}
        self._lines: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._places: dict[tuple[str, str], Place | None] = {}
        try:
            body = parse_source(text).body
        except SourceProblem:
            return
        waiting: list[tuple[str, Sequence[ast.stmt]]] = [("", body)]
        while waiting:
            prefix, statements = waiting.pop()
            for node in statements:
                if isinstance(node, ast.ClassDef):
                    waiting.append((f"{prefix}{node.name}.", node.body))
                elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    self._add(f"{prefix}{node.name}", node)
                elif isinstance(node, ast.If | ast.Try):
                    waiting.append((prefix, node.body))

    def _add(self, qualname: str, function: ast.stmt) -> None:
        self._functions[qualname] = function
        for node in ast.walk(function):
            if isinstance(node, ast.Name):
                self._lines[node.id][qualname].append(node.lineno)
            elif isinstance(node, ast.Attribute):
                self._lines[node.attr][qualname].append(node.lineno)

    def callers_of(self, name: str) -> Mapping[str, list[int]]:
        """Qualified names of the functions that mention a bare name."""
        return self._lines.get(name, {})

    def find_mention(self, caller: str, name: str) -> Place | None:
        """Where a function mentions a bare name under the fewest conditions; None if nowhere."""
        key = (caller, name)
        if key not in self._places:
            lines = self.callers_of(name).get(caller, ())[:_MAX_MENTIONS]
            places = [find_place(self._functions[caller], line) for line in lines]
            self._places[key] = min(places, key=lambda place: place.depth, default=None)
        return self._places[key]
