"""``skip``, ``skipif`` and ``xfail``: what a test's marks say of its running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.items import Item
from patchcritic.tracer.testing.marks import Mark
from patchcritic.tracer.testing.outcomes import fail
from patchcritic.tracer.testing.raises import RaisesContext

Evaluate = Callable[[str, dict[str, Any]], Any]
"""Evaluates the text of a condition with the names of a module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Xfail:
    """How a test is expected to fail."""

    reason: str = ""
    is_run: bool = True
    is_strict: bool = False
    raises: Any = None

    def is_expected(self, error: BaseException) -> bool:
        """Whether this is the failure that is expected."""
        if self.raises is None:
            return True
        if isinstance(self.raises, RaisesContext):
            return self.raises.matches(error)
        return isinstance(error, self.raises)


def check_skip(item: Item, evaluate: Evaluate) -> None:
    """Raise ``Undecided`` for a test that its marks skip."""
    for mark in item.marks_named("skipif"):
        if any(_holds(mark, one, item, evaluate) for one in _conditions(mark)):
            raise Undecided(UndecidedKind.SKIP, f"skipped: {mark.kwargs.get('reason', '')}")
        if not list(_conditions(mark)):
            raise Undecided(UndecidedKind.SKIP, "skipped: skipif without a condition")
    for mark in item.marks_named("skip"):
        reason = mark.kwargs.get("reason", mark.args[0] if mark.args else "unconditional skip")
        raise Undecided(UndecidedKind.SKIP, f"skipped: {reason}")


def read_xfail(item: Item, evaluate: Evaluate, *, is_strict: bool) -> Xfail | None:
    """The expectation of the nearest ``xfail`` mark that holds; None when there is none."""
    for mark in item.marks_named("xfail"):
        conditions = list(_conditions(mark))
        if conditions and not any(_holds(mark, one, item, evaluate) for one in conditions):
            continue
        strict = mark.kwargs.get("strict")
        return Xfail(
            reason=str(mark.kwargs.get("reason", "")),
            is_run=bool(mark.kwargs.get("run", True)),
            is_strict=is_strict if strict is None else bool(strict),
            raises=mark.kwargs.get("raises"),
        )
    return None


def _conditions(mark: Mark) -> Iterator[Any]:
    if "condition" in mark.kwargs:
        return iter((mark.kwargs["condition"],))
    return iter(mark.args)


def _holds(mark: Mark, condition: Any, item: Item, evaluate: Evaluate) -> bool:
    if isinstance(condition, str):
        return bool(evaluate(condition, dict(item.module.__dict__)))
    if mark.kwargs.get("reason") is None:
        fail(
            f"Error evaluating {mark.name!r}: you need to specify reason=STRING "
            "when using booleans as conditions.",
            pytrace=False,
        )
    return _truth(condition)


@exact
def _truth(condition: Any) -> bool:
    return bool(condition)
