"""The warning filters that a test runs under, set on the world's own warnings module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.config import TestConfig
from patchcritic.tracer.testing.items import Item
from patchcritic.tracer.testing.world import World

_ACTIONS = ("default", "always", "ignore", "module", "once", "error")


@contextmanager
def set_filters(world: World, config: TestConfig, item: Item) -> Iterator[None]:
    """Record warnings as pytest does, under the filters of the configuration and of marks."""
    lines = [*config.filterwarnings]
    for mark in reversed(list(item.marks_named("filterwarnings"))):
        lines += [str(one) for one in mark.args]
    manager = world.tool("warnings", "catch_warnings")(record=True)
    manager.__enter__()
    try:
        add = world.tool("warnings", "filterwarnings")
        add("always", category=DeprecationWarning)
        add("always", category=PendingDeprecationWarning)
        for line in lines:
            add(*parse_filter(world, line))
        yield
    finally:
        manager.__exit__(None, None, None)


def parse_filter(world: World, line: str) -> tuple[Any, ...]:
    """The arguments of ``warnings.filterwarnings`` that an ini line stands for.

    Raises:
        Undecided: the line cannot be read, or names a class that is not known.
    """
    parts = [*line.split(":"), "", "", "", ""]
    action, message, category, module, lineno = (one.strip() for one in parts[:5])
    actions = [one for one in _ACTIONS if action and one.startswith(action)]
    if not actions or any(one.strip() for one in parts[5:-4]):
        raise Undecided(UndecidedKind.PLUGIN, f"the warning filter {line!r}")
    found = _find_category(world, category) if category else Warning
    return (actions[0], message, found, module, int(lineno) if lineno.isdigit() else 0)


def _find_category(world: World, dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    try:
        return world.tool(module or "builtins", name)
    except (ImportError, AttributeError):
        raise Undecided(UndecidedKind.PLUGIN, f"the warning class {dotted}") from None
