"""A model's answer about one test: its schema, how it is read, and what it has to prove."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from patchcritic.critics.json_text import find_objects
from patchcritic.critics.schema import GRADES
from patchcritic.domain import (
    Citation,
    CriticRequest,
    Label,
    Prediction,
    PSource,
    Step,
    Usage,
    Witness,
)

NO_WITNESS = "Abstained: a failure was claimed without naming the assertion that fails. "

_LABELS = {"passes": "pass", "passed": "pass", "fails": "fail", "failed": "fail"}
_LABELS |= {"unknown": "abstain", "uncertain": "abstain"}
_HOLDS = {"yes": "yes", "true": "yes", "no": "no", "false": "no", "unknown": "unknown"}
_MAX_PARTS = 100
"""Premises and steps that are read; a model that repeats itself fills an answer with them."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PLACE = re.compile(r"(?P<path>[^:\s]+):(?P<line>\d{1,9})(?::\s*(?P<quote>.*))?", re.DOTALL)


class BadAnswer(ValueError):
    """What a model wrote cannot be taken as an answer; the text says why, for the model."""


def _read_text(value: object) -> str:
    """Text as a report may show it: no terminal escapes, no half characters; steps as lines."""
    if isinstance(value, list):
        value = "\n".join(str(item) for item in value)
    return _CONTROL.sub("", "" if value is None else str(value)).strip()


def _read_line(value: object) -> int:
    digits = re.search(r"\d{1,9}", str(value))
    return int(digits[0]) if digits else 0


def _read_label(value: object) -> object:
    if not isinstance(value, str):
        return value
    word = value.strip().strip(".").lower()
    return _LABELS.get(word, word)


def _read_probability(value: object) -> float:
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


def _read_witness(value: object) -> object:
    """An object, or a sentence that stands for its assertion; an empty one is none."""
    if isinstance(value, str):
        value = {"assertion": value}
    if not isinstance(value, dict) or not _read_text(value.get("assertion")):
        return None
    return value


def _read_premises(value: object) -> list[object]:
    """Objects, or ``path:line`` strings; what is neither is left out, not worth a second call."""
    items = value if isinstance(value, list) else [value]
    places = [_read_place(item) for item in items[:_MAX_PARTS]]
    return [place for place in places if place is not None]


def _read_place(item: object) -> object:
    if isinstance(item, str) and (match := _PLACE.match(item.strip())):
        return match.groupdict()
    return item if isinstance(item, dict) and _read_text(item.get("path")) else None


def _read_steps(value: object) -> list[object]:
    """Objects or sentences; a step that says nothing is none."""
    items = value if isinstance(value, list) else [value]
    steps = [{"says": item} if isinstance(item, str) else item for item in items[:_MAX_PARTS]]
    return [step for step in steps if isinstance(step, dict) and _read_text(step.get("says"))]


def _read_holds(value: object) -> object:
    word = str(value).strip().strip(".").lower()
    return _HOLDS.get(word)


def _read_grade(value: object) -> str:
    letter = _read_text(value)[:1].upper()
    return letter if letter in GRADES else ""


_Text = Annotated[str, BeforeValidator(_read_text)]
_Line = Annotated[int, BeforeValidator(_read_line)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class AnswerWitness(_Part):
    """The assertion or statement that does not hold."""

    assertion: _Text
    expected: _Text = ""
    actual: _Text = ""
    path: _Text = ""
    line: _Line = 0


class AnswerPremise(_Part):
    """A line of the patched tree the answer rests on."""

    path: _Text
    line: _Line = 0
    quote: _Text = ""
    says: _Text = ""


class AnswerStep(_Part):
    """A step of the trace; an assertion holds or not."""

    says: _Text
    path: _Text = ""
    line: _Line = 0
    holds: Annotated[Literal["yes", "no", "unknown"] | None, BeforeValidator(_read_holds)] = None


class Answer(_Part):
    """What a critic says about one test; the least is a label, a probability and a reason."""

    label: Annotated[Label, BeforeValidator(_read_label)]
    p_pass: Annotated[float, BeforeValidator(_read_probability)]
    rationale: _Text = ""
    witness: Annotated[AnswerWitness | None, BeforeValidator(_read_witness)] = None
    premises: Annotated[
        tuple[AnswerPremise, ...],
        BeforeValidator(_read_premises),
        Field(validation_alias=AliasChoices("premises", "citations")),
    ] = ()
    trace: Annotated[tuple[AnswerStep, ...], BeforeValidator(_read_steps)] = ()
    grade: Annotated[str, BeforeValidator(_read_grade)] = ""
    """A letter from A, certain to pass, to T, certain to fail; empty when none was asked for."""

    @model_validator(mode="after")
    def _check_agreement(self) -> Answer:
        is_swapped = (self.label is Label.FAIL and self.p_pass > 0.5) or (
            self.label is Label.PASS and self.p_pass < 0.5
        )
        if is_swapped:
            raise ValueError(
                f"label {self.label.value} contradicts p_pass {self.p_pass:g}: "
                "p_pass is the probability that the test passes"
            )
        return self


def parse_answer(text: str) -> Answer:
    """The last usable answer in what a model wrote. Raises ``BadAnswer`` saying what is wrong."""
    problem = ""
    for candidate in reversed(find_objects(text)):
        inner = [value for value in candidate.values() if isinstance(value, dict)]
        for found in (candidate, *inner):
            try:
                return Answer.model_validate(found)
            except ValidationError as error:
                problem = problem or _describe(error)
    raise BadAnswer(problem or "there is no complete JSON object in it")


def read_answer(response: object) -> Answer:
    """An answer given as text or as an object already parsed. Raises ``BadAnswer``."""
    if isinstance(response, str):
        return parse_answer(response)
    try:
        return Answer.model_validate(response)
    except ValidationError as error:
        raise BadAnswer(_describe(error)) from None


def demand_witness(answer: Answer) -> Answer:
    """Turn a FAIL that names no failing assertion into an abstention that says so.

    Models asked to find faults find them in correct code too, so a failure has to be shown; the
    probability stays as it was said.
    """
    if answer.label is not Label.FAIL or answer.witness is not None:
        return answer
    changes: dict[str, Any] = {"label": Label.ABSTAIN, "rationale": NO_WITNESS + answer.rationale}
    return answer.model_copy(update=changes)


def make_prediction(
    request: CriticRequest,
    answer: Answer,
    *,
    critic: str,
    usage: Usage,
    p_pass: float | None = None,
    p_source: PSource = PSource.VERBALISED,
    prompt_digest: str = "",
) -> Prediction:
    """The prediction that an answer amounts to; ``p_pass`` is a better source's than the answer's
    own number, which counts without it."""
    witness = answer.witness if answer.label is Label.FAIL else None
    return Prediction(
        node_id=request.test.node_id,
        label=answer.label,
        p_pass=answer.p_pass if p_pass is None else p_pass,
        p_source=p_source,
        rationale=answer.rationale,
        critic=critic,
        witness=None if witness is None else Witness(**witness.model_dump()),
        citations=tuple(Citation(**premise.model_dump()) for premise in answer.premises),
        trace=tuple(Step(**step.model_dump()) for step in answer.trace),
        prompt_digest=prompt_digest,
        usage=usage,
    )


def _describe(error: ValidationError) -> str:
    """The first problem as a sentence for the model: what it wrote is not repeated to it."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
