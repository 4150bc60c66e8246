"""Runs walkers over modules and functions of one tree, each once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from posixpath import basename, dirname, join

from patchcritic.facts.classes import Classes, is_plain_function
from patchcritic.facts.nouns import (
    MODULE,
    ClassRef,
    FunctionNode,
    FunctionRef,
    InstanceRef,
    Problem,
)
from patchcritic.facts.resolver import Resolver
from patchcritic.facts.statements import StatementWalker
from patchcritic.facts.syntax import find_syntax_problem
from patchcritic.facts.targets import find_target_problem
from patchcritic.facts.tree import Tree

MAX_DEPTH = 40
"""Calls and imports followed one into the other; Python's own recursion stays far below 1,000."""
Receiver = InstanceRef | ClassRef | None


class Engine:
    """The facts of one tree, computed on demand and memoised."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.resolver = Resolver(tree)
        self.classes = Classes(self.resolver)
        self._functions: dict[tuple[str, str, str], tuple[Problem, ...]] = {}
        self._modules: dict[str, tuple[Problem, ...]] = {}
        self._imported: dict[str, tuple[str, ...]] = {}
        self._skippable: set[str] = set()
        self._imports: dict[str, Problem | None] = {}
        self._syntax: dict[str, Problem | None] = {}
        self._depth = 0

    # --- What walkers ask ---------------------------------------------------------------------

    def function_problem(self, function: FunctionRef) -> Problem | None:
        """The first problem that calling the function certainly meets."""
        if not is_plain_function(function.node):
            return None
        return first_certain(self.function_problems(function))

    def import_problem(self, path: str) -> Problem | None:
        """The first problem that importing the module certainly meets, its packages first."""
        if path not in self._imports:
            try:
                self._imports[path], _ = self._find_in_imports(path, set())
            except RecursionError:
                self._imports[path] = None
        return self._imports[path]

    def _find_in_imports(self, path: str, seen: set[str]) -> tuple[Problem | None, bool]:
        """The first problem, and whether the import may end in a skip; each module runs once."""
        for part in (*_packages_of(path, self.tree.paths), path):
            if part in seen:
                continue
            seen.add(part)
            broken = self.syntax_problem(part)
            if broken is not None:
                return (broken, False) if broken.is_certain else (None, True)
            problems = self.module_problems(part)
            for target in self._imported.get(part, ()):
                found, may_skip = self._find_in_imports(target, seen)
                if found is not None:
                    return replace(found, steps=(f"import of {target}", *found.steps)), False
                if may_skip:
                    return None, True
            problem = first_certain(problems)
            if problem is not None or part in self._skippable:
                return problem, problem is None
        return None, False

    def may_skip(self, path: str) -> bool:
        """Whether code in the module may end a test as skipped."""
        table = self.tree.table(path)
        return table is not None and table.may_skip

    # --- Scopes -------------------------------------------------------------------------------

    def syntax_problem(self, path: str) -> Problem | None:
        """Why the file does not compile."""
        if path not in self._syntax:
            text = self.tree.snapshot.read(path)
            parsed = self.tree.parse(path)
            self._syntax[path] = None
            if text is not None and parsed is not None:
                self._syntax[path] = find_syntax_problem(path, text, parsed)
        return self._syntax[path]

    def module_problems(self, path: str) -> tuple[Problem, ...]:
        """Everything that raises, or may raise, while the module is imported."""
        module = self.tree.module(path)
        if path in self._modules or module is None or self._depth > MAX_DEPTH:
            return self._modules.get(path, ())
        self._modules[path] = ()
        walker = self._walker(path, MODULE)
        self._run(walker, module.body)
        if walker.is_skippable:
            self._skippable.add(path)
        self._imported[path] = tuple(walker.imported)
        self._modules[path] = tuple(walker.problems)
        return self._modules[path]

    def function_problems(self, function: FunctionRef) -> tuple[Problem, ...]:
        """Everything that raises, or may raise, while the function's body runs."""
        key = (function.path, function.qualname, _receiver_key(function.receiver))
        if key in self._functions or self._depth > MAX_DEPTH:
            return self._functions.get(key, ())
        self._functions[key] = ()
        walker = self._walker(function.path, function.qualname)
        for mark in function.node.decorator_list:
            find_target_problem(walker, mark, is_entered=True)
        walker.bind_function(function.node, function.receiver)
        self._run(walker, function.node.body)
        self._functions[key] = tuple(walker.problems)
        return self._functions[key]

    def _walker(self, path: str, scope: str) -> StatementWalker:
        return StatementWalker(self, path, scope, may_skip=self.may_skip(path))

    def _run(self, walker: StatementWalker, body: list[ast.stmt]) -> None:
        self._depth += 1
        try:
            walker.run_block(body)
        except RecursionError:
            walker.problems.clear()  # Too deep an expression: nothing is known of this scope.
        finally:
            self._depth -= 1

    def scope_problems(
        self, path: str, scope: str, *, is_exact: bool = False
    ) -> tuple[Problem, ...]:
        """The problems of a module body or of the function with this qualified name.

        ``is_exact`` takes ``self`` for an object of the very class, which finds more and may be
        wrong for a mixin.
        """
        if scope == MODULE:
            return self.module_problems(path)
        function = self.find_function(path, scope, is_exact=is_exact)
        return self.function_problems(function) if function else ()

    def find_function(
        self, path: str, qualname: str, *, is_exact: bool = False
    ) -> FunctionRef | None:
        """The function or method of that name."""
        module = self.tree.module(path)
        if module is None:
            return None
        body: list[ast.stmt] = module.body
        *classes, name = qualname.split(".")
        cls: ClassRef | None = None
        for position, part in enumerate(classes):
            found = _find_definition(body, part)
            if not isinstance(found, ast.ClassDef):
                return None
            cls = ClassRef(path, ".".join(classes[: position + 1]), found)
            body = found.body
        node = _find_definition(body, name)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        return FunctionRef(path, qualname, node, receiver_of(node, cls, is_exact=is_exact))


def receiver_of(node: FunctionNode, cls: ClassRef | None, *, is_exact: bool) -> Receiver:
    """What fills the first parameter of a method of the class."""
    marks = {ast.unparse(mark) for mark in node.decorator_list}
    if cls is None or "staticmethod" in marks:
        return None
    if "classmethod" in marks:
        return cls if is_exact else None
    return InstanceRef(cls, is_exact)


def first_certain(problems: tuple[Problem, ...]) -> Problem | None:
    """The first problem that running the scope certainly meets."""
    return next((problem for problem in problems if problem.is_certain), None)


def _find_definition(body: list[ast.stmt], name: str) -> ast.stmt | None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return next((node for node in body if isinstance(node, kinds) and node.name == name), None)


def _packages_of(path: str, paths: frozenset[str]) -> Iterator[str]:
    """The ``__init__.py`` files that importing a module runs first, outermost first."""
    folder = dirname(dirname(path)) if basename(path) == "__init__.py" else dirname(path)
    found = []
    while folder and join(folder, "__init__.py") in paths:
        found.append(join(folder, "__init__.py"))
        folder = dirname(folder)
    return reversed(found)


def _receiver_key(receiver: Receiver) -> str:
    if receiver is None:
        return ""
    cls = receiver.cls if isinstance(receiver, InstanceRef) else receiver
    kind = "class" if receiver is cls else f"exact={getattr(receiver, 'is_exact', True)}"
    return f"{cls.path}:{cls.qualname}:{kind}"
