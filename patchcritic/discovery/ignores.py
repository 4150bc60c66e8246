"""What conftest.py files keep pytest from collecting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from patchcritic.discovery.evaluator import Env, Evaluator
from patchcritic.discovery.project import Project
from patchcritic.discovery.scopes import Assigned
from patchcritic.domain import Snapshot


def read_ignores(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """``collect_ignore`` and ``collect_ignore_glob`` of each folder's conftest.py, as patterns
    relative to the repository; those that are not static are left out."""
    evaluator = Evaluator(Project(snapshot))
    found: dict[str, tuple[str, ...]] = {}
    for path in snapshot.paths():
        if path.rpartition("/")[2] != "conftest.py":
            continue
        text = snapshot.read(path)
        if text is None or "collect_ignore" not in text:
            continue
        folder = path.rpartition("/")[0]
        patterns = [
            pattern
            for name in ("collect_ignore", "collect_ignore_glob")
            for pattern in _read_list(evaluator, path, name)
        ]
        found[folder] = tuple(str(PurePosixPath(folder, pattern)) for pattern in patterns)
    return found


def _read_list(evaluator: Evaluator, path: str, name: str) -> list[str]:
    module = evaluator.project.module(path)
    binding = module.scope.latest(name) if module is not None else None
    if module is None or binding is None or not isinstance(binding.bound, Assigned):
        return []
    env = Env(module=module, before=binding.line)
    value = evaluator.evaluate(binding.bound.expr, env)
    items = value if isinstance(value, list | tuple) else []
    return [item for item in items if isinstance(item, str)]
