"""``pytest.fixture``, and the fixtures that modules and classes define."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.callables import argument_names
from patchcritic.tracer.testing.outcomes import fail, throw

SCOPES = ("function", "class", "module", "package", "session")


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureMarker:
    """What ``pytest.fixture`` was called with."""

    scope: Any = "function"
    params: tuple[Any, ...] | None = None
    autouse: bool = False
    ids: Any = None
    name: str | None = None

    def __call__(self, function: Any) -> Any:
        """Decorate a function."""
        if type(function) is Unknown:
            return function
        if isinstance(function, type):
            throw(ValueError("class fixtures not supported (maybe in the future)"))
        if isinstance(function, FixtureDefinition):
            throw(
                ValueError("@pytest.fixture is being applied more than once to the same function")
            )
        return FixtureDefinition(function, self)


@offers("__name__ __doc__ __module__ __qualname__ name", is_partial=True)
class FixtureDefinition:
    """A function under ``@pytest.fixture``; calling it is an error."""

    is_fixture_definition = True

    def __init__(self, function: Any, marker: FixtureMarker, instance: Any = None) -> None:
        self.function = function
        self.marker = marker
        self.instance = instance
        inner = function.__func__ if isinstance(function, staticmethod | classmethod) else function
        self.__name__ = getattr(inner, "__name__", "fixture")
        self.__qualname__ = getattr(inner, "__qualname__", self.__name__)
        self.__module__ = getattr(inner, "__module__", "")
        self.__doc__ = getattr(inner, "__doc__", None)
        self.name = marker.name or self.__name__

    def __get__(self, instance: Any, owner: type | None = None) -> FixtureDefinition:
        return FixtureDefinition(self.function, self.marker, instance)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Fail: pytest calls fixtures, nobody else."""
        fail(
            f'Fixture "{self.name}" called directly. Fixtures are not meant to be called directly',
            pytrace=False,
        )

    def __repr__(self) -> str:
        return f"<pytest_fixture({self.function})>"


def fixture(
    fixture_function: Any = None,
    *,
    scope: Any = "function",
    params: Any = None,
    autouse: bool = False,
    ids: Any = None,
    name: str | None = None,
) -> Any:
    """``pytest.fixture``, with or without arguments."""
    marker = FixtureMarker(
        scope=scope,
        params=tuple(params) if params is not None else None,
        autouse=bool(autouse),
        ids=None if ids is None else (ids if callable(ids) else tuple(ids)),
        name=name,
    )
    return marker(fixture_function) if fixture_function is not None else marker


@dataclass(slots=True, kw_only=True, eq=False)
class FixtureDef:
    """A fixture as it is registered: where it may be seen is where it is listed."""

    name: str
    function: Callable[..., Any]
    argnames: tuple[str, ...] = ()
    scope: int = 0
    """0 for function up to 4 for session."""
    params: tuple[Any, ...] | None = None
    ids: Any = None
    is_autouse: bool = False
    is_bound: bool = False
    """Whether it has to be bound to the test's instance before the call."""
    is_internal: bool = False
    """Made by pytest itself; its function takes the request."""


def read_fixtures(holder: ModuleType | type) -> Iterator[FixtureDef]:
    """The fixtures that a module or a class defines, inherited ones included.

    pytest looks at ``dir(holder)``, which is sorted, and so autouse fixtures run by name.
    """
    for name in sorted(_names_of(holder)):
        found = _find(holder, name)
        if type(found) is not Unknown and isinstance(found, FixtureDefinition):
            yield _register(name, found, holder)


def _names_of(holder: ModuleType | type) -> set[str]:
    if isinstance(holder, type):
        return {name for base in type.mro(holder) for name in base.__dict__}
    return set(holder.__dict__)


def _find(holder: ModuleType | type, name: str) -> Any:
    if not isinstance(holder, type):
        return holder.__dict__[name]
    for base in type.__getattribute__(holder, "__mro__"):
        if name in base.__dict__:
            found = base.__dict__[name]
            return found.__func__ if isinstance(found, staticmethod | classmethod) else found
    return None


def _register(name: str, found: FixtureDefinition, holder: ModuleType | type) -> FixtureDef:
    marker = found.marker
    if not isinstance(marker.scope, str):
        raise Undecided(UndecidedKind.PLUGIN, f"the scope of fixture {name} is worked out late")
    if marker.scope not in SCOPES:
        raise Undecided(UndecidedKind.PLUGIN, f"fixture {name} has scope {marker.scope!r}")
    function = found.function
    is_bound = isinstance(holder, type) and not isinstance(function, staticmethod)
    if isinstance(function, staticmethod):
        function = function.__func__
    return FixtureDef(
        name=marker.name or name,
        function=function,
        argnames=argument_names(function, is_bound=is_bound),
        scope=SCOPES.index(marker.scope),
        params=marker.params,
        ids=marker.ids,
        is_autouse=marker.autouse,
        is_bound=is_bound,
    )
