"""Whether a definition that holds a name may mean a given definition by it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from patchcritic.domain import SymbolKind
from patchcritic.impact.bindings import Bindings, Place
from patchcritic.impact.corpus import Corpus, ParsedFile, folder_of, turns_strings_to_names
from patchcritic.impact.hierarchy import Hierarchy
from patchcritic.impact.visibility import Visibility
from patchcritic.symbols import MODULE, Definition

_COMMON = 30
"""Files; parsing more of them for one name costs over 0.1 s."""
_BUILTIN_METHODS = frozenset(
    name for kind in (dict, list, set, str, bytes) for name in dir(kind) if name[0] != "_"
)
"""``x.update()`` is a dict's far more often than that of a class which the code does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A definition whose users are wanted."""

    place: Place
    name: str
    owner: str | None
    """Qualname of the class it belongs to; None at module level."""
    is_fixture: bool
    is_private: bool
    """Whether it is test code, which nobody uses but its own file and what imports that."""
    is_nominal: bool
    """Whether its very name changed its meaning, so that naming it is enough."""
    is_registered: bool = False
    """Whether a decorator stores it by name, so that a string is enough to run it."""


def is_fixture(definition: Definition) -> bool:
    """Whether pytest hands it to the functions that have a parameter of its name."""
    return any("fixture" in text for text in definition.decorators)


