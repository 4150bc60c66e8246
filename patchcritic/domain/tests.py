"""The test side: node ids, test cases, and why they belong to a patch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from patchcritic.domain.code import Span


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NodeId:
    """A test's id exactly as pytest prints it: ``path::Class::function[param]``."""

    path: str
    """The test file relative to pytest's rootdir."""
    names: tuple[str, ...]
    """Class names, outermost first, and last the function."""
    param: str | None = None
    """The text between the brackets; None when there are none."""

    @classmethod
    def parse(cls, text: str) -> NodeId:
        """Read an id as pytest prints it; a path alone gives no names, a cut parameter none."""
        path, _, rest = text.partition("::")
        head, _, tail = rest.partition("[")
        names = tuple(part for part in head.split("::") if part)
        return cls(path=path, names=names, param=tail[:-1] if tail.endswith("]") else None)

    @property
    def function_id(self) -> NodeId:
        """The same test without its parameter."""
        return NodeId(path=self.path, names=self.names)

    def __str__(self) -> str:
        base = "::".join((self.path, *self.names))
        return base if self.param is None else f"{base}[{self.param}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A pytest fixture that a test uses, resolved to its definition."""

    name: str
    span: Span
    is_autouse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """One test as pytest would collect it, found in the source."""

    __test__: ClassVar[bool] = False

    node_id: NodeId
    span: Span
    """Where the test function stands, decorators included. It may be in another file than
    ``node_id`` names, when the method is inherited."""
    fixtures: tuple[Fixture, ...] = ()
    """Definitions in the repository that this test uses, its fixtures' fixtures included."""
    is_parametrized: bool = False
    exists_in: frozenset[Literal["base", "patched"]] = frozenset({"base", "patched"})
    note: str = ""
    """What discovery could not know, for example that the parameter ids are not static."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """Why a test belongs to a patch."""

    node_id: NodeId
    score: float
    """0..1, higher is nearer; used to order and to cut, not a probability."""
    reasons: tuple[str, ...]
    """One line each, for a reader: ``test_x -> Schema.load -> _deserialize (changed)``."""
    distance: int = 0
    """Steps from the test to the nearest changed symbol; 0 when the test itself changed."""
    kind: Literal["added", "changed", "reaches", "explicit"] = "reaches"
    """How the change touches the test; ``explicit`` when it cannot, and the user asked for it."""


class TestStatus(StrEnum):
    """A test's true outcome, as executed."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAIL = "xfail"
