"""When what the source says must happen need not decide a test.

A test may be skipped at run time, a plugin or a conftest hook may change its outcome, a fixture
or a mock may replace what it calls. Wherever that is possible a problem stays a premise.
"""

from __future__ import annotations

import ast
import re

from patchcritic.domain import TestCase
from patchcritic.facts.classes import Classes
from patchcritic.facts.marks import is_false_skip, iter_mark_expressions, mark_name
from patchcritic.facts.nouns import MODULE, Problem
from patchcritic.facts.place import Place, conftests_of
from patchcritic.facts.resolver import decorator_names
from patchcritic.facts.tables import is_skip
from patchcritic.facts.tree import Tree

_HOOKS = re.compile(r"skip|xfail|pytest_runtest|pytest_pyfunc|builtins\b")
_IMPORT_TRICKS = re.compile(
    r"sys\.modules|meta_path|path_hooks|pytest_ignore_collect|collect_ignore"
)
_BUILTIN_FIXTURES = frozenset(
    [
        "cache",
        "capfd",
        "capfdbinary",
        "caplog",
        "capsys",
        "capsysbinary",
        "doctest_namespace",
        "monkeypatch",
        "pytestconfig",
        "record_property",
        "record_testsuite_property",
        "record_xml_attribute",
        "recwarn",
        "request",
        "testdir",
        "pytester",
        "tmp_path",
        "tmp_path_factory",
        "tmpdir",
        "tmpdir_factory",
    ]
)
_HARMLESS_MARKS = frozenset({"usefixtures", "filterwarnings", "timeout"})
_PLAIN_TEST_BASES = frozenset({"object", "unittest.TestCase", "TestCase"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Trust:
    """Answers, per test, which problems may decide it."""

    def __init__(self, tree: Tree, classes: Classes) -> None:
        self._tree = tree
        self._classes = classes
        self._modules: dict[tuple[str, bool], bool] = {}
        self._replaced: dict[str, frozenset[str] | None] = {}

    def is_import_plain(self, module: str) -> bool:
        """Whether importing the test module means what its source says."""
        if self._tree.is_compiled:
            return False
        return not any(
            _IMPORT_TRICKS.search(self._tree.snapshot.read(path) or "")
            for path in (*conftests_of(self._tree, module), module)
        )

    def is_body_plain(self, test: TestCase, place: Place) -> bool:
        """Whether the test's body is certainly started, with what it names unreplaced."""
        if not self.is_import_plain(place.module) or not isinstance(place.node, ast.FunctionDef):
            return False
        conftests = conftests_of(self._tree, place.module)
        if any(_HOOKS.search(self._tree.snapshot.read(path) or "") for path in conftests):
            return False
        if not self._has_plain_marks(place) or not self._has_plain_bases(place):
            return False
        if not self._has_known_arguments(test, place) or _is_generator(place.node):
            return False
        return not any(self._skips_in_helpers(path) for path in {place.module, place.path})

    def _has_plain_marks(self, place: Place) -> bool:
        table = self._tree.table(place.module)
        for expression in iter_mark_expressions((place.node, *place.classes), table):
            name, text = mark_name(expression), ast.unparse(expression)
            if ".mark." in text and name in _HARMLESS_MARKS:
                continue
            if name == "parametrize" and "marks=" not in text:
                continue
            if is_false_skip(expression, table) or _is_patch(text):
                continue
            return False
        return True

    def _has_plain_bases(self, place: Place) -> bool:
        if place.cls is None:
            return True
        for owner in self._classes.lineage(place.cls).classes:
            if owner.node.keywords or (owner.path != place.module and self._may_skip(owner.path)):
                return False
            for base in owner.node.bases:
                name = ast.unparse(base)
                is_ours = any(
                    name.rpartition(".")[2] == other.node.name
                    for other in self._classes.lineage(place.cls).classes
                )
                if name not in _PLAIN_TEST_BASES and not is_ours:
                    return False
        return True

    def _has_known_arguments(self, test: TestCase, place: Place) -> bool:
        names = [item.arg for item in (*place.node.args.args, *place.node.args.kwonlyargs)]
        if place.cls is not None and "staticmethod" not in decorator_names(place.node):
            names = names[1:]
        known = {fixture.name for fixture in test.fixtures} | _BUILTIN_FIXTURES
        marks = iter_mark_expressions((place.node, *place.classes), None)
        texts = [ast.unparse(mark) for mark in marks]
        if any(_is_patch(text) for text in texts):
            return True
        return all(
            name in known
            or any("parametrize" in text and re.search(rf"\b{name}\b", text) for text in texts)
            for name in names
        )

    def _may_skip(self, path: str) -> bool:
        table = self._tree.table(path)
        return table is None or table.may_skip

    def _skips_in_helpers(self, path: str) -> bool:
        """Whether a function of the file that is no test, or its top level, skips at run time."""
        table, module = self._tree.table(path), self._tree.module(path)
        if table is None or module is None:
            return True
        if not table.may_skip:
            return False
        stack: list[ast.AST] = list(module.body)
        while stack:
            node = stack.pop()
            if isinstance(node, _FUNCTIONS) and node.name.startswith("test"):
                continue
            if is_skip(node):
                return True
            stack.extend(ast.iter_child_nodes(node))
        return False

    def is_untouched(self, problem: Problem, place: Place) -> bool:
        """Whether no test code replaces a name on the way to the problem."""
        if problem.scope == MODULE and problem.path == place.module:
            return True
        replaced = self._replaced_names(place.module)
        return replaced is not None and not (problem.route & replaced)

    def _replaced_names(self, module: str) -> frozenset[str] | None:
        """Names that mocks, monkeypatches or assignments in test code may replace; None: any."""
        if module not in self._replaced:
            names: set[str] | None = set()
            for path in (module, *conftests_of(self._tree, module)):
                table = self._tree.table(path)
                if table is None or table.patches_unknown or names is None:
                    names = None
                else:
                    names |= table.stores | table.strings
            self._replaced[module] = None if names is None else frozenset(names)
        return self._replaced[module]


def _is_patch(text: str) -> bool:
    return re.match(r"(unittest\.)?(mock\.)?patch(\.object)?\(", text) is not None


def _is_generator(node: ast.FunctionDef) -> bool:
    return any(isinstance(child, ast.Yield | ast.YieldFrom) for child in ast.walk(node))
