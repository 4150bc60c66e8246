"""From changed symbols to everything in the tests that may notice them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from patchcritic.domain import Change, ChangedSymbol, Patch, Snapshots, SymbolKind
from patchcritic.impact.bindings import Place
from patchcritic.impact.classes import search_by_class
from patchcritic.impact.corpus import Corpus, folder_of
from patchcritic.impact.data_files import find_readers
from patchcritic.impact.limits import say_limits
from patchcritic.impact.nouns import Impact, Reached, ReachKind
from patchcritic.impact.search import Finders, Search
from patchcritic.impact.structure import SETUP_NAMES
from patchcritic.impact.uses import is_fixture
from patchcritic.symbols import MODULE, SymbolIndex, pause_collection

_FILE_WIDE = frozenset({MODULE, "pytestmark", "pytest_plugins", "load_tests"})


@pause_collection()
def find_impact(
    snapshots: Snapshots,
    patch: Patch,
    changed: tuple[ChangedSymbol, ...],
    index: SymbolIndex,
    *,
    is_test_file: Callable[[str], bool],
) -> Impact:
    """Everything in the test files that the changed symbols can affect, with the way there.

    The search goes outwards from the changed names, so its cost grows with what they touch.
    ``is_test_file`` says of a path whether tests are collected from it.
    """
    corpus = Corpus(snapshots.patched, index, gone=_gone(patch, snapshots))
    finders = Finders(corpus, is_test_file)
    found = search_by_class(finders, _seeds(corpus, changed))
    heirs = {place: _heirs_of_test(finders, place) for place in found.best}
    own = {(one.path, one.qualname): one.change for one in changed if not one.is_cosmetic}
    reached = [
        _describe(search, corpus, place, own)
        for place, search in found.best.items()
        if is_test_file(place[0]) or _is_helper(place[0]) or heirs[place]
    ]
    index.save()
    test_paths = _test_paths(snapshots, reached, is_test_file).union(*heirs.values())
    reached.sort(key=lambda one: (-one.score, one.distance, one.path, one.qualname))
    return Impact(
        changed=changed,
        reached=tuple(reached),
        test_paths=tuple(sorted(test_paths)),
        warnings=(*_warnings(changed, corpus), *say_limits(found, finders)),
    )


def _gone(patch: Patch, snapshots: Snapshots) -> tuple[str, ...]:
    """Paths that the patch takes away: imports of them must still lead somewhere."""
    old = {file.old_path for file in patch.files if file.old_path is not None}
    return tuple(sorted(path for path in old if snapshots.patched.blob_id(path) is None))


def _seeds(corpus: Corpus, changed: tuple[ChangedSymbol, ...]) -> Iterator[tuple[Place, float]]:
    for one in changed:
        if one.is_cosmetic:
            continue
        if not one.path.endswith(".py"):
            yield from find_readers(corpus, one.path)
        elif one.kind is SymbolKind.FILE:
            yield (one.path, MODULE), 0.9
        elif one.kind is SymbolKind.STATEMENT:
            yield (one.path, MODULE), 0.6
        else:
            yield (one.path, one.qualname), 1.0


def _heirs_of_test(finders: Finders, place: Place) -> frozenset[str]:
    """The other test files whose classes inherit a test."""
    path, qualname = place
    owner, _, name = qualname.rpartition(".")
    if not owner or not name.startswith("test"):
        return frozenset()
    classes = finders.hierarchy.descendants((path, owner))
    return frozenset(heir for heir, _ in classes if heir != path and finders.is_test_file(heir))


def _is_helper(path: str) -> bool:
    return path.rpartition("/")[2] == "conftest.py"


def _describe(search: Search, corpus: Corpus, place: Place, own: dict[Place, Change]) -> Reached:
    step = search.steps[place]
    change = own.get(place)
    if change is not None:
        kind = ReachKind.ADDED if change is Change.ADDED else ReachKind.CHANGED
    else:
        kind = ReachKind.REACHES
    one = corpus.file(place[0]).by_qualname.get(place[1])
    return Reached(
        path=place[0],
        qualname=place[1],
        score=round(step.score, 4),
        distance=step.distance,
        trail=tuple(_label(one) for one in search.trail(place)),
        kind=_spread(corpus, place) or kind,
        start=one.start if one is not None else 0,
    )


def _spread(corpus: Corpus, place: Place) -> ReachKind | None:
    """FILE or FOLDER where more than the definition itself is affected."""
    path, qualname = place
    is_conftest = _is_helper(path)
    if qualname in _FILE_WIDE:
        return ReachKind.FOLDER if is_conftest else ReachKind.FILE
    one = corpus.file(path).by_qualname.get(qualname)
    if one is None or one.parent != MODULE:
        return None
    is_hook = one.name.startswith("pytest_") and is_conftest
    # Doctests are not discovered, and what fills their namespace runs nothing.
    is_for_doctests = any(each.name == "doctest_namespace" for each in one.parameters)
    is_automatic = is_fixture(one) and "autouse" in one.names and not is_for_doctests
    if is_hook or is_automatic or one.name in SETUP_NAMES:
        return ReachKind.FOLDER if is_conftest else ReachKind.FILE
    return None


def _label(place: Place) -> str:
    path, qualname = place
    return path if qualname == MODULE else qualname


def _test_paths(
    snapshots: Snapshots, reached: list[Reached], is_test_file: Callable[[str], bool]
) -> set[str]:
    paths = {one.path for one in reached if is_test_file(one.path)}
    folders = {folder_of(one.path) for one in reached if one.kind is ReachKind.FOLDER}
    if folders:
        below = tuple(folders)
        paths.update(
            path
            for path in snapshots.patched.paths()
            if path.endswith(".py") and path.startswith(below) and is_test_file(path)
        )
    return {path for path in paths if snapshots.patched.blob_id(path) is not None}


def _warnings(changed: tuple[ChangedSymbol, ...], corpus: Corpus) -> Iterator[str]:
    broken = {one.path: one for one in changed if one.detail.startswith("cannot be parsed")}
    for one in broken.values():
        yield f"{one.path} {one.detail}; its tests are found by file, not by function"
    for file in corpus.parsed:
        error = file.symbols.error
        if error is not None and error != "absent" and file.path not in broken:
            yield f"{file.path} cannot be parsed ({error}); it is left out of the search"
