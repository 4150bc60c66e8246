"""Reads the parts of an answer kindly: what a model means counts, not how it spells it.

Every function takes what stands in the JSON, whatever its type, and gives what pydantic goes on
to check.
"""

from __future__ import annotations

import math
import re

from patchcritic.critics.schema import GRADES

_LABELS = {"passes": "pass", "passed": "pass", "fails": "fail", "failed": "fail"}
_LABELS |= {"unknown": "abstain", "uncertain": "abstain"}
_HOLDS = {"yes": "yes", "true": "yes", "no": "no", "false": "no", "unknown": "unknown"}
_MAX_PARTS = 100
"""Premises and steps that are read; a model that repeats itself fills an answer with them."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PLACE = re.compile(r"(?P<path>[^:\s]+):(?P<line>\d{1,9})(?::\s*(?P<quote>.*))?", re.DOTALL)


def read_text(value: object) -> str:
    """Text as a report may show it: no terminal escapes, no half characters; steps as lines."""
    if isinstance(value, list):
        value = "\n".join(str(item) for item in value)
    return _CONTROL.sub("", "" if value is None else str(value)).strip()


def read_line(value: object) -> int:
    """The first number in it; 0 when there is none."""
    digits = re.search(r"\d{1,9}", str(value))
    return int(digits[0]) if digits else 0


def read_label(value: object) -> object:
    """A label's word in lower case, also for the common words beside it."""
    if not isinstance(value, str):
        return value
    word = value.strip().strip(".").lower()
    return _LABELS.get(word, word)


def read_probability(value: object) -> float:
    """0..1; also ``"0.9"``, ``"90%"``, ``"90 %"`` and the bare percentages 2..100."""
    is_percentage = False
    if isinstance(value, str):
        is_percentage = value.rstrip().endswith("%")
        value = value.strip().rstrip("%").strip()
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("p_pass must be a number from 0 to 1")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if is_percentage or 2 <= number <= 100:
        number /= 100
    if not 0 <= number <= 1:
        raise ValueError("p_pass must be a number from 0 to 1")
    return number


def read_witness(value: object) -> object:
    """An object, or a sentence that stands for its assertion; an empty one is none."""
    if isinstance(value, str):
        value = {"assertion": value}
    if not isinstance(value, dict) or not read_text(value.get("assertion")):
        return None
    return value


def read_premises(value: object) -> list[object]:
    """Objects, or ``path:line`` strings; what is neither is left out, not worth a second call."""
    items = value if isinstance(value, list) else [value]
    places = [_read_place(item) for item in items[:_MAX_PARTS]]
    return [place for place in places if place is not None]


def _read_place(item: object) -> object:
    if isinstance(item, str) and (match := _PLACE.match(item.strip())):
        return match.groupdict()
    return item if isinstance(item, dict) and read_text(item.get("path")) else None


def read_steps(value: object) -> list[object]:
    """Objects or sentences; a step that says nothing is none."""
    items = value if isinstance(value, list) else [value]
    steps = [{"says": item} if isinstance(item, str) else item for item in items[:_MAX_PARTS]]
    return [step for step in steps if isinstance(step, dict) and read_text(step.get("says"))]


def read_holds(value: object) -> object:
    """``yes``, ``no`` or ``unknown``; None for anything else."""
    word = str(value).strip().strip(".").lower()
    return _HOLDS.get(word)


def read_grade(value: object) -> str:
    """The letter; empty for what is not on the scale."""
    letter = read_text(value)[:1].upper()
    return letter if letter in GRADES else ""
