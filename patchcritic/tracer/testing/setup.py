"""Setting fixtures up and taking them down again, in pytest's order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.functions import FunctionKind
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.callables import kind_of_function
from patchcritic.tracer.testing.definitions import SCOPES, FixtureDef
from patchcritic.tracer.testing.items import Item, Node
from patchcritic.tracer.testing.outcomes import Failed, fail, throw
from patchcritic.tracer.testing.visible import Visible

Finalizer = Callable[[], Any]


class Setup:
    """The fixtures of one test while it runs."""

    def __init__(self, item: Item, visible: Visible) -> None:
        self.item = item
        self._visible = visible
        self._values: dict[int, Any] = {}
        self._errors: dict[int, BaseException] = {}
        self._finalizers: tuple[list[Finalizer], ...] = tuple([] for _ in SCOPES)

    def fill(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The values of the fixtures that the test uses."""
        top = Request(self, None, None)
        return {name: self.value_of(name, top) for name in names}

    def value_of(self, name: str, request: Request) -> Any:
        """A fixture's value, set up when it is not yet."""
        if name == "request":
            return request
        if name in self.item.case.direct:
            return self.item.case.direct[name]
        definition = self._find(name, request)
        if id(definition) in self._errors:
            throw(self._errors[id(definition)])
        if id(definition) not in self._values:
            if definition.scope < request.scope_index:
                raise Undecided(
                    UndecidedKind.PLUGIN,
                    f"fixture {name} has a narrower scope than the one that asks for it",
                )
            self._values[id(definition)] = self._make(definition, request)
        return self._values[id(definition)]

    def _find(self, name: str, request: Request) -> FixtureDef:
        found = self._visible.definitions(name)
        n_same = 0
        asking: Request | None = request
        while asking is not None and asking.definition is not None:
            n_same += asking.definition.name == name
            asking = asking.parent
        if not found or n_same >= len(found):
            raise Undecided(UndecidedKind.PLUGIN, f"fixture {name} is not in the repository")
        return found[-1 - n_same]

    def _make(self, definition: FixtureDef, parent: Request) -> Any:
        request = Request(self, definition, parent)
        try:
            if definition.is_internal:
                return self._run(definition, definition.function, {"request": request})
            if kind_of_function(definition.function) in _ASYNCHRONOUS:
                raise Undecided(UndecidedKind.PLUGIN, "an asynchronous fixture needs a plugin")
            values = {name: self.value_of(name, request) for name in definition.argnames}
            return self._run(definition, self._bind(definition), values)
        except Undecided:
            raise
        except BaseException as error:
            self._errors[id(definition)] = error
            raise

    def _bind(self, definition: FixtureDef) -> Callable[..., Any]:
        if not definition.is_bound:
            return definition.function
        function = definition.function
        target = self.item.cls if definition.scope > 0 else self.item.instance
        if isinstance(function, classmethod):
            target = self.item.cls
        elif definition.scope > 0 and self.item.cls is not None:
            target = _new_instance(self.item.cls)  # pytest gives it an instance of its own
        return bind(function, target, self.item.cls)

    def _run(
        self, definition: FixtureDef, function: Callable[..., Any], values: dict[str, Any]
    ) -> Any:
        if kind_of_function(function) is not FunctionKind.GENERATOR:
            return call_with(function, values)
        generator = call_with(function, values)
        try:
            value = next(generator)
        except StopIteration:
            throw(ValueError(f"{definition.name} did not yield a value"))

        def finish() -> None:
            try:
                next(generator)
            except StopIteration:
                return
            fail("fixture function has more than one 'yield'", pytrace=False)

        self.add_finalizer(definition.scope, finish)
        return value

    def add_finalizer(self, scope: int, finalizer: Finalizer) -> None:
        """Have something called when a scope ends."""
        self._finalizers[scope].append(finalizer)

    def finish(self, scopes: tuple[int, ...]) -> list[BaseException]:
        """Take down what was set up, the last first; what was raised on the way, in order."""
        errors: list[BaseException] = []
        for scope in scopes:
            while self._finalizers[scope]:
                finalizer = self._finalizers[scope].pop()
                try:
                    finalizer()
                except Undecided:
                    raise
                except BaseException as error:
                    errors.append(error)
        return errors


_ASYNCHRONOUS = (FunctionKind.COROUTINE, FunctionKind.ASYNC_GENERATOR)


@exact
def call_with(function: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Call a fixture or a test; what is wrong with its arguments is its own fault."""
    return function(**values)


@exact
def _new_instance(cls: type) -> Any:
    return cls()


def bind(function: Any, instance: Any, cls: type | None) -> Callable[..., Any]:
    """A function of a class as a method of an instance, whatever descriptor it is."""
    getter = getattr(type(function), "__get__", None)
    return function if getter is None else getter(function, instance, cls)  # type: ignore[no-any-return]


@offers(
    "param param_index fixturename fixturenames scope node function cls instance module config"
    " keywords session getfixturevalue addfinalizer applymarker raiseerror path fspath",
    is_partial=True,
)
class Request:
    """``request``, of the test or of one of its fixtures."""

    def __init__(self, setup: Setup, definition: FixtureDef | None, parent: Request | None) -> None:
        self._setup = setup
        self.definition = definition
        self.parent = parent

    @property
    def scope_index(self) -> int:
        """0 for function up to 4 for session."""
        return 0 if self.definition is None else self.definition.scope

    @property
    def scope(self) -> str:
        """The scope's name."""
        return SCOPES[self.scope_index]

    @property
    def param(self) -> Any:
        """The parameter of this fixture."""
        name = self.fixturename
        if name is None or name not in self._setup.item.case.indirect:
            throw(AttributeError("'SubRequest' object has no attribute 'param'"))
        return self._setup.item.case.indirect[name]

    @property
    def fixturename(self) -> str | None:
        """The name of the fixture that this request is for."""
        return None if self.definition is None else self.definition.name

    @property
    def fixturenames(self) -> list[str]:
        """The fixtures that the test uses."""
        return list(self._setup.item.fixture_names)

    @property
    def node(self) -> Any:
        """The test, for a request of its scope."""
        if self.scope_index == 0:
            return Node(self._setup.item)
        return Unknown(UndecidedKind.PLUGIN, f"request.node of a {self.scope} fixture")

    @property
    def function(self) -> Any:
        """The test's function."""
        if self.scope_index:
            throw(AttributeError(f"function not available in {self.scope}-scoped context"))
        return self._setup.item.bound()

    @property
    def cls(self) -> type | None:
        """The test's class."""
        return self._setup.item.cls

    @property
    def instance(self) -> Any:
        """The test's instance."""
        return self._setup.item.instance if self.scope_index == 0 else None

    @property
    def module(self) -> Any:
        """The test's module."""
        return self._setup.item.module

    def getfixturevalue(self, argname: str) -> Any:
        """Another fixture's value."""
        return self._setup.value_of(argname, self)

    def addfinalizer(self, finalizer: Finalizer) -> None:
        """Have something called when this request's scope ends."""
        self._setup.add_finalizer(self.scope_index, finalizer)

    def applymarker(self, marker: Any) -> None:
        """Add a mark to the test."""
        Node(self._setup.item).add_marker(marker)

    def raiseerror(self, msg: str | None) -> None:
        """Fail the lookup of a fixture."""
        throw(Failed(msg))

    def _unknown(self) -> Any:
        return Unknown(UndecidedKind.PLUGIN, "the configuration of the test run")

    config = keywords = session = path = fspath = param_index = property(_unknown)
