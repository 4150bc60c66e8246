"""pytest fixtures: where they are defined, which of them a test sees and uses."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from patchcritic.discovery.classes import Classes
from patchcritic.discovery.evaluator import Env, Evaluator
from patchcritic.discovery.layout import TestLayout
from patchcritic.discovery.scopes import Assigned, Defined, FunctionNode, Imported
from patchcritic.discovery.values import UNKNOWN, Class, FixtureMark, Function, Module
from patchcritic.domain import Fixture, Span

_FIXTURE_WORDS: Final = frozenset({"fixture"})
_SCOPES: Final = ("function", "class", "module", "package", "session")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixtureDef:
    """One fixture function."""

    name: str
    function: Function
    argnames: tuple[str, ...]
    scope: int
    """0 for function up to 4 for session."""
    is_autouse: bool = False
    params: Any = None
    """None when it is not parametrized."""
    ids: Any = None

    def to_fixture(self) -> Fixture:
        """The shared noun."""
        return Fixture(
            name=self.name,
            span=span_of(self.function.module.path, self.function.node),
            is_autouse=self.is_autouse,
        )


Visible = tuple[tuple[FixtureDef, ...], ...]
"""Fixtures by the place that defines them: plugins, conftest.py files from the root down, the
module, its classes inwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """The fixtures that one test uses."""

    names: tuple[str, ...]
    """In pytest's order: higher scopes first, then as requested."""
    definitions: dict[str, tuple[FixtureDef, ...]]
    """By name, the overriding one last."""

    def fixtures(self) -> tuple[Fixture, ...]:
        """What the test uses of the repository; an overridden one when it is asked for."""
        found: dict[FixtureDef, None] = {}
        for name in self.names:
            for definition in reversed(self.definitions.get(name, ())):
                found[definition] = None
                if name not in definition.argnames:
                    break
        return tuple(definition.to_fixture() for definition in found)

    def parametrized(self) -> Iterator[FixtureDef]:
        """Those with ``params``, in the order of their ids."""
        for name in self.names:
            for definition in reversed(self.definitions.get(name, ())):
                if definition.params is not None:
                    yield definition
                    break
                if name not in definition.argnames:
                    break


