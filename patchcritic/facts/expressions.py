"""Walk one scope's expressions in evaluation order, and report what raises on the way."""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from patchcritic.facts.classes import Classes, signature_of
from patchcritic.facts.nouns import (
    GONE,
    MODULE,
    ClassRef,
    Entity,
    FunctionRef,
    InstanceRef,
    ModuleRef,
    Problem,
)
from patchcritic.facts.resolver import Resolver
from patchcritic.facts.signatures import describe_call, explain_misfit

_NEWER_BUILTINS = frozenset({"_", "WindowsError", "PythonFinalizationError", "frozendict"})
"""Names that a builtins module may have although this interpreter's has not."""


class Follower(Protocol):
    """What a walker needs from the engine that owns it."""

    resolver: Resolver
    classes: Classes

    def function_problem(self, function: FunctionRef) -> Problem | None:
        """The first problem that calling the function certainly meets."""

    def import_problem(self, path: str) -> Problem | None:
        """The first problem that importing the module certainly meets."""

    def may_skip(self, path: str) -> bool:
        """Whether code in the module may end a test as skipped."""


class ExpressionWalker:
    """One scope's state: what its names are known to be, and whether this point is reached."""

    def __init__(self, engine: Follower, path: str, scope: str) -> None:
        self.engine = engine
        self.path = path
        self.scope = scope
        self.problems: list[Problem] = []
        self.is_certain = True
        self.locals: frozenset[str] = frozenset()
        self.known: dict[str, Entity | None] = {}
        self.resolved: set[str] = set()
        self.caught: list[frozenset[str] | None] = []
        """Builtin exceptions that a handler around this point catches; None catches all."""
        self._shadows: list[set[str]] = []

    # --- Reporting ----------------------------------------------------------------------------

    def report(self, kind: str, node: ast.AST, symbol: str, raises: str, message: str) -> None:
        """Note a problem at a node, unless a handler around it expects the exception."""
        if self._is_caught(raises):
            return
        self.problems.append(
            Problem(
                kind=kind,
                path=self.path,
                line=getattr(node, "lineno", 1),
                message=message,
                scope=self.scope,
                symbol=symbol,
                raises=raises,
                is_certain=self.is_certain,
                route=frozenset(self.resolved),
            )
        )
        self.is_certain = False  # Execution ends here; what follows is only a premise.

    def follow(self, problem: Problem | None, step: str) -> None:
        """Take over the problem that a callee or an imported module certainly meets."""
        # Where a caller expects an exception, the callee may raise that one before the problem.
        if problem is None or not self.is_certain or self.caught:
            return
        route = problem.route | self.resolved
        self.problems.append(replace(problem, route=route, steps=(step, *problem.steps)))
        self.is_certain = False

    def _is_caught(self, raises: str) -> bool:
        exception = getattr(builtins, raises)
        for names in self.caught:
            if names is None:
                return True
            if any(issubclass(exception, getattr(builtins, name)) for name in names):
                return True
        return False

    @contextmanager
    def maybe(self) -> Iterator[None]:
        """What runs inside may not be executed."""
        before = self.is_certain
        self.is_certain = False
        try:
            yield
        finally:
            self.is_certain = before

    # --- Expressions --------------------------------------------------------------------------

    def visit(self, node: ast.AST | None) -> Entity | None:
        """Evaluate one expression as far as it can be known."""
        if node is None:
            return None
        method = getattr(self, f"_visit_{type(node).__name__.lower()}", None)
        if method is not None:
            found: Entity | None = method(node)
            return found
        for child in ast.iter_child_nodes(node):
            self.visit(child)
        return None

    def _visit_name(self, node: ast.Name) -> Entity | None:
        if not isinstance(node.ctx, ast.Load):
            return None
        if any(node.id in shadow for shadow in self._shadows):
            return None
        if node.id in self.locals:
            return self.known.get(node.id)
        # Importing `pkg.mod` binds `mod` in pkg/__init__.py too, hence a member and not a name.
        found = self.engine.resolver.find_member(self.path, node.id)
        if found is GONE:
            if not hasattr(builtins, node.id) and node.id not in _NEWER_BUILTINS:
                message = f"The name `{node.id}` is not defined in {self.path}."
                self.report("undefined-name", node, node.id, "NameError", message)
            return None
        self.resolved.add(node.id)
        return found

    def _visit_attribute(self, node: ast.Attribute) -> Entity | None:
        owner = self.visit(node.value)
        if not isinstance(node.ctx, ast.Load):
            return None
        self.resolved.add(node.attr)
        return self.find_attribute(owner, node.attr, node)

    def find_attribute(self, owner: Entity | None, name: str, node: ast.AST) -> Entity | None:
        """The attribute of a known object; reports the one that is certainly absent."""
        if isinstance(owner, ModuleRef):
            found = self.engine.resolver.find_member(owner.path, name)
            if found is GONE:
                message = f"`{name}` does not exist in the module {owner.path}."
                self._report_attribute(node, owner.path, name, message)
                return None
            return found
        if isinstance(owner, ClassRef | InstanceRef):
            cls = owner.cls if isinstance(owner, InstanceRef) else owner
            method = self.engine.classes.find_attribute(owner, name)
            is_exact = not isinstance(owner, InstanceRef) or owner.is_exact
            if method is GONE:
                if is_exact:
                    place = f"{cls.path}:{cls.node.lineno}"
                    message = f"The class `{cls.qualname}` ({place}) has no attribute `{name}`."
                    self._report_attribute(node, f"{cls.path}:{cls.qualname}", name, message)
                return None
            return method if is_exact else None
        return None

    def _report_attribute(self, node: ast.AST, owner: str, name: str, message: str) -> None:
        self.report("missing-attribute", node, f"{owner}:{name}", "AttributeError", message)

    def _visit_call(self, node: ast.Call) -> Entity | None:
        callee = self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            self.visit(keyword.value)
        if isinstance(callee, FunctionRef):
            self._call_function(node, callee)
        elif isinstance(callee, ClassRef):
            return self._call_class(node, callee)
        return None

    def _call_function(self, node: ast.Call, function: FunctionRef) -> None:
        signature = signature_of(function)
        misfit = explain_misfit(signature, node) if signature else None
        if misfit:
            place = f"{function.path}:{function.node.lineno}"
            name = function.qualname.removesuffix(".__init__")
            message = (
                f"The call `{describe_call(node)}` does not fit `{name}{signature}`"
                f" ({place}): {misfit}."
            )
            symbol = f"{function.path}:{function.qualname}:{misfit}"
            self.report("call-does-not-fit", node, symbol, "TypeError", message)
            return
        self.follow(self.engine.function_problem(function), f"{function.qualname}()")
        if self.engine.may_skip(function.path):
            self.is_certain = False

    def _call_class(self, node: ast.Call, cls: ClassRef) -> InstanceRef | None:
        missing = self.engine.classes.abstract_methods(cls)
        if missing:
            place = f"{cls.path}:{cls.node.lineno}"
            message = (
                f"The class `{cls.qualname}` ({place}) cannot be instantiated: abstract"
                f" {', '.join(f'`{name}`' for name in missing)} has no body."
            )
            symbol = f"{cls.path}:{cls.qualname}:{','.join(missing)}"
            self.report("abstract-class", node, symbol, "TypeError", message)
            return None
        constructor = self.engine.classes.find_constructor(cls)
        if isinstance(constructor, FunctionRef):
            self._call_function(node, constructor)
        elif constructor is GONE and explain_misfit(inspect.Signature(), node):
            place = f"{cls.path}:{cls.node.lineno}"
            message = (
                f"The call `{describe_call(node)}` passes arguments, but the class"
                f" `{cls.qualname}` ({place}) has no constructor that takes any."
            )
            symbol = f"{cls.path}:{cls.qualname}:no constructor"
            self.report("call-does-not-fit", node, symbol, "TypeError", message)
        return InstanceRef(cls) if constructor is not None else None

    # --- Expressions that do not evaluate all of their parts ------------------------------------

    def _visit_boolop(self, node: ast.BoolOp) -> None:
        self.visit(node.values[0])
        with self.maybe():
            for value in node.values[1:]:
                self.visit(value)

    def _visit_ifexp(self, node: ast.IfExp) -> None:
        self.visit(node.test)
        with self.maybe():
            self.visit(node.body)
            self.visit(node.orelse)

    def _visit_compare(self, node: ast.Compare) -> None:
        self.visit(node.left)
        self.visit(node.comparators[0])
        with self.maybe():
            for value in node.comparators[1:]:
                self.visit(value)

    def _visit_lambda(self, node: ast.Lambda) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.visit(default)
        arguments = node.args
        names = {
            item.arg for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        }
        names |= {item.arg for item in (arguments.vararg, arguments.kwarg) if item}
        self._shadows.append(names)
        with self.maybe():
            self.visit(node.body)
        self._shadows.pop()

    def _visit_namedexpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self.known.pop(node.target.id, None)

    def _visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        self.visit(node.generators[0].iter)
        names = {
            child.id
            for generator in node.generators
            for child in ast.walk(generator.target)
            if isinstance(child, ast.Name)
        }
        self._shadows.append(names)
        with self.maybe():
            for position, generator in enumerate(node.generators):
                if position:
                    self.visit(generator.iter)
                for condition in generator.ifs:
                    self.visit(condition)
            if isinstance(node, ast.DictComp):
                self.visit(node.key)
                self.visit(node.value)
            else:
                self.visit(node.elt)
        self._shadows.pop()

    _visit_listcomp = _visit_setcomp = _visit_generatorexp = _visit_dictcomp = _visit_comprehension

    @property
    def is_module_scope(self) -> bool:
        """Whether names bound here are the module's."""
        return self.scope == MODULE
