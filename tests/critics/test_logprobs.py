from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from patchcritic.critics.calling.reply import TokenChoices
from patchcritic.critics.logprobs import expect_p_pass

Choices = dict[str, float]


def token(text: str, choices: Choices | None = None) -> TokenChoices:
    top = {text: 1.0} if choices is None else choices
    return TokenChoices(text=text, top=tuple((t, math.log(p)) for t, p in top.items()))


def write(*parts: str | tuple[str, Choices]) -> list[TokenChoices]:
    return [token(part) if isinstance(part, str) else token(*part) for part in parts]


PASS = {"pass": 0.8, "fail": 0.2}


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (write('{"', "label", '":', ' "', ("pass", PASS), '",'), 0.8),
        (write('{"label', '": "', ("pass", PASS), '"}'), 0.8),
        (write('{"label":', (' "pass', {' "pass': 0.6, ' "fail': 0.4}), '"}'), 0.6),
        (write('{"label":', ('"pass"', {'"pass"': 0.9, '"fail"': 0.1}), "}"), 0.9),
        (write('{"label":"', ("pass", {"pass": 0.5, "Pass": 0.2, " fail": 0.3}), '"}'), 0.7),
        (write('{"label":"', ("pa", {"pa": 0.7, "fa": 0.2, "f": 0.1}), "ss", '"}'), 0.7),
        (write('{"label":"', ("PASSED", {"PASSED": 0.7, "FAIL": 0.3}), '"}'), 0.7),
        (write('{"label":"', ("pass", {"pass": 0.6, "fail": 0.2, "abstain": 0.2}), '"}'), 0.7),
        (write('{"label":"', ("pass", {"pass": 0.6, "fail": 0.2, "abst": 0.2}), '"}'), 0.7),
        (write('{"label":"', ("pass", {"pass": 0.3, "fail": 0.1, "maybe": 0.6}), '"}'), 0.75),
        (write("{'label': '", ("pass", PASS), "'}"), 0.8),
        (write("{label: ", ("pass", PASS), "}"), 0.8),
        (write('{"rationale": "\\"label\\": pass", "label": "', ("pass", PASS), '"}'), 0.8),
        # What is no distribution over labels, or cannot be found, says nothing.
        (write('{"label":"', ("pass", {"pass": 0.1, "maybe": 0.9}), '"}'), None),
        (write('{"label":"', ("pass", {"maybe": 1.0}), '"}'), None),
        (write('{"label":"', ("pass", {}), '"}'), None),
        (write(('{"label":"pass"}', {'{"label":"pass"}': 1.0})), None),
        (write('{"verdict":"', ("pass", PASS), '"}'), None),
        (write('{"label":"', ("fail", PASS), '"}'), None),
        ([], None),
    ],
)
def test_the_label_s_tokens(tokens: Sequence[TokenChoices], expected: float | None) -> None:
    found = expect_p_pass(tokens, label="pass")
    assert found == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("word", ["abstain", "unknown", "UNCERTAIN"])
def test_an_abstention_by_any_word_is_even_odds(word: str) -> None:
    tokens = write('{"label":"', (word, {word: 0.6, "pass": 0.4}), '"}')
    assert expect_p_pass(tokens, label="abstain") == pytest.approx(0.7)


def graded(choices: Choices, letter: str = "B") -> list[TokenChoices]:
    return write('{"label":"', ("pass", PASS), '", "grade": "', (letter, choices), '"}')


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"A": 1.0}, 1.0),
        ({"T": 1.0}, 0.0),
        ({"A": 0.5, "T": 0.5}, 0.5),
        ({"J": 0.5, "K": 0.5}, 0.5),
        ({"B": 0.5, ' "b': 0.25, 'D"': 0.25}, 1 - 1.5 / 19),
        ({"B": 0.4, "Z": 0.5, "AB": 0.1}, 1 - 1 / 19),
        # Nothing of the scale can be read: the label's tokens are.
        ({"Z": 1.0}, 0.8),
    ],
)
def test_the_grade_s_tokens(choices: Choices, expected: float) -> None:
    found = expect_p_pass(graded(choices), label="pass", grade="B")
    assert found == pytest.approx(expected)


def test_a_grade_that_was_not_read_is_not_used() -> None:
    assert expect_p_pass(graded({"A": 1.0}), label="pass") == pytest.approx(0.8)
