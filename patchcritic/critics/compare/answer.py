"""A model's answer about two candidates: its schema, and how it is read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from patchcritic.critics.answer import BadAnswer
from patchcritic.critics.answer_fields import read_grade, read_text
from patchcritic.critics.calling.reply import Reply
from patchcritic.critics.json_text import find_objects
from patchcritic.critics.logprobs import expect_p_pass
from patchcritic.critics.schema import GRADES

Better = Literal["first", "second", "neither"]
SWAPPED: dict[Better, Better] = {"first": "second", "second": "first", "neither": "neither"}

_WORDS = {"1": "first", "one": "first", "2": "second", "two": "second"}
_WORDS |= dict.fromkeys(("tie", "same", "both", "equal", "none", ""), "neither")
_SIDES = {"first": 1.0, "second": 0.0, "neither": 0.5}


def _read_better(value: object) -> str:
    """A side's word in lower case, also for the common ones beside it."""
    word = read_text(value).lower().strip(".").removeprefix("the ").removesuffix(" candidate")
    return _WORDS.get(word, word)


class Choice(BaseModel):
    """Which of two candidates is the better one."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    better: Annotated[Better, BeforeValidator(_read_better)]
    rationale: Annotated[str, BeforeValidator(read_text)] = ""
    grade: Annotated[str, BeforeValidator(read_grade)] = ""
    """From A, the first is certain to be better, to T; empty when there is none."""


def choice_schema() -> dict[str, Any]:
    """The JSON Schema of the answer; the choice stands behind the reasons for it."""
    text = {"type": "string"}
    properties: dict[str, Any] = {
        "rationale": text,
        "test": text,
        "better": {"type": "string", "enum": list(SWAPPED)},
        "grade": {"type": "string", "enum": list(GRADES)},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def parse_choice(text: str) -> Choice:
    """The last usable answer in what a model wrote. Raises ``BadAnswer``."""
    problem = "there is no complete JSON object in it"
    for found in reversed(find_objects(text)):
        try:
            return Choice.model_validate(found)
        except ValidationError as error:
            problem = f'"better" must be first, second or neither ({error.error_count()} problems)'
    raise BadAnswer(problem)


def find_p_first(choice: Choice, reply: Reply) -> float:
    """The probability, 0..1, that the first candidate is the better one, on the choice's side of
    even odds.

    The expectation over the log-probabilities of the grade's letter, twenty even steps from 1 to
    0 (LLM-as-a-Verifier: pairs told apart 57.0 -> 74.7 % in one pass); the letter itself without
    them; and the choice alone without a letter.
    """
    side = _SIDES[choice.better]
    if not choice.grade or side == 0.5:
        return side
    expected = expect_p_pass(reply.tokens, label="", grade=choice.grade)
    if expected is None:
        expected = 1 - GRADES.index(choice.grade) / (len(GRADES) - 1)
    return max(0.5, expected) if side > 0.5 else min(0.5, expected)
