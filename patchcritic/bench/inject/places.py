"""Lines that are blamed: those that a critic points at, and those that a patch changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from patchcritic.bench.inject.nouns import FlaggedPlace
from patchcritic.bench.mine.candidates import is_source
from patchcritic.diff import is_test_path
from patchcritic.domain import Label, Patch, PatchedFile, Prediction


def find_flagged(predictions: Iterable[Prediction]) -> tuple[FlaggedPlace, ...]:
    """The lines of source files that predictions of FAIL rest on, each once, sorted.

    They are the place of the witness, the citations, and the steps of the trace that do not hold.
    The other steps are left out: a test walks through much right code on its way to a wrong line.
    A place in a test is the symptom and does not count; one that is not in the tree does, and is
    wrong.
    """
    found = {
        FlaggedPlace(path.removeprefix("./"), line)
        for prediction in predictions
        if prediction.label is Label.FAIL
        for path, line in _places_of(prediction)
    }
    return tuple(sorted(one for one in found if one.line > 0 and _is_blamable(one.path)))


def find_changed(patch: Patch) -> tuple[FlaggedPlace, ...]:
    """The lines that a patch adds or alters in files that may get faults, by their numbers after
    it; where it only removes, the line behind."""
    return tuple(
        FlaggedPlace(file.path, line)
        for file in patch.files
        if is_source(file.path)
        for line in sorted(find_changed_lines(file))
    )


def find_changed_lines(file: PatchedFile) -> set[int]:
    """The same of one file, whatever it is."""
    lines = set()
    for hunk in file.hunks:
        is_removed = is_added = False
        last = max(1, hunk.new_start + hunk.new_length - 1)
        for one in hunk.lines:
            if one.tag == " ":
                if is_removed and not is_added and one.new_line is not None:
                    lines.add(one.new_line)
                is_removed = is_added = False
                continue
            is_removed |= one.tag == "-"
            is_added |= one.tag == "+"
            if one.tag == "+" and one.new_line is not None:
                lines.add(one.new_line)
        if is_removed and not is_added:  # up to the end of the file
            lines.add(last)
    return lines


def _places_of(prediction: Prediction) -> Iterator[tuple[str, int]]:
    if prediction.witness is not None:
        yield prediction.witness.path, prediction.witness.line
    for citation in prediction.citations:
        yield citation.path, citation.line
    for step in prediction.trace:
        if step.holds == "no":
            yield step.path, step.line


def _is_blamable(path: str) -> bool:
    return bool(path) and not is_test_path(path)
