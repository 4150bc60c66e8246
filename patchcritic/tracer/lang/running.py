"""A call of a traced function: its frame, its place in the call chain, its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import TracedFunction
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.lang.binding import bind
from patchcritic.tracer.lang.signals import RETURN

Start = Callable[[TracedFunction, dict[str, Any]], Any]


def enter(realm: Realm, frame: Frame) -> None:
    """Make this frame the running one; its ``back`` is the one that was."""
    back = realm.frame
    frame.back = back
    depth = frame.depth = 1 if back is None else back.depth + 1
    budget = realm.budget
    if depth > budget.max_depth:
        raise Undecided(UndecidedKind.BUDGET, f"more than {budget.max_depth} calls deep")
    budget.steps += 1
    if budget.steps >= budget.next_check:
        budget.check()
    realm.frame = frame


@exact_sites
def plain_start(realm: Realm) -> Start:
    """Runs a plain function whose arguments are bound."""

    def start(record: TracedFunction, names: dict[str, Any]) -> Any:
        code = record.code
        traced_frame = Frame(names, record.globals, record.builtins, record.up, code)
        enter(realm, traced_frame)
        try:
            if code.body(traced_frame) is RETURN:
                return traced_frame.value
            return None
        finally:
            realm.frame = traced_frame.back

    return start


def invoke(record: TracedFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a traced function."""
    return record.code.start(record, bind(record, args, kwargs))  # type: ignore[misc]
