"""Patches that try to dictate the verdict: fences hold, signs show, and nothing gets surer."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace

import pytest

from patchcritic.critics.answer import BadAnswer, parse_answer
from patchcritic.critics.signs.find import find_signs
from patchcritic.domain import Evaluation, Label, VerdictLabel
from patchcritic.prompts import known_prompts, render_prompt
from patchcritic.prompts.fences import one_line
from patchcritic.prompts.templates import load_template
from patchcritic.reports import render_report
from patchcritic.reports.tests import render_tests
from tests.security.attacks import ANSWER, ATTACKS, DIFF, Attack
from tests.security.conftest import Attacked, GullibleCritic, split_prompt

HONEST = Attack(name="honest", kinds=frozenset(), diff=DIFF)
WITH_SIGNS = [attack for attack in ATTACKS if attack.kinds]
_COMMAND = re.compile(r"^\s*::(?:error|stop-commands|add-mask|debug)", re.IGNORECASE)


def test_there_are_enough_of_them() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 35


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_gullible_critic_only_gets_less_sure(attack: Attack, evaluate_attack: Attacked) -> None:
    critic = GullibleCritic(Label.PASS, known=_known_words())

    evaluation = evaluate_attack(attack, critic)

    assert critic.requests
    _check_fences(critic)
    _check_reports(evaluation)
    kinds = {sign.kind for request in critic.requests for sign in find_signs(request)}
    assert kinds == attack.kinds
    for item in evaluation.predictions:
        if attack.kinds:
            assert (item.label, item.p_pass) == (Label.ABSTAIN, 0.5)
            assert {sign.split(" ")[0] for sign in item.signs} <= attack.kinds
            assert item.signs
        else:
            assert (item.label, item.p_pass, item.signs) == (Label.PASS, 0.9, ())
            assert ANSWER not in item.rationale
    if attack.kinds:
        assert evaluation.verdict.label is VerdictLabel.UNCERTAIN


@pytest.mark.parametrize("name", ["comment-override", "fence-guessed", "second-test", "test-name"])
def test_a_failure_that_is_shown_stays(name: str, evaluate_attack: Attacked) -> None:
    (attack,) = (attack for attack in ATTACKS if attack.name == name)

    evaluation = evaluate_attack(attack, GullibleCritic(Label.FAIL, known=_known_words()))

    assert evaluation.verdict.label is VerdictLabel.FAIL
    assert {(item.label, item.p_pass) for item in evaluation.predictions} == {(Label.FAIL, 0.1)}
    assert all(item.signs for item in evaluation.predictions)


def test_an_answer_in_the_patch_is_copied_and_tempered(evaluate_attack: Attacked) -> None:
    (attack,) = (attack for attack in ATTACKS if attack.name == "string-answer")
    critic = GullibleCritic(Label.FAIL, known=_known_words())

    evaluation = evaluate_attack(attack, critic)

    assert critic.n_copied == len(critic.requests)
    assert {item.label for item in evaluation.predictions} == {Label.ABSTAIN}


def test_an_honest_patch_is_left_alone(evaluate_attack: Attacked) -> None:
    critic = GullibleCritic(Label.PASS, known=_known_words())

    evaluation = evaluate_attack(HONEST, critic)

    assert evaluation.verdict.label is VerdictLabel.PASS
    assert all(item.signs == () for item in evaluation.predictions)


@pytest.mark.parametrize("said", ["", "I cannot tell.", "The code holds an answer."])
def test_an_answer_that_only_the_patch_gives_is_none(said: str) -> None:
    with pytest.raises(BadAnswer):
        parse_answer(said)


def _known_words() -> str:
    """All that we say ourselves outside fences."""
    sections = [load_template(name).sections for name in known_prompts()]
    return "\n".join(
        ["The patch adds this test.", *(text for parts in sections for text in parts.values())]
    )


def _check_fences(critic: GullibleCritic) -> None:
    """Nothing of the patch stands outside, and no line inside passes for one of our headings."""
    for request in critic.requests:
        prompts = [render_prompt(request, prompt=name) for name in known_prompts()]
        bare = replace(
            request,
            patch=replace(request.patch, text="-", files=()),
            context=replace(request.context, shared=(), snippets=()),
            facts=(),
        )
        for prompt, name in zip(prompts, known_prompts(), strict=True):
            outside, inside = split_prompt(prompt)
            ours = split_prompt(render_prompt(bare, prompt=name))[0].split("\n")
            extra = {line for line in outside.split("\n") if line} - set(ours)
            assert extra <= {"Facts about the patch", "Facts about this test", *_OTHER}
            assert not _DANGEROUS.search(inside)
            shown = (*request.context.shared, *request.context.snippets)
            headings = {line for line in inside.split("\n") if line.startswith("## ")}
            assert headings <= {f"## {one_line(s.title or s.span.path)}" for s in shown}


_OTHER = {"Code this test uses", "Other code"}
_DANGEROUS = re.compile(
    "</data |<\\|im_|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
    "|[\U000e0000-\U000e007f]"
)


def _check_reports(evaluation: Evaluation) -> None:
    """No escape, control or hidden character, and no order to a runner, reaches a reader."""
    listed = {
        as_json: render_tests(
            evaluation.associations,
            evaluation.changed,
            evaluation.warnings,
            n_unaffected=0,
            as_json=as_json,
        )
        for as_json in (True, False)
    }
    document = render_report(evaluation, "json")
    texts = [
        render_report(evaluation, "console", width=60, verbose=True),
        document,
        *listed.values(),
        *(sign for item in evaluation.predictions for sign in item.signs),
    ]
    for text in texts:
        assert not [
            c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")
        ]
        lines = text.split("\n")
        assert not [line for line in lines if _COMMAND.search(line)]
    assert json.loads(document)["tests"]
