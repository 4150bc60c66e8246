"""A small evaluator for the expressions that test parameters are written in.

It works on the syntax tree, knows literals, comprehensions, the repository's constants, one-line
functions and a fixed list of pure builtins, and answers UNKNOWN to everything else.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from patchcritic.discovery import enums, operations
from patchcritic.discovery.calls import NAMED_TUPLE, call_external, call_method
from patchcritic.discovery.project import Entity, Expression, Project
from patchcritic.discovery.scopes import FunctionNode
from patchcritic.discovery.stdlib import BUILTINS, external_value, is_counted, is_generic
from patchcritic.discovery.values import (
    UNKNOWN,
    Class,
    External,
    Function,
    Instance,
    Mark,
    Marked,
    Module,
    ModuleRef,
    is_plain,
)

N_STEPS = 60_000
"""Tree nodes visited for one expression before it counts as unknown."""
_MAX_DEPTH = 60

_FAILURES = (
    TypeError, ValueError, LookupError, AttributeError, ArithmeticError,
    RecursionError, MemoryError, StopIteration,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Where an expression stands: what its names mean."""

    module: Module
    owner: Class | None = None
    """The class body that the expression stands in."""
    local: Mapping[str, Any] = field(default_factory=dict)
    before: int | None = None
    """Names mean what they were bound to before this line; None for code that runs later."""


class _OutOfSteps(Exception):
    pass


