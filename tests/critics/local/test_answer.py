from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from patchcritic.critics.local.answer import (
    QUESTION,
    TURNED,
    Statement,
    choose_label,
    explain_abstention,
    find_statements,
    join_directions,
    read_reason,
    read_yes_no,
    reason_grammar,
)
from patchcritic.critics.local.dialogue import PROMPT
from patchcritic.domain import Context, CriticRequest, Label, Snippet
from patchcritic.prompts import render_prompt


def logs(**probabilities: float) -> list[tuple[str, float]]:
    return [(token.replace("_", " "), math.log(p)) for token, p in probabilities.items()]


@pytest.mark.parametrize(
    ("first_token", "p_pass", "mass"),
    [
        (logs(yes=0.6, no=0.2), 0.75, 0.8),
        (logs(Yes=0.3, _yes=0.2, YES=0.1, No=0.2), 0.75, 0.8),
        ([('"yes', math.log(0.5)), ("no.", math.log(0.5))], 0.5, 1.0),
        (logs(yes=0.4), 1.0, 0.4),
        (logs(not_=0.4, yesterday=0.3), 0.5, 0.0),
        ([], 0.5, 0.0),
    ],
)
def test_spellings_are_summed_and_renormalised(
    first_token: list[tuple[str, float]], p_pass: float, mass: float
) -> None:
    assert read_yes_no(first_token) == pytest.approx((p_pass, mass))


@pytest.mark.parametrize(
    ("p_passes", "p_fails", "p_pass"),
    [
        (0.9, 0.9, 0.5),
        (0.3, 0.3, 0.5),
        (0.9, 0.1, 0.9),
        (0.2, 0.8, 0.2),
        (0.8, 0.5, 2 / 3),
        (1.0, 0.0, 0.9999),
        (0.0, 1.0, 0.0001),
    ],
)
def test_a_liking_for_a_word_cancels_out(p_passes: float, p_fails: float, p_pass: float) -> None:
    assert join_directions(p_passes, p_fails) == pytest.approx(p_pass)


def test_the_prompt_ends_with_the_question_that_is_turned(request_one: CriticRequest) -> None:
    assert render_prompt(request_one, prompt=PROMPT).user.endswith(f"\n{QUESTION}")
    assert QUESTION.replace("pass", "fail") == TURNED


@pytest.mark.parametrize(
    ("p_pass", "mass", "label"),
    [
        (0.9, 0.9, Label.PASS),
        (0.1, 0.9, Label.FAIL),
        (0.74, 0.9, Label.ABSTAIN),
        (0.26, 0.9, Label.ABSTAIN),
        (0.9, 0.1, Label.ABSTAIN),
    ],
)
def test_label(p_pass: float, mass: float, label: Label) -> None:
    assert choose_label(p_pass, mass) is label


@pytest.mark.parametrize(
    ("p_pass", "mass", "words"),
    [(0.4, 0.9, "leans to fail"), (0.6, 0.9, "leans to pass"), (0.9, 0.1, "neither yes nor no")],
)
def test_an_abstention_says_why(p_pass: float, mass: float, words: str) -> None:
    assert words in explain_abstention(p_pass, mass)


def with_test(request: CriticRequest, text: str, start: int) -> CriticRequest:
    (test,) = request.context.snippets
    shown = replace(test, text=text, span=replace(test.span, start=start))
    other = Snippet(role="called", span=test.span, text="1|assert not_ours", n_tokens=1)
    context: Context = replace(request.context, snippets=(other, shown))
    return replace(request, context=context)


def test_statements_are_the_assertions_with_their_lines(request_one: CriticRequest) -> None:
    text = "\n".join(
        [
            "7|@mark",
            "|def test_one(self):",
            "|    with pytest.raises(KeyError):",
            "10|        f()",
            "# ... 3 lines elided",
            "14|    assert f() == 1",
            "|    self.assertEqual(f(), 1)",
            "|    assert f() == 1",
        ]
    )
    found = find_statements(with_test(request_one, text, 7))
    assert [(statement.line, statement.code) for statement in found] == [
        (9, "with pytest.raises(KeyError):"),
        (14, "assert f() == 1"),
        (15, "self.assertEqual(f(), 1)"),
    ]


def test_a_test_without_assertions_can_fail_anywhere(request_one: CriticRequest) -> None:
    found = find_statements(with_test(request_one, "3|@mark\n|def test_one():\n|    f()\n|", 3))
    assert [statement.code for statement in found] == ["def test_one():", "f()"]


def test_text_without_line_marks_has_no_statements(request_one: CriticRequest) -> None:
    assert find_statements(with_test(request_one, "def test_one(): ...", 3)) == ()


def test_a_failure_names_one_of_the_statements() -> None:
    statements = (Statement(code="assert a", line=4), Statement(code="assert b", line=5))
    grammar = reason_grammar(Label.FAIL, statements)
    assert r'statement ::= "\"assert a\"" | "\"assert b\""' in grammar
    assert grammar.count('": "') == 4
    assert reason_grammar(Label.PASS, statements).count('": "') == 1
    assert "statement ::= value" in reason_grammar(Label.FAIL, ())


def test_a_witness_stands_where_the_statement_does(request_one: CriticRequest) -> None:
    statements = (Statement(code="assert b", line=5),)
    text = json.dumps({"statement": "assert b", "expected": "1", "actual": "2", "why": "a \n b"})
    reason = read_reason(text, request_one, statements)
    assert reason.why == "a b"
    assert reason.witness is not None
    assert (reason.witness.path, reason.witness.line) == ("tests/test_a.py", 5)
    assert read_reason('{"why": "so"}', request_one, statements).witness is None


@pytest.mark.parametrize("text", ["", '{"why": "cut of', "[]", '{"because": "so"}'])
def test_anything_else_is_no_reason(text: str, request_one: CriticRequest) -> None:
    with pytest.raises(ValueError, match="not the JSON that was asked for"):
        read_reason(text, request_one, ())
