"""Evaluating a test file with what pytest loads for it: plugins, conftest.py files, the module."""

from __future__ import annotations

import unittest
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.config import HARMLESS_PLUGINS
from patchcritic.tracer.testing.importing import conftests_of, import_roots, place_of
from patchcritic.tracer.testing.joining import Evaluator
from patchcritic.tracer.testing.outcomes import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A test file's modules, or why they cannot be had."""

    module: ModuleType | None = None
    conftests: tuple[ModuleType, ...] = ()
    """Plugins of the repository first, then conftest.py files from the top folder down."""
    error: BaseException | None = None
    """What importing raised, exactly as CPython would."""
    undecided: Undecided | None = None


def load_file(evaluator: Evaluator, path: str) -> Loaded:
    """Evaluate a test file's module and all that comes before it. Never raises."""
    realm = evaluator.realm
    realm.begin()
    realm.budget.start()
    try:
        return _load(evaluator, path)
    except Undecided as error:
        return Loaded(undecided=error)
    except (Skipped, unittest.SkipTest) as error:
        return Loaded(undecided=Undecided(UndecidedKind.SKIP, f"the module is skipped: {error}"))
    except BaseException as error:
        return _judge(evaluator, path, error)


def _load(evaluator: Evaluator, path: str) -> Loaded:
    has_file = evaluator.has_file
    if not has_file(path):
        raise Undecided(UndecidedKind.COLLECTION, f"there is no {path}")
    config = evaluator.tools.config
    files = conftests_of(path, has_file)
    evaluator.set_roots(import_roots(path, files, config.pythonpath, has_file))
    plugins: list[ModuleType] = []
    for name in config.plugins:
        _add_plugin(evaluator, name, plugins)
    conftests = [evaluator.load(file, place_of(file, has_file)[1]) for file in files]
    for conftest in conftests:
        named = conftest.__dict__.get("pytest_plugins", ())
        for name in _names_of(named):
            _add_plugin(evaluator, name, plugins)
    module = evaluator.load(path, place_of(path, has_file)[1])
    for name in _names_of(module.__dict__.get("pytest_plugins", ())):
        _add_plugin(evaluator, name, plugins)
    return Loaded(module=module, conftests=(*plugins, *conftests))


def _names_of(named: Any) -> tuple[str, ...]:
    if type(named) is Unknown:
        raise Undecided(UndecidedKind.PLUGIN, "the list of plugins is not known")
    return (named,) if isinstance(named, str) else tuple(named)


def _add_plugin(evaluator: Evaluator, name: str, plugins: list[ModuleType]) -> None:
    if name in HARMLESS_PLUGINS or name.startswith("no:"):
        return
    found = evaluator.tools.world.module(name)
    if found not in plugins:
        plugins.append(found)


def _judge(evaluator: Evaluator, path: str, error: BaseException) -> Loaded:
    """An import that fails is a failing test only if all before it was known.

    In a run of several files the next one imports anew what is left, and may come through; then
    it depends on the order of the files.
    """
    realm = evaluator.realm
    try:
        admit(error)
    except Undecided as undecided:
        return Loaded(undecided=undecided)
    if evaluator.n_lost:
        reason = f"{type(error).__name__} at import, after something that was not known"
        return Loaded(undecided=Undecided(UndecidedKind.IMPORT, reason))
    if realm.undecided is not None:
        return Loaded(undecided=realm.undecided)
    try:
        _load(evaluator, path)
    except Undecided as undecided:
        return Loaded(undecided=undecided)
    except BaseException as second:
        if type(second) is type(error):
            return Loaded(error=error)
    reason = f"{type(error).__name__} at import, which a second import does not raise"
    return Loaded(undecided=Undecided(UndecidedKind.IMPORT, reason))
