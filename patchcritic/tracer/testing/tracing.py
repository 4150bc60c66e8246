"""Tracing one test of modules that are loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

from patchcritic.domain import NodeId
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.builtin import builtin_fixtures
from patchcritic.tracer.testing.cases import Case, Metafunc, find_case, mark_names
from patchcritic.tracer.testing.collect import find_function, marks_of
from patchcritic.tracer.testing.conditions import Evaluate
from patchcritic.tracer.testing.config import TestConfig
from patchcritic.tracer.testing.definitions import FixtureDef, read_fixtures
from patchcritic.tracer.testing.filters import set_filters
from patchcritic.tracer.testing.hooks import check_hooks
from patchcritic.tracer.testing.items import Item
from patchcritic.tracer.testing.marks import Mark
from patchcritic.tracer.testing.monkeypatch import MonkeyPatch
from patchcritic.tracer.testing.running import Await, Run, run_item, wanted_arguments
from patchcritic.tracer.testing.visible import Visible
from patchcritic.tracer.testing.world import World
from patchcritic.tracer.testing.xunit import class_fixtures, module_fixtures

_HOOK: Final = "pytest_generate_tests"


@dataclass(slots=True, kw_only=True, eq=False)
class Tools:
    """What tracing a test needs besides its modules."""

    world: World
    config: TestConfig
    monkeypatch: type[MonkeyPatch]
    recorder: Any
    evaluate: Evaluate
    wait: Await


def run_test(
    node_id: NodeId, module: ModuleType, conftests: tuple[ModuleType, ...], tools: Tools
) -> Run:
    """Find a test in its module and run it.

    Args:
        node_id: which test.
        module: the test module.
        conftests: plugins first, then conftest.py files from the top folder down.
        tools: of the world that the modules belong to.

    Raises:
        Undecided: what the test does cannot be told.
    """
    check_hooks(conftests)
    owners, function = find_function(module, node_id, tools.config)
    visible = _visible(owners, module, conftests, tools)
    item = Item(
        node_id=str(node_id),
        name=str(node_id).rpartition("::")[2] if node_id.param is None else _bracketed(node_id),
        function_name=node_id.names[-1],
        function=function,
        module=module,
        owners=owners,
        marks=tuple(marks_of(module, owners, function)),
    )
    _choose_case(item, node_id, visible, conftests, tools)
    with set_filters(tools.world, tools.config, item):
        return run_item(
            item,
            visible,
            evaluate=tools.evaluate,
            wait=tools.wait,
            is_strict=tools.config.is_strict_about_xfail,
        )


def _bracketed(node_id: NodeId) -> str:
    return f"{node_id.names[-1]}[{node_id.param}]"


def _visible(
    owners: tuple[type, ...],
    module: ModuleType,
    conftests: Iterable[ModuleType],
    tools: Tools,
) -> Visible:
    levels: list[tuple[FixtureDef, ...]] = [
        builtin_fixtures(tools.world, tools.monkeypatch, tools.recorder),
        *(tuple(read_fixtures(one)) for one in conftests),
        (*module_fixtures(module), *read_fixtures(module)),
        *((*class_fixtures(cls), *read_fixtures(cls)) for cls in owners),
    ]
    return Visible(tuple(levels))


def _choose_case(
    item: Item,
    node_id: NodeId,
    visible: Visible,
    conftests: tuple[ModuleType, ...],
    tools: Tools,
) -> None:
    """Give the item its parameter set and the names of its fixtures."""
    wanted = wanted_arguments(item)
    requested = (*_used(item.marks), *tools.config.usefixtures, *wanted)
    given = mark_names(item.marks)
    names = visible.close(requested, given)
    function = getattr(item.function, "__func__", item.function)
    meta = Metafunc(function, item.module, item.cls, names, tools.config)
    for hook in _generators(item, conftests):
        hook(meta)
    for definition in visible.parametrized(names):
        if definition.name not in given and not _is_given(meta, definition.name):
            meta.parametrize(definition.name, definition.params, indirect=True, ids=definition.ids)
    for mark in item.marks:
        if mark.name == "parametrize":
            meta.parametrize(*mark.args, **mark.kwargs)
    if not meta.columns and node_id.param is not None:
        raise Undecided(UndecidedKind.COLLECTION, "the test is not parametrized")
    case = find_case(meta.columns, node_id.param) if meta.columns else Case()
    if case.is_empty:
        raise Undecided(UndecidedKind.SKIP, "there are no parameter sets")
    for name in (*case.direct, *case.indirect):
        if name not in names:
            raise Undecided(UndecidedKind.COLLECTION, f"the test takes no argument {name}")
    item.case = case
    item.marks = _with_case_marks(item.marks, case.marks)
    requested = (*_used(item.marks), *tools.config.usefixtures, *wanted)
    item.fixture_names = visible.close(requested, case.direct)


def _is_given(meta: Metafunc, name: str) -> bool:
    return any(name in column.argnames for column in meta.columns)


def _with_case_marks(marks: tuple[Mark, ...], added: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return (*added, *marks)


def _used(marks: Iterable[Mark]) -> list[str]:
    return [name for mark in marks if mark.name == "usefixtures" for name in mark.args]


def _generators(item: Item, conftests: tuple[ModuleType, ...]) -> list[Any]:
    found = []
    if item.cls is not None and hasattr(item.cls, _HOOK):
        raise Undecided(UndecidedKind.PLUGIN, f"{_HOOK} in a class is not modelled")
    for holder in (item.module, *reversed(conftests)):
        hook = holder.__dict__.get(_HOOK)
        if hook is not None:
            found.append(hook)
    return found
