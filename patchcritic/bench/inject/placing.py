"""Several faults put into files at once, and the lines on which they stand afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from patchcritic.bench.faults import Fault, apply_fault
from patchcritic.bench.inject.nouns import PlacedFault

EARLY = "returned-early"


def put_in(texts: Mapping[str, str], faults: Iterable[Fault]) -> dict[str, str] | None:
    """The changed files' texts with all the faults in them, by path.

    None when they leave no sound file. Faults of one file must not overlap (``fits_beside``).
    """
    changed: dict[str, str] = {}
    # From the end of a file on, so that the places of those still to come stay valid.
    for fault in sorted(faults, key=lambda one: (one.path, -one.edit.start)):
        text = apply_fault(changed.get(fault.path, texts[fault.path]), fault)
        if text is None:
            return None
        changed[fault.path] = text
    return changed


def fits_beside(fault: Fault, others: Iterable[Fault]) -> bool:
    """Whether a fault can stand beside others: they share no text, and none hides behind an early
    return."""
    for other in others:
        if other.path != fault.path:
            continue
        is_early = EARLY in (fault.operator, other.operator)
        if is_early and fault.function == other.function:
            return False
        one, two = fault.edit, other.edit
        if one.start == two.start or (one.start < two.end and two.start < one.end):
            return False
    return True


def locate_faults(changed: Mapping[str, str], faults: Sequence[Fault]) -> tuple[PlacedFault, ...]:
    """The faults with their lines in the changed texts, in the order of path and line."""
    placed = []
    for fault in faults:
        before = (
            one.edit
            for one in faults
            if one.path == fault.path and one.edit.start < fault.edit.start
        )
        shift = sum(
            len(edit.text.encode("utf-8", "surrogateescape")) - (edit.end - edit.start)
            for edit in before
        )
        raw = changed[fault.path].encode("utf-8", "surrogateescape")
        # A last statement left out has the end of the file in its place.
        offset = min(fault.edit.start + shift, max(0, len(raw) - 1))
        line = raw.count(b"\n", 0, offset) + 1
        placed.append(PlacedFault(operator=fault.operator, path=fault.path, line=line))
    return tuple(sorted(placed, key=lambda one: (one.path, one.line, one.operator)))
