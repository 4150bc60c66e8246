"""What pytest asks of a class: its bases, its constructor, whether it is unittest's or abstract."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from patchcritic.discovery.evaluator import Env, Evaluator
from patchcritic.discovery.scopes import Assigned, Binding, Defined, Deleted
from patchcritic.discovery.stdlib import real_object
from patchcritic.discovery.values import UNKNOWN, Class, External

_WITH_CONSTRUCTOR: Final = frozenset(
    {"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag",
     "typing.NamedTuple", "typing.Protocol", "typing.TypedDict", "typing_extensions.Protocol",
     "typing_extensions.TypedDict", "threading.Thread"}
)  # fmt: skip
_DATACLASSES: Final = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.attrs", "attr.define", "attr.frozen", "attr.mutable",
     "attr.dataclass", "attrs.define", "attrs.frozen", "attrs.mutable", "attr.attributes"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """A class with its bases in method resolution order, as far as they are in the repository."""

    mro: tuple[Class, ...]
    external: tuple[str, ...]
    """Dotted names of the bases that are not in the repository."""

    @property
    def is_unittest(self) -> bool:
        """Whether it is a ``unittest.TestCase``.

        A base from outside the repository counts by its name, as Django's and testtools' do.
        """
        return any(
            base.rpartition(".")[2].endswith(("TestCase", "AsyncioTestCase"))
            for base in self.external
        )

    def find(self, name: str) -> tuple[Class, Binding] | None:
        """Where an attribute is defined, nearest class first."""
        for owner in self.mro:
            if (binding := owner.scope.latest(name)) is not None:
                return None if isinstance(binding.bound, Deleted) else (owner, binding)
        return None


class Classes:
    """Answers about classes, remembered for one discovery."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._lineages: dict[tuple[str, int], Lineage] = {}

    def lineage(self, owner: Class) -> Lineage:
        """The class's bases."""
        key = (owner.module.path, owner.node.lineno)
        if key not in self._lineages:
            self._lineages[key] = Lineage(mro=(owner,), external=())  # for a class that is its base
            self._lineages[key] = self._resolve(owner)
        return self._lineages[key]

    def _resolve(self, owner: Class) -> Lineage:
        parents: list[Lineage] = []
        direct: list[Class] = []
        external: list[str] = []
        for base in self._bases(owner):
            if isinstance(base, Class):
                found = self.lineage(base)
                parents.append(found)
                direct.append(found.mro[0])
                external.extend(found.external)
            elif isinstance(base, External):
                external.append(base.dotted)
        merged = _merge([*(list(parent.mro) for parent in parents), direct])
        return Lineage(mro=(owner, *merged), external=tuple(dict.fromkeys(external)))

    def _bases(self, owner: Class) -> Iterator[Any]:
        env = Env(module=owner.module, owner=owner.owner, before=owner.node.lineno)
        for expr in owner.node.bases:
            match expr:
                case ast.Subscript(value=generic):
                    yield self._evaluator.evaluate(generic, env)
                case (
                    ast.Call(func=ast.Attribute(attr="with_metaclass"), args=[_, *bases])
                    | ast.Call(func=ast.Name(id="with_metaclass"), args=[_, *bases])
                ):
                    for base in bases:
                        yield self._evaluator.evaluate(base, env)
                case _:
                    yield self._evaluator.evaluate(expr, env)

    def is_hidden(self, owner: Class) -> bool:
        """Whether ``__test__`` says that it is no test."""
        return self._test_flag(owner) is False

    def is_forced(self, owner: Class) -> bool:
        """Whether ``__test__ = True`` makes it a test whatever its name."""
        return self._test_flag(owner) is True

    def _test_flag(self, owner: Class) -> bool | None:
        if owner.owner is None and owner.name in owner.module.scope.hidden:
            return False
        found = self.lineage(owner).find("__test__")
        if found is None or not isinstance(found[1].bound, Assigned):
            return None
        where, binding = found
        env = Env(module=where.module, owner=where, before=binding.line)
        value = self._evaluator.evaluate(found[1].bound.expr, env)
        return None if value is UNKNOWN else bool(value)

    def has_constructor(self, owner: Class) -> bool:
        """Whether pytest refuses it for an ``__init__`` or ``__new__``."""
        lineage = self.lineage(owner)
        if lineage.find("__init__") or lineage.find("__new__"):
            return True
        if any(base in _WITH_CONSTRUCTOR or _is_builtin_type(base) for base in lineage.external):
            return True
        return any(self._is_dataclass(ancestor) for ancestor in lineage.mro)

    def _is_dataclass(self, owner: Class) -> bool:
        for decorator in owner.node.decorator_list:
            options = decorator.keywords if isinstance(decorator, ast.Call) else []
            if any(
                option.arg == "init"
                and isinstance(option.value, ast.Constant)
                and option.value.value is False
                for option in options
            ):
                continue
            callee = decorator.func if isinstance(decorator, ast.Call) else decorator
            env = Env(module=owner.module, owner=owner.owner, before=owner.node.lineno)
            value = self._evaluator.evaluate(callee, env)
            text = value.dotted if isinstance(value, External) else ast.unparse(callee)
            if text in _DATACLASSES:
                return True
        return False

    def is_abstract(self, owner: Class) -> bool:
        """Whether abstract methods keep it from being made."""
        lineage = self.lineage(owner)
        is_abc = "abc.ABC" in lineage.external or any(
            keyword.arg == "metaclass" and ast.unparse(keyword.value).endswith("ABCMeta")
            for ancestor in lineage.mro
            for keyword in ancestor.node.keywords
        )
        if not is_abc:
            return False
        seen: set[str] = set()
        for ancestor in lineage.mro:
            for name in ancestor.scope.names:
                if name not in seen and _is_abstract_method(ancestor.scope.latest(name)):
                    return True
                seen.add(name)
        return False


def _is_builtin_type(dotted: str) -> bool:
    return (
        dotted.startswith("builtins.")
        and dotted != "builtins.object"
        and isinstance(real_object(dotted), type)
    )


def _is_abstract_method(binding: Binding | None) -> bool:
    if binding is None or not isinstance(binding.bound, Defined):
        return False
    return any(
        ast.unparse(decorator).rpartition(".")[2].startswith("abstract")
        for decorator in binding.bound.node.decorator_list
    )


def _key(owner: Class) -> tuple[str, int]:
    return (owner.module.path, owner.node.lineno)


def _merge(sequences: Sequence[list[Class]]) -> list[Class]:
    """Python's C3 order; where it has none, the order of appearance."""
    pending = [list(sequence) for sequence in sequences if sequence]
    merged: list[Class] = []
    while pending:
        tails = {_key(one) for sequence in pending for one in sequence[1:]}
        head = next(
            (sequence[0] for sequence in pending if _key(sequence[0]) not in tails), pending[0][0]
        )
        merged.append(head)
        pending = [
            rest
            for sequence in pending
            if (rest := [one for one in sequence if _key(one) != _key(head)])
        ]
    return merged
