"""Effects that no name carries: dunder methods, registries, class bodies, enclosing scopes."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.domain import SymbolKind
from patchcritic.impact.bindings import Bindings, Place
from patchcritic.impact.corpus import Corpus
from patchcritic.impact.hierarchy import Hierarchy
from patchcritic.symbols import MODULE, Definition

SETUP_NAMES = frozenset(
    {
        "setUp",
        "tearDown",
        "setUpClass",
        "tearDownClass",
        "asyncSetUp",
        "asyncTearDown",
        "setup",
        "teardown",
        "setup_method",
        "teardown_method",
        "setup_class",
        "teardown_class",
        "setUpTestData",
        "runTest",
        "run",
        "setup_module",
        "teardown_module",
        "setUpModule",
        "tearDownModule",
    }
)
"""What unittest, pytest and nose call around each test."""

_CALLED_FROM_OUTSIDE = frozenset(
    {
        "read",
        "readline",
        "readlines",
        "write",
        "writelines",
        "close",
        "flush",
        "seek",
        "tell",
        "keys",
        "items",
        "values",
        "get",
        "append",
        "send",
        "recv",
        "emit",
        "acquire",
        "release",
        "default",
    }
)
"""Methods of the standard library's duck-typed protocols."""

_REGISTERS = frozenset({"append", "add", "register", "setdefault", "update", "insert"})


def is_storing(one: Definition) -> bool:
    """Whether the code puts something into a container."""
    return "__setitem__" in one.names or not _REGISTERS.isdisjoint(one.attributes)


class Structure:
    """Steps from a definition to others that are affected through structure alone."""

    def __init__(self, corpus: Corpus, bindings: Bindings, hierarchy: Hierarchy) -> None:
        """Share what the other finders already know."""
        self._corpus = corpus
        self._bindings = bindings
        self._hierarchy = hierarchy

    def steps(
        self, place: Place, one: Definition, *, has_users: bool, is_private: bool
    ) -> Iterator[tuple[Place, float]]:
        """The other places that the definition affects, each with a weight in 0..1.

        ``has_users`` says whether some code names it; without any, something calls it unseen.
        So may something call what ``is_private`` to a test file.
        """
        path = place[0]
        parent = self._corpus.file(path).by_qualname.get(one.parent)
        if parent is not None and one.parent != MODULE:
            if parent.kind is not SymbolKind.CLASS:
                yield (path, parent.qualname), 0.97
            elif is_private and self._holds_tests((path, parent.qualname)):
                if one.name in SETUP_NAMES or not has_users or self._is_shared(one, place):
                    yield (path, parent.qualname), 0.9
            elif is_private or not has_users or self._acts_on_class(one, (path, parent.qualname)):
                yield (path, parent.qualname), 0.9
        if one.kind is SymbolKind.CLASS:
            for sub in self._hierarchy.subclasses(place):
                yield sub, 0.9
            yield from self._registering_bases(place)

    def _acts_on_class(self, one: Definition, owner: Place) -> bool:
        """Whether holders of the class notice, without naming the member."""
        name = one.name
        if one.kind is SymbolKind.VARIABLE or name in SETUP_NAMES:
            return True
        if name.startswith("__") and name.endswith("__"):
            return True
        return name in _CALLED_FROM_OUTSIDE or self._hierarchy.has_foreign_base(owner)

    def _is_shared(self, one: Definition, place: Place) -> bool:
        """Whether a base class of a test class uses the member too."""
        owner = (place[0], one.parent)
        for path, name in self._hierarchy.ancestors(owner) - {owner}:
            for user in self._corpus.file(path).users.get(one.name, ()):
                if user.qualname.startswith(f"{name}."):
                    return True
        return False

    def _holds_tests(self, owner: Place) -> bool:
        family = (
            self._corpus.file(path).symbols.definitions
            for path, _ in self._hierarchy.ancestors(owner)
        )
        prefixes = tuple(f"{name}.test" for _, name in self._hierarchy.ancestors(owner))
        return any(one.qualname.startswith(prefixes) for symbols in family for one in symbols)

    def _registering_bases(self, place: Place) -> Iterator[tuple[Place, float]]:
        """The bases that get to know their subclasses when those are defined."""
        for ancestor in self._hierarchy.ancestors(place) - {place}:
            file = self._corpus.file(ancestor[0])
            one = file.by_qualname.get(ancestor[1])
            has_hook = f"{ancestor[1]}.__init_subclass__" in file.by_qualname
            has_metaclass = one is not None and "metaclass" in one.names
            is_asked = any("__subclasses__" in each.names for each in file.symbols.definitions)
            if has_hook or has_metaclass or is_asked:
                yield ancestor, 0.6

    def is_registered(self, path: str, one: Definition) -> bool:
        """Whether a decorator of the repository stores the definition somewhere."""
        return bool(one.decorators) and any(True for _ in self.registries(path, one))

    def registries(self, path: str, one: Definition) -> Iterator[tuple[Place, float]]:
        """What a decorator stores the definition in: ``@app.route``, ``@cli.command``."""
        for text in one.decorators:
            root, _, rest = text.partition(".")
            places = self._bindings.resolve(path, root)
            modules = frozenset(place for place in places if place[1] == MODULE)
            for at, name in modules or places:
                if name == MODULE:
                    for place in self._bindings.resolve(at, rest.partition(".")[0]):
                        yield from self._stores(place)
                elif rest and name != one.name:
                    yield (at, name), 0.8
                else:
                    yield from self._stores((at, name))

    def filled_by(self, path: str, one: Definition) -> Iterator[tuple[Place, float]]:
        """The module variables that calls in a piece of code put things into."""
        for name in one.loads | one.attributes:
            if name not in one.runs:
                continue
            for place in self._bindings.resolve(path, name) | self._through_modules(
                path, one, name
            ):
                yield from self._stores(place)

    def _through_modules(self, path: str, one: Definition, name: str) -> frozenset[Place]:
        """What ``module.name`` means for the modules that the code names."""
        found: set[Place] = set()
        for alias in one.loads:
            for at, what in self._bindings.resolve(path, alias):
                if what == MODULE:
                    found.update(self._bindings.resolve(at, name))
        return frozenset(found)

    def _stores(self, place: Place) -> Iterator[tuple[Place, float]]:
        """The module variables that a decorator function puts things into."""
        file = self._corpus.file(place[0])
        for one in file.symbols.definitions:
            is_part = one.qualname == place[1] or one.qualname.startswith(f"{place[1]}.")
            if not is_part or one.kind is SymbolKind.VARIABLE:
                continue
            if is_storing(one):
                for name in one.loads:
                    variable = file.top.get(name)
                    if variable is not None and variable.kind is SymbolKind.VARIABLE:
                        yield (place[0], name), 0.6