class FixtureFinder:
    """Finds fixture definitions, remembered for one discovery."""

    def __init__(self, evaluator: Evaluator, classes: Classes, layout: TestLayout) -> None:
        self._evaluator = evaluator
        self._project = evaluator.project
        self._classes = classes
        self._layout = layout
        self._by_module: dict[str, tuple[FixtureDef, ...]] = {}
        self._by_class: dict[tuple[str, int], tuple[FixtureDef, ...]] = {}

    def visible_in_module(self, module: Module) -> Visible:
        """What every test of a module sees."""
        return tuple(self._module_fixtures(source) for source in self.sources_of(module))

    def sources_of(self, module: Module) -> tuple[Module, ...]:
        """The files that give a module's tests fixtures and hooks: plugins, then conftest.py
        files from the root down, then the module itself."""
        own = (*self._conftests(module.path), module)
        plugins: dict[str, None] = {}
        for name in self._layout.options_of(module.path).plugins:
            self._add_plugin(module.path, name, plugins)
        for source in own:
            self._add_plugins_of(source, plugins)
        return (*self._parsed(plugins), *own)

    def _conftests(self, path: str) -> Iterator[Module]:
        folder = self._layout.rootdir_of(path)
        folders = [folder]
        for part in path[len(folder) :].strip("/").split("/")[:-1]:
            folder = f"{folder}/{part}".lstrip("/")
            folders.append(folder)
        files = (f"{one}/conftest.py".lstrip("/") for one in folders)
        yield from self._parsed(file for file in files if self._project.has(file))

    def _parsed(self, paths: Iterable[str]) -> Iterator[Module]:
        for path in paths:
            if (module := self._project.module(path)) is not None:
                yield module

    def _add_plugins_of(self, module: Module, plugins: dict[str, None]) -> None:
        binding = module.scope.latest("pytest_plugins")
        if binding is None or not isinstance(binding.bound, Assigned):
            return
        value = self._evaluator.evaluate(
            binding.bound.expr, Env(module=module, before=binding.line)
        )
        names = value if isinstance(value, list | tuple) else (value,)
        for name in names:
            if isinstance(name, str):
                self._add_plugin(module.path, name, plugins)

    def _add_plugin(self, importer: str, name: str, plugins: dict[str, None]) -> None:
        path = self._project.find_module(importer, name)
        if path is not None and path not in plugins:
            plugins[path] = None
            if (module := self._project.module(path)) is not None:
                self._add_plugins_of(module, plugins)

    def _module_fixtures(self, module: Module) -> tuple[FixtureDef, ...]:
        if module.path not in self._by_module:
            names = sorted(set(self._project.exported_names(module, _FIXTURE_WORDS)))
            found = (self._definition(name, self._module_entity(module, name)) for name in names)
            self._by_module[module.path] = tuple(one for one in found if one is not None)
        return self._by_module[module.path]

    def _module_entity(self, module: Module, name: str) -> Any:
        binding = module.scope.latest(name)
        if binding is not None:
            match binding.bound:
                case Defined(node=ast.ClassDef()):
                    return None
                case Imported() as imported if not self._project.may_import(
                    module, imported, _FIXTURE_WORDS
                ):
                    return None
        entity = self._project.lookup(module, name)
        return self._evaluator.value_of(entity) if entity is not None else None

    def class_fixtures(self, owner: Class) -> tuple[FixtureDef, ...]:
        """Fixtures that are methods of a class, inherited ones included."""
        key = (owner.module.path, owner.node.lineno)
        if key not in self._by_class:
            self._by_class[key] = tuple(self._find_in_class(owner))
        return self._by_class[key]

    def _find_in_class(self, owner: Class) -> Iterator[FixtureDef]:
        names: set[str] = set()
        for ancestor in self._classes.lineage(owner).mro:
            names.update(ancestor.scope.names)
        for name in sorted(names):
            where = self._classes.lineage(owner).find(name)
            if where is not None and isinstance(where[1].bound, Defined):
                entity = self._project.entity(where[0].module, where[1], where[0])
                if (definition := self._definition(name, entity)) is not None:
                    yield definition

    def _definition(self, name: str, entity: Any) -> FixtureDef | None:
        if not isinstance(entity, Function) or isinstance(entity.node, ast.Lambda):
            return None
        mark = self.fixture_mark(entity)
        if mark is None:
            return None
        options = mark.options
        scope = options.get("scope", "function")
        given = options.get("name")
        params = options.get("params")
        return FixtureDef(
            name=given if isinstance(given, str) else name,
            function=entity,
            argnames=argument_names(entity),
            scope=_SCOPES.index(scope) if isinstance(scope, str) and scope in _SCOPES else 0,
            is_autouse=options.get("autouse") is True,
            params=params,
            ids=options.get("ids"),
        )

    def fixture_mark(self, function: Function) -> FixtureMark | None:
        """The ``pytest.fixture`` decorator of a function, if it has one."""
        if isinstance(function.node, ast.Lambda):
            return None
        env = Env(module=function.module, owner=function.owner, before=function.node.lineno)
        for decorator in function.node.decorator_list:
            text = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
            if text.endswith(("mark.parametrize", "staticmethod", "classmethod", "property")):
                continue
            value = self._evaluator.evaluate(decorator, env)
            if isinstance(value, FixtureMark):
                return value
            called = self._evaluator.call(value, (), {})
            if isinstance(called, FixtureMark):
                return called
            if value is UNKNOWN and text.endswith("fixture"):
                return FixtureMark()
        return None

    def close(self, visible: Visible, requested: Sequence[str], direct: frozenset[str]) -> Closure:
        """All fixtures that a test uses: autouse ones, those it asks for, and theirs."""
        by_name: dict[str, list[FixtureDef]] = {}
        for level in visible:
            for definition in level:
                by_name.setdefault(definition.name, []).append(definition)
        autouse = [one.name for level in visible for one in level if one.is_autouse]
        order: list[str] = []
        indices: dict[str, int] = {}

        def visit(name: str) -> None:
            index = indices.get(name)
            if index == -1:
                return
            if index is None:
                order.append(name)
                indices[name] = index = -1
            definitions = [] if name in direct else by_name.get(name, [])
            if not definitions or -index > len(definitions):
                return
            indices[name] = index - 1
            for wanted in definitions[index].argnames:
                visit(wanted)
            indices[name] = index

        for name in dict.fromkeys((*autouse, *requested)):
            visit(name)
        known = {
            name: tuple(by_name[name]) for name in order if name in by_name and name not in direct
        }
        order.sort(key=lambda name: known[name][-1].scope if name in known else 0, reverse=True)
        return Closure(names=tuple(order), definitions=known)


def argument_names(function: Function) -> tuple[str, ...]:
    """The arguments that pytest fills with fixtures: those without a default."""
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    names = [one.arg for one in positional[: len(positional) - len(arguments.defaults)]]
    is_static = not isinstance(function.node, ast.Lambda) and any(
        isinstance(decorator, ast.Name) and decorator.id == "staticmethod"
        for decorator in function.node.decorator_list
    )
    if function.owner is not None and not is_static:
        names = names[1:]
    keyword_only = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    names += [one.arg for one, default in keyword_only if default is None]
    return _without_given(function, names)


def _without_given(function: Function, names: list[str]) -> tuple[str, ...]:
    """Hypothesis fills the last arguments by position, and others by name."""
    if isinstance(function.node, ast.Lambda):
        return tuple(names)
    for decorator in function.node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("given"):
            filled = {keyword.arg for keyword in decorator.keywords}
            kept = names[: len(names) - len(decorator.args)] if decorator.args else names
            return tuple(name for name in kept if name not in filled)
    return tuple(names)


def span_of(path: str, node: FunctionNode | ast.Lambda | ast.expr) -> Span:
    """The lines of a definition, decorators included."""
    start = node.lineno
    if isinstance(node, FunctionNode):
        start = min((start, *(decorator.lineno for decorator in node.decorator_list)))
    return Span(path=path, start=start, end=node.end_lineno or start)