class Evaluator:
    """Values of expressions, as far as they can be told without running anything."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._steps = 0
        self._depth = 0
        self._known: dict[tuple[str, int, int], Any] = {}

    def evaluate(self, node: ast.expr, env: Env) -> Any:
        """The expression's value; UNKNOWN where it depends on code that would have to run."""
        return self._guarded(lambda: self._value(node, env))

    def _guarded(self, compute: Callable[[], Any]) -> Any:
        is_outermost = self._depth == 0
        if is_outermost:
            self._steps = N_STEPS
        self._depth += 1
        try:
            return compute()
        except _OutOfSteps:
            if not is_outermost:
                raise
            return UNKNOWN
        except _FAILURES:
            return UNKNOWN
        finally:
            self._depth -= 1

    def _value(self, node: ast.expr, env: Env) -> Any:
        self._steps -= 1
        if self._steps < 0 or self._depth > _MAX_DEPTH:
            raise _OutOfSteps
        match node:
            case ast.Constant(value=value):
                return Instance(of="ellipsis") if value is ... else value
            case ast.Name(id=name):
                return self._name(name, env)
            case ast.Attribute(value=value, attr=attribute):
                return self._attribute(self._value(value, env), attribute)
            case ast.Call():
                return self._call(node, env)
            case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
                return self._display(node, env)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node, env)
            case ast.JoinedStr(values=parts):
                return self._join(parts, env)
            case ast.Lambda():
                return Function(module=env.module, node=node, bound=env.local)
            case ast.Subscript(value=value, slice=index):
                return self._subscript(self._value(value, env), self._value(index, env))
            case ast.NamedExpr(value=value) | ast.Starred(value=value):
                return self._value(value, env)
        return self._operator(node, env)

    def _operator(self, node: ast.expr, env: Env) -> Any:
        match node:
            case ast.BinOp(left=left, op=operator, right=right):
                return operations.binary(operator, self._value(left, env), self._value(right, env))
            case ast.UnaryOp(op=unary, operand=operand):
                return operations.unary(unary, self._value(operand, env))
            case ast.Compare(left=left, ops=operators, comparators=comparators):
                values = [self._value(value, env) for value in (left, *comparators)]
                return operations.compare(operators, values)
            case ast.BoolOp(op=operator, values=parts):
                value: Any = UNKNOWN
                for part in parts:
                    value = self._value(part, env)
                    if not is_plain(value):
                        return UNKNOWN
                    if bool(value) == isinstance(operator, ast.Or):
                        break
                return value
            case ast.IfExp(test=test, body=body, orelse=orelse):
                truth = self._value(test, env)
                if not is_plain(truth):
                    return UNKNOWN
                return self._value(body if truth else orelse, env)
            case ast.Slice(lower=lower, upper=upper, step=step):
                ends = [
                    None if end is None else self._value(end, env) for end in (lower, upper, step)
                ]
                return slice(*ends) if is_plain(ends) else UNKNOWN
        return UNKNOWN

    # --- names ---------------------------------------------------------------------------------

    def _name(self, name: str, env: Env) -> Any:
        if name in env.local:
            return env.local[name]
        if env.owner is not None:
            binding = env.owner.scope.latest(name, env.before)
            if binding is not None and (env.before is None or binding.line < env.before):
                found = self.project.entity(env.module, binding, env.owner)
                return UNKNOWN if found is None else self.value_of(found)
        found = self.project.lookup(env.module, name, env.before)
        if found is not None:
            return self.value_of(found)
        if name in env.module.scope.names:
            return UNKNOWN
        return external_value(f"builtins.{name}") if name in BUILTINS else UNKNOWN

    def value_of(self, entity: Entity) -> Any:
        """The value of what a name stands for."""
        if isinstance(entity, Expression):
            return self._expression(entity)
        if isinstance(entity, External):
            return external_value(entity.dotted)
        return entity

    def _expression(self, entity: Expression) -> Any:
        key = (entity.module.path, entity.line, id(entity.expr))
        if key not in self._known:
            # A name that is defined through itself is unknown until it is known.
            self._known[key] = UNKNOWN
            env = Env(module=entity.module, owner=entity.owner, before=entity.line)
            self._known[key] = self.evaluate(entity.expr, env)
        return self._known[key]

    def _attribute(self, owner: Any, name: str) -> Any:
        if isinstance(owner, External):
            return external_value(f"{owner.dotted}.{name}")
        if isinstance(owner, ModuleRef):
            found = self.project.attribute(owner, name)
            return UNKNOWN if found is None else self.value_of(found)
        if isinstance(owner, Class):
            return self._class_attribute(owner, name)
        if name == "__name__" and isinstance(owner, Function):
            return owner.name
        return enums.attribute(owner, name)

    def _class_attribute(self, owner: Class, name: str) -> Any:
        if name == "__name__":
            return owner.name
        binding = owner.scope.latest(name)
        if binding is None:
            return UNKNOWN
        found = self.project.entity(owner.module, binding, owner)
        if isinstance(found, Expression) and (bases := self.enum_bases(owner)):
            return enums.member(owner, name, self.value_of(found), bases)
        return UNKNOWN if found is None else self.value_of(found)

    def enum_bases(self, owner: Class) -> frozenset[str]:
        """The names of a class's bases outside the repository when it is an enum, else none."""
        names = {base.rpartition(".")[2] for base in self._bases(owner, depth=0)}
        return frozenset(names) if names & enums.ENUM_NAMES else frozenset()

    def _bases(self, owner: Class, depth: int) -> Iterator[str]:
        for expr in owner.node.bases:
            base = self.evaluate(expr, Env(module=owner.module, before=owner.node.lineno))
            if isinstance(base, External):
                yield base.dotted
            elif base is UNKNOWN:
                yield ""
            elif isinstance(base, Class) and depth < 10:
                yield from self._bases(base, depth + 1)

    # --- collections ---------------------------------------------------------------------------

    def _display(self, node: ast.List | ast.Tuple | ast.Set | ast.Dict, env: Env) -> Any:
        if isinstance(node, ast.Dict):
            merged: dict[Any, Any] = {}
            for key, value in zip(node.keys, node.values, strict=True):
                if key is None:
                    merged.update(self._value(value, env))
                else:
                    merged[operations.as_key(self._value(key, env))] = self._value(value, env)
            return merged
        items: list[Any] = []
        for element in node.elts:
            value = self._value(element, env)
            if isinstance(element, ast.Starred):
                items.extend(self.iterate(value))
            else:
                items.append(value)
        if isinstance(node, ast.List):
            return items
        if isinstance(node, ast.Tuple):
            return tuple(items)
        return {operations.as_key(item) for item in items}

    def iterate(self, value: Any) -> list[Any]:
        """The items of an iterable in order; raises TypeError when they cannot be told."""
        if isinstance(value, Class) and self.enum_bases(value):
            return [self._class_attribute(value, name) for name in enums.member_names(value)]
        return operations.items_of(value)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, env: Env
    ) -> Any:
        if isinstance(node, ast.DictComp):
            return {
                operations.as_key(self._value(node.key, inner)): self._value(node.value, inner)
                for inner in self._loop(node.generators, env)
            }
        items = [self._value(node.elt, inner) for inner in self._loop(node.generators, env)]
        return (
            {operations.as_key(item) for item in items} if isinstance(node, ast.SetComp) else items
        )

    def _loop(self, generators: Sequence[ast.comprehension], env: Env) -> Iterator[Env]:
        if not generators:
            yield env
            return
        first = generators[0]
        for item in self.iterate(self._value(first.iter, env)):
            local = dict(env.local)
            self._unpack(first.target, item, local)
            inner = replace(env, local=local)
            truths = [self._value(condition, inner) for condition in first.ifs]
            if not is_plain(truths):
                raise TypeError("a condition that cannot be told")
            if all(truths):
                yield from self._loop(generators[1:], inner)

    def _unpack(self, target: ast.expr, value: Any, local: dict[str, Any]) -> None:
        if isinstance(target, ast.Name):
            local[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            values = self.iterate(value)
            if len(values) != len(target.elts):
                raise ValueError("unpacking that does not fit")
            for part, item in zip(target.elts, values, strict=True):
                self._unpack(part, item, local)
        else:
            raise TypeError("an unusual target")

    def _join(self, parts: Sequence[ast.expr], env: Env) -> Any:
        texts: list[str] = []
        for part in parts:
            if isinstance(part, ast.FormattedValue):
                spec = self._value(part.format_spec, env) if part.format_spec else ""
                text = operations.formatted(self._value(part.value, env), part.conversion, spec)
            else:
                text = self._value(part, env)
            if not isinstance(text, str):
                return UNKNOWN
            texts.append(text)
        return "".join(texts)

    def _subscript(self, owner: Any, index: Any) -> Any:
        if isinstance(owner, Class):
            if self.enum_bases(owner):
                return self._class_attribute(owner, index) if isinstance(index, str) else UNKNOWN
            return owner  # a generic class with its parameters has the class's name
        if isinstance(owner, External):
            return owner if is_generic(owner.dotted) else UNKNOWN
        return operations.subscript(owner, index)

    # --- calls ---------------------------------------------------------------------------------

    def _call(self, node: ast.Call, env: Env) -> Any:
        args: list[Any] = []
        for argument in node.args:
            value = self._value(argument, env)
            if isinstance(argument, ast.Starred):
                args.extend(self.iterate(value))
            else:
                args.append(value)
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self._value(keyword.value, env)
            if keyword.arg is None:
                kwargs.update(value)
            else:
                kwargs[keyword.arg] = value
        if isinstance(node.func, ast.Attribute):
            owner = self._value(node.func.value, env)
            if isinstance(owner, str | bytes | list | tuple | dict | set | frozenset | int | float):
                return call_method(owner, node.func.attr, args, kwargs)
            callee = self._attribute(owner, node.func.attr)
        else:
            callee = self._value(node.func, env)
        return self.call(callee, args, kwargs)

    def call(self, callee: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """What a call would give; UNKNOWN where that cannot be told."""
        return self._guarded(lambda: self._called(callee, args, kwargs))

    def _called(self, callee: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if isinstance(callee, External):
            return call_external(callee.dotted, args, kwargs, call=self.call, iterate=self.iterate)
        if isinstance(callee, Mark):
            if len(args) == 1 and not kwargs and isinstance(args[0], Function | Marked):
                return callee.applied_to(args[0])
            return Mark(
                name=callee.name,
                args=(*callee.args, *args),
                kwargs={**callee.kwargs, **kwargs},
            )
        if isinstance(callee, Function):
            return self._call_function(callee, args, kwargs)
        if isinstance(callee, Class):
            return self._construct(callee)
        if isinstance(callee, Instance) and callee.of == NAMED_TUPLE:
            return Instance(of="tuple")
        return UNKNOWN

    def _construct(self, callee: Class) -> Any:
        """An instance gets no id of its own unless its class is a kind of literal."""
        if not all(is_counted(base) for base in self._bases(callee, depth=0)):
            return UNKNOWN
        if callee.node.keywords or "__new__" in callee.scope.names:
            return UNKNOWN
        return Instance(of=callee.name)

    def _call_function(
        self, callee: Function, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        local = operations.bind_arguments(callee.node.args, args, kwargs)
        if local is None:
            return UNKNOWN
        env = Env(module=callee.module, local={**callee.bound, **local})
        if isinstance(callee.node, ast.Lambda):
            return self.evaluate(callee.node.body, env)
        return self._returned(callee.node, env)

    def _returned(self, node: FunctionNode, env: Env) -> Any:
        """The value of a function's last statement, a return, when what leads there is plain.

        A variable changed in a way that is not followed is unknown from there on, unless it is
        an instance, which stays one whatever is done to it.
        """
        if isinstance(node, ast.AsyncFunctionDef) or node.decorator_list:
            return UNKNOWN
        local = dict(env.local)
        for statement in node.body:
            match statement:
                case ast.Return(value=value):
                    return value and self.evaluate(value, replace(env, local=local))
                case ast.Assign(targets=[target], value=value):
                    self._unpack(target, self.evaluate(value, replace(env, local=local)), local)
                case ast.FunctionDef(name=name):
                    local[name] = Function(module=env.module, node=statement, bound=local)
                case ast.Expr() | ast.For() | ast.If() | ast.AugAssign() | ast.With():
                    if not operations.forget_changes(statement, local):
                        return UNKNOWN
                case ast.Pass() | ast.Assert() | ast.Import() | ast.ImportFrom():
                    continue
                case _:
                    return UNKNOWN
        return None