class Uses:
    """Finds the users of a definition by name, and says how sure each one is."""

    def __init__(
        self, corpus: Corpus, bindings: Bindings, hierarchy: Hierarchy, visibility: Visibility
    ) -> None:
        """Share what the other finders already know."""
        self._corpus = corpus
        self._bindings = bindings
        self._hierarchy = hierarchy
        self._visibility = visibility
        self.n_cut: dict[str, int] = {}
        """Files left out because a member's name is common, by the member's qualname."""

    def find(self, target: Target) -> Iterator[tuple[ParsedFile, Definition, float]]:
        """Each user with a weight in 0..1."""
        paths = self._candidates(target)
        commonness = 1 / (1 + 0.15 * math.log2(1 + len(paths) / 8))
        for path in paths:
            file = self._corpus.file(path)
            for user in file.users.get(target.name, ()):
                if (path, user.qualname) == target.place:
                    continue
                weight = self._weigh(target, file, user)
                if weight > 0:
                    yield file, user, weight * (commonness if weight < 0.9 else 1.0)

    def find_assemblers(self, target: Target) -> Iterator[Place]:
        """Code that puts the name together: ``getattr(self, "visit_" + kind)``.

        Looked for where the definition stands and in its class's bases, which is where such
        dispatch is written.
        """
        home, name = target.place[0], target.name
        if "_" not in name.strip("_"):
            return
        owner = target.owner
        family = self._hierarchy.ancestors((home, owner)) if owner is not None else ()
        for path in dict.fromkeys((home, *(path for path, _ in family))):
            file = self._corpus.file(path)
            for part in _parts(name) if file.is_dynamic else ():
                for user in file.users.get(part, ()):
                    is_other = (path, user.qualname) != target.place
                    if is_other and part in user.strings and turns_strings_to_names(user):
                        yield path, user.qualname

    def _candidates(self, target: Target) -> Sequence[str]:
        """The files worth parsing, told by their identifiers alone."""
        home, name = target.place[0], target.name
        paths = self._corpus.paths_with(name)
        if target.is_private:
            return [one for one in paths if one == home or self._visibility.sees(one, home)]
        if target.is_fixture:
            return paths
        if target.owner is not None:
            return self._narrow(paths, target, target.owner)
        if target.is_registered:
            return paths
        found: dict[str, None] = {home: None}
        waiting = [home, *self._passing_packages(home, name)]
        while waiting:
            provider = waiting.pop()
            folder = folder_of(provider) if provider.endswith("__init__.py") else None
            holders = frozenset(self._corpus.paths_with(_stem(provider)))
            for path in paths:
                is_below = folder is not None and path.startswith(folder)
                if path not in found and (path in holders or is_below):
                    found[path] = None
                    if name in self._corpus.file(path).imports_by_alias:
                        waiting.append(path)
        return [path for path in paths if path in found]

    def _narrow(self, paths: Sequence[str], target: Target, owner: str) -> Sequence[str]:
        """In a large tree, a member's common name counts only beside its class's name.

        The changed member itself counts beside its module's name too, so that a test that imports
        the module and names the member is found whatever makes its objects.
        """
        if not self._corpus.is_large:
            return paths
        home = target.place[0]
        if target.name.startswith("__"):
            # Python calls it; who spells it names the class or derives from it.
            family = [
                place[1].rpartition(".")[2] for place in self._hierarchy.descendants((home, owner))
            ]
        elif len(paths) <= _COMMON:
            return paths
        else:
            family = [owner.rpartition(".")[2]]
        holders = {home}.union(*(self._corpus.paths_with(name) for name in family))
        if target.is_nominal:
            holders.update(self._corpus.paths_with(_stem(home)))
        kept = [path for path in paths if path in holders]
        if not target.name.startswith("__"):
            self.n_cut[target.place[1]] = len(paths) - len(kept)
        return kept

    def _passing_packages(self, home: str, name: str) -> Iterator[str]:
        """The packages above that may pass the name on, by name or with a star."""
        folder = folder_of(home)
        while folder:
            file = self._corpus.file(f"{folder}__init__.py")
            if "*" in file.imports_by_alias or name in file.imports_by_alias:
                yield file.path
            folder = folder_of(folder[:-1])

    def aliases(self, target: Target) -> Iterator[Place]:
        """Where an import gives the definition another name."""
        if target.owner is not None:
            return
        for path in self._candidates(target):
            for one in self._corpus.file(path).symbols.imports:
                is_renamed = one.name == target.name and one.alias != one.name
                if is_renamed and target.place in self._bindings.resolve(path, one.alias):
                    yield (path, one.alias)

    def _weigh(self, target: Target, file: ParsedFile, user: Definition) -> float:
        if target.is_fixture:
            weight = self._weigh_fixture(target, file, user)
        elif target.owner is not None:
            weight = self._weigh_member(target, target.owner, file, user)
        else:
            weight = self._weigh_global(target, file, user)
        return weight or self._weigh_string(target, file, user)

    def _weigh_fixture(self, target: Target, file: ParsedFile, user: Definition) -> float:
        wanted = any(one.name == target.name for one in user.parameters)
        if not wanted and target.name not in user.strings and target.name not in user.loads:
            return 0.0
        home = target.place[0]
        is_conftest = home.rpartition("/")[2] == "conftest.py"
        if is_conftest and file.path.startswith(folder_of(home)):
            return 0.95
        return 0.95 if home == file.path or self._visibility.sees(file.path, home) else 0.0

    def _weigh_member(
        self, target: Target, owner: str, file: ParsedFile, user: Definition
    ) -> float:
        name, home = target.name, target.place[0]
        is_attribute = name in user.attributes
        if is_attribute and name.startswith("__"):
            is_attribute = self._names_class(user, (home, owner))
        if name in user.own_attributes:
            inside = file.enclosing_class(user)
            if inside is None:
                is_attribute = True
            elif self._may_be_own(target, (file.path, inside), (home, owner)):
                return 0.92
        if is_attribute:
            is_doubtful = name in _BUILTIN_METHODS and not self._names_class(user, (home, owner))
            if self._visibility.are_linked(file.path, home):
                if not is_doubtful:
                    return 0.8
                # Imported here, an object of the class may well come by an attribute.
                return 0.7 if owner.rpartition(".")[2] in file.imports_by_alias else 0.4
            if self._visibility.may_meet(file.path, home):
                return 0.25 if is_doubtful else 0.4
        if name in user.loads and file.path == home and owner in (user.qualname, user.parent):
            return 0.9
        return 0.0

    def _may_be_own(self, target: Target, inside: Place, owner: Place) -> bool:
        """Whether ``self.name`` in one class may mean the member of the other.

        A test class's member is only its own and its subclasses': what it overrides in a shared
        base class concerns the tests of that one class, which it reaches as a class.
        """
        if target.is_private:
            return owner in self._hierarchy.ancestors(inside)
        return self._hierarchy.are_related(inside, owner)

    def _names_class(self, user: Definition, owner: Place) -> bool:
        """Whether a dunder name's user says whose it means: ``Base.__init__(self)``."""
        family = (owner,) if self._corpus.is_large else self._hierarchy.descendants(owner)
        names = {place[1].rpartition(".")[2] for place in family}
        return not names.isdisjoint(user.loads | user.attributes)

    def _weigh_global(self, target: Target, file: ParsedFile, user: Definition) -> float:
        name = target.name
        if _is_registered_in(user, name):
            return 0.0
        is_parameter = any(one.name == name for one in user.parameters)
        if name in user.loads and not is_parameter:
            if file.path == target.place[0] and target.place[1] == name:
                return 0.95
            if target.place in self._bindings.resolve(file.path, name):
                return 0.95
        is_named = name in user.names and not is_parameter
        is_named = is_named and target.is_nominal
        if is_named and target.place in self._bindings.resolve(file.path, name):
            return 0.9
        if name in user.attributes and self._has_module_alias(target, file, user):
            return 0.85
        return 0.0

    def _has_module_alias(self, target: Target, file: ParsedFile, user: Definition) -> bool:
        """Whether an imported module of the file gives access to the definition."""
        home = target.place[0]
        module = _stem(home)
        for alias in file.imports_by_alias.keys() & user.loads:
            for one in file.imports_by_alias[alias]:
                for path in self._bindings.module_paths(file.path, one):
                    if path == home or target.place in self._bindings.resolve(path, target.name):
                        return True
                    is_above = path.endswith("__init__.py") and home.startswith(folder_of(path))
                    if is_above and module in user.attributes:
                        return True
        return False

    def _weigh_string(self, target: Target, file: ParsedFile, user: Definition) -> float:
        if user.name == "__all__" or not user.strings or target.name.startswith("__"):
            return 0.0
        for text in user.strings:
            parts = text.replace(":", ".").split(".")
            if target.name not in parts:
                continue
            if len(parts) > 1 and self._string_means(target, ".".join(parts)):
                return 0.9
            is_by_name = target.is_registered or file.is_dynamic
            if is_by_name and self._visibility.are_linked(file.path, target.place[0]):
                return 0.6
        return 0.0

    def _string_means(self, target: Target, dotted: str) -> bool:
        head = dotted.rpartition(".")[0]
        while head:
            path = self._corpus.modules.path_of(head)
            if path is not None:
                is_same = path == target.place[0]
                return is_same or target.place in self._bindings.resolve(path, target.name)
            head = head.rpartition(".")[0]
        return False


def _parts(name: str) -> Iterator[str]:
    """What a name starts with and ends with at each of its inner underscores."""
    for place in range(1, len(name) - 1):
        if name[place] == "_" and name[:place].strip("_"):
            yield name[: place + 1]
            yield name[place:]


def _stem(path: str) -> str:
    """The last part of the module's name."""
    return path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]


def _is_registered_in(user: Definition, name: str) -> bool:
    """Whether the name only serves to register the user: ``@name.route(...)``."""
    return any(text.startswith(f"{name}.") for text in user.decorators)


def kind_of_owner(file: ParsedFile, qualname: str) -> SymbolKind | None:
    """What encloses a definition: a class, a function, or None at module level."""
    one = file.by_qualname.get(qualname)
    parent = one.parent if one is not None else qualname.rpartition(".")[0] or MODULE
    if parent == MODULE:
        return None
    enclosing = file.by_qualname.get(parent)
    return enclosing.kind if enclosing is not None else SymbolKind.CLASS
