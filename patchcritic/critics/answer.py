"""A model's answer about one test: its schema, how it is read, and what it has to prove."""

from __future__ import annotations

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

from patchcritic.critics.answer_fields import (
    read_grade,
    read_holds,
    read_label,
    read_line,
    read_premises,
    read_probability,
    read_steps,
    read_text,
    read_witness,
)
from patchcritic.critics.json_text import find_objects
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


class BadAnswer(ValueError):
    """What a model wrote cannot be taken as an answer; the text says why, for the model."""


_Text = Annotated[str, BeforeValidator(read_text)]
_Line = Annotated[int, BeforeValidator(read_line)]


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
    holds: Annotated[Literal["yes", "no", "unknown"] | None, BeforeValidator(read_holds)] = None


class Answer(_Part):
    """What a critic says about one test; the least is a label, a probability and a reason."""

    label: Annotated[Label, BeforeValidator(read_label)]
    p_pass: Annotated[float, BeforeValidator(read_probability)]
    rationale: _Text = ""
    witness: Annotated[AnswerWitness | None, BeforeValidator(read_witness)] = None
    premises: Annotated[
        tuple[AnswerPremise, ...],
        BeforeValidator(read_premises),
        Field(validation_alias=AliasChoices("premises", "citations")),
    ] = ()
    trace: Annotated[tuple[AnswerStep, ...], BeforeValidator(read_steps)] = ()
    grade: Annotated[str, BeforeValidator(read_grade)] = ""
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
