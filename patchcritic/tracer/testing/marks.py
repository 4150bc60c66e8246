"""``pytest.mark`` and ``pytest.param``: what is written on tests, and how it is found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.outcomes import fail, throw

MARK_LIST = "pytestmark"


@offers("name args kwargs combined_with", is_partial=True)
@dataclass(frozen=True)
class Mark:
    """One mark: its name and what it was called with."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


@offers("name args kwargs mark markname with_args", is_partial=True)
@dataclass(frozen=True)
class MarkDecorator:
    """``pytest.mark.NAME``, called or not."""

    mark: Mark

    @property
    def name(self) -> str:
        """The mark's name."""
        return self.mark.name

    markname = name

    @property
    def args(self) -> tuple[Any, ...]:
        """What the mark was called with by position."""
        return self.mark.args

    @property
    def kwargs(self) -> dict[str, Any]:
        """What the mark was called with by name."""
        return self.mark.kwargs

    def with_args(self, *args: Any, **kwargs: Any) -> MarkDecorator:
        """The same mark with more arguments."""
        mark = self.mark
        return MarkDecorator(Mark(mark.name, (*mark.args, *args), {**mark.kwargs, **kwargs}))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Decorate a function or class, or take arguments."""
        if len(args) == 1 and not kwargs:
            target = args[0]
            if type(target) is Unknown:
                return target
            if isinstance(target, type) or (
                callable(target) and getattr(target, "__name__", "<lambda>") != "<lambda>"
            ):
                _store(target, self.mark)
                return target
        return self.with_args(*args, **kwargs)


def _store(target: Any, mark: Mark) -> None:
    if isinstance(target, type | FunctionType):
        own = list(_unpack(target.__dict__.get(MARK_LIST, [])))
    else:
        fail_for_fixture(target)
        own = list(_unpack(getattr(target, MARK_LIST, [])))
    setattr(target, MARK_LIST, [*own, mark])


def fail_for_fixture(target: Any) -> None:
    """Fail where a mark is put on a fixture, as pytest 9 does."""
    if getattr(target, "is_fixture_definition", False) is True:
        fail("Marks cannot be applied to fixtures.")


@offers("*")
class MarkGenerator:
    """``pytest.mark``: any name gives a mark."""

    def __init__(self, known: frozenset[str] | None) -> None:
        self._known = known
        """With ``--strict-markers``: the marks that there are."""

    def __getattr__(self, name: str) -> MarkDecorator:
        if name.startswith("_"):
            throw(AttributeError("Marker name must NOT start with underscore"))
        if self._known is not None and name not in self._known:
            fail(f"{name!r} not found in `markers` configuration option", pytrace=False)
        return MarkDecorator(Mark(name))


@offers("values marks id", is_partial=True)
@dataclass(frozen=True)
class ParameterSet:
    """What ``pytest.param`` gives."""

    values: tuple[Any, ...]
    marks: tuple[Any, ...] = ()
    id: Any = None

    def __iter__(self) -> Iterator[Any]:
        return iter((self.values, self.marks, self.id))


HIDDEN = object()


def param(*values: Any, marks: Any = (), id: Any = None) -> ParameterSet:
    """``pytest.param``."""
    marks = (marks,) if isinstance(marks, MarkDecorator | Mark) else tuple(marks)
    if id is not None and not isinstance(id, str) and id is not HIDDEN:
        throw(TypeError(f"Expected id to be a string, got {type(id)}: {id!r}"))
    return ParameterSet(values, marks, id)


def marks_of_class(cls: type) -> list[Mark]:
    """The marks of a class and of its bases, those of bases first."""
    found: list[Mark] = []
    for base in reversed(type.__getattribute__(cls, "__mro__")):
        found.extend(_unpack(base.__dict__.get(MARK_LIST, [])))
    return found


def marks_of_object(target: Any) -> list[Mark]:
    """The marks of a function or of a module."""
    try:
        marks = getattr(target, MARK_LIST, None)
    except AttributeError:
        marks = None
    return list(_unpack([] if marks is None else marks))


def normalise(marks: Iterable[Any]) -> list[Mark]:
    """Marks of marks and decorators."""
    return list(_unpack(list(marks)))


def _unpack(marks: Any) -> Iterator[Mark]:
    for one in marks if isinstance(marks, list | tuple) else [marks]:
        if isinstance(one, MarkDecorator):
            yield one.mark
        elif isinstance(one, Mark):
            yield one
        elif type(one) is Unknown:
            raise Undecided(UndecidedKind.IMPORT, "a mark is not known")
        else:
            throw(TypeError(f"got {one!r} instead of Mark"))
