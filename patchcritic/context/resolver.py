"""From a chain in some function to the definitions in the repository that it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from patchcritic.context.chains import CALL, SUPER, Chain
from patchcritic.context.references import References, find_references
from patchcritic.context.source import SourceTree, is_function
from patchcritic.domain import Span, SymbolKind
from patchcritic.symbols import MODULE, Definition, Import

Node = tuple[str, str]
"""Path and qualified name of a definition."""
CREATION = ("__new__", "__init__", "__post_init__", "__attrs_post_init__")
_MAX_DEPTH = 8
_MAX_BASES = 24


@dataclass(frozen=True, slots=True)
class _Value:
    """What a link of a chain stands for."""

    kind: Literal["module", "symbol", "instance"]
    path: str
    name: str


class Resolver:
    """Looks names up as Python would, as far as that can be told without running anything."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self._references: dict[Node, References] = {}
        self._bases: dict[Node, tuple[Node, ...]] = {}
        self._fixtures: dict[Node, Mapping[str, Node]] = {}

    def bind_fixtures(self, users: Iterable[Node], fixtures: Mapping[str, Node]) -> None:
        """Let parameters of ``users`` stand for what the fixtures of the same name return."""
        for node in users:
            self._fixtures[node] = fixtures

    def references(self, node: Node) -> References:
        """What a definition refers to; of a class only its header counts, not its methods."""
        if node not in self._references:
            found = self.tree.definition(*node)
            self._references[node] = self._read(node[0], found) if found else References()
        return self._references[node]

    def resolve(self, node: Node, chain: Chain) -> tuple[Node, ...]:
        """Every definition that a chain used in ``node`` goes through, in its order.

        Where the chain makes an instance, the class's constructors and ``__call__`` are among them.
        """
        found: list[Node] = []
        for value, link in zip_longest(self._follow(node, chain, 0), chain[1:]):
            if value is None or value.kind != "symbol":
                continue
            target = (value.path, value.name)
            found.append(target)
            if link == CALL and self.is_class(target):
                # An object that can be called is made to be called, as a function would be.
                made_by = (self.member(target, name) for name in (*CREATION, "__call__"))
                found += [one for one in made_by if one is not None]
        return tuple(dict.fromkeys(found))

    def unknown_link(self, node: Node, chain: Chain) -> str | None:
        """The attribute at which a chain leaves what is known; None for other people's modules."""
        values = self._follow(node, chain, 0)
        if not values or values[-1].kind == "module":
            return None
        return next((link for link in chain[len(values) :] if link != CALL), None)

    def is_class(self, node: Node) -> bool:
        """Whether the definition is a class."""
        found = self.tree.definition(*node)
        return found is not None and found.kind is SymbolKind.CLASS

    def bases(self, node: Node) -> tuple[Node, ...]:
        """A class's base classes in the repository, nearest first."""
        if node not in self._bases:
            self._bases[node] = tuple(self._find_bases(node))
        return self._bases[node]

    def _find_bases(self, node: Node) -> Iterator[Node]:
        pending, seen = [node], {node}
        while pending and len(seen) <= _MAX_BASES:
            path, name = pending.pop(0)
            found = self.tree.definition(path, name)
            for base in found.bases if found else ():
                value = self._end((path, MODULE), tuple(base.split(".")), 1)
                if value and value.kind == "symbol" and (value.path, value.name) not in seen:
                    seen.add((value.path, value.name))
                    pending.append((value.path, value.name))
                    yield value.path, value.name

    def member(self, node: Node, name: str, *, is_own: bool = True) -> Node | None:
        """A class's method or attribute, looked up through its bases."""
        for path, qualname in ((node,) if is_own else ()) + self.bases(node):
            if self.tree.definition(path, f"{qualname}.{name}"):
                return path, f"{qualname}.{name}"
        return None

    def class_of(self, node: Node) -> Node | None:
        """The class around a method or a function in it."""
        path, name = node
        while "." in name:
            name = name.rpartition(".")[0]
            if self.is_class((path, name)):
                return path, name
        return None

    def _read(self, path: str, found: Definition) -> References:
        end = found.end
        if found.kind is SymbolKind.CLASS:
            inner = [d.start for d in self.tree.definitions(path) if d.parent == found.qualname]
            end = min([end + 1, *(start for start in inner if start > found.start)]) - 1
        if found.qualname == MODULE:
            return References()
        parsed = self.tree.parse(Span(path=path, start=found.start, end=end))
        return find_references(parsed[0]) if parsed else References()

    def _follow(self, node: Node, chain: Chain, depth: int) -> list[_Value]:
        """What the links of a chain stand for, as far as that is known."""
        value = self._start(node, chain[0], depth) if depth <= _MAX_DEPTH else None
        values = []
        for link in chain[1:]:
            if value is None:
                break
            values.append(value)
            value = self._step(value, link, depth)
        return [*values, value] if value is not None else values

    def _end(self, node: Node, chain: Chain, depth: int) -> _Value | None:
        """What a chain as a whole stands for."""
        values = self._follow(node, chain, depth)
        return values[-1] if len(values) == len(chain) else None

    def _start(self, node: Node, name: str, depth: int) -> _Value | None:
        path, _ = node
        if name in ("self", "cls", SUPER):
            owner = self.class_of(node)
            return _Value("instance", owner[0], owner[1]) if owner else None
        refs = self.references(node)
        if name in refs.types and refs.types[name][0] != name:
            return self._end(node, refs.types[name], depth + 1)
        if name in refs.local_names:
            fixture = self._fixtures.get(node, {}).get(name)
            returned = self.references(fixture).returned if fixture else None
            return self._end(fixture, returned, depth + 1) if fixture and returned else None
        return self._lookup(path, node[1], name, depth)

    def _lookup(self, path: str, scope: str, name: str, depth: int) -> _Value | None:
        """A name as seen from a scope: nested function, then the module, then its imports."""
        symbols = self.tree.symbols(path)
        if symbols is None or depth > _MAX_DEPTH:
            return None
        imported = self.tree.imported(path, name)
        for one in imported:
            if one.scope == scope:
                return self._imported(path, one, depth)
        if scope != MODULE and self.tree.definition(path, f"{scope}.{name}"):
            return _Value("symbol", path, f"{scope}.{name}")
        if self.tree.definition(path, name):
            return _Value("symbol", path, name)
        if imported:
            return self._imported(path, imported[0], depth)
        for one in self.tree.imported(path, "*"):
            source = self.tree.modules.locate(path, one.module, one.level)
            found = self._lookup(source, MODULE, name, depth + 1) if source else None
            if found:
                return found
        return None

    def _imported(self, path: str, one: Import, depth: int) -> _Value | None:
        modules = self.tree.modules
        if one.name is None:
            is_renamed = one.alias != (one.module or "").split(".")[0]
            return self._module(one.module or "") if is_renamed else self._module(one.alias)
        source = modules.locate(path, one.module, one.level)
        dotted = modules.resolve(path, one.module, one.level)
        if source and source != path and depth <= _MAX_DEPTH:
            found = self._lookup(source, MODULE, one.name, depth + 1)
            if found:
                return found
        return self._module(f"{dotted}.{one.name}") if dotted else None

    def _module(self, dotted: str) -> _Value | None:
        path = self.tree.modules.path_of(dotted)
        # A namespace package has no file of its own, yet its modules can be reached through it.
        return _Value("module", path or "", dotted)

    def _step(self, value: _Value, link: str, depth: int) -> _Value | None:
        if value.kind == "module":
            if value.path and (found := self._lookup(value.path, MODULE, link, depth + 1)):
                return found
            dotted = f"{value.name}.{link}"
            path = self.tree.modules.path_of(dotted)
            return _Value("module", path, dotted) if path else None
        node = (value.path, value.name)
        definition = self.tree.definition(*node)
        if definition is None or depth > _MAX_DEPTH:
            return None
        if definition.kind is SymbolKind.CLASS:
            return self._step_class(value, link, depth)
        if definition.kind is SymbolKind.VARIABLE:
            chain = self.references(node).types.get(definition.name)
            made = self._end((value.path, MODULE), chain, depth + 1) if chain else None
            return self._step(made, link, depth + 1) if made else None
        returned = self.references(node).returned
        if not is_function(definition) or returned is None:
            return None
        # A property is called by being named, and ``x()`` has already called ``x.__call__``.
        is_called = any("property" in name for name in definition.decorators)
        is_called |= definition.name == "__call__" and link != CALL
        if link != CALL and not is_called:
            return None
        result = self._end(node, returned, depth + 1)
        return self._step(result, link, depth + 1) if result and is_called else result

    def _step_class(self, value: _Value, link: str, depth: int) -> _Value | None:
        node = (value.path, value.name)
        if link == CALL and value.kind == "symbol":
            return _Value("instance", *node)
        name = "__call__" if link == CALL else link
        if member := self.member(node, name):
            return _Value("symbol", *member)
        for owner in [node, *self.bases(node)]:
            made_by = (owner[0], f"{owner[1]}.__init__")
            refs = self.references(made_by)
            chain = refs.types.get(f"self.{name}")
            if chain and (held := self._end(made_by, chain, depth + 1)):
                return held
            if name in refs.attributes:
                return _Value("symbol", *made_by)
        return None
