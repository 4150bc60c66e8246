"""One test's questions to a model: the first, and what the model's answers make necessary."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from patchcritic.critics.answer import (
    Answer,
    BadAnswer,
    demand_witness,
    make_prediction,
    parse_answer,
)
from patchcritic.critics.calling.calls import Asker, Call
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.reply import Reply
from patchcritic.critics.citations import Checked, cap_confidence, check_certificate
from patchcritic.critics.logprobs import expect_p_pass
from patchcritic.critics.messages import add_recheck, add_repair
from patchcritic.domain import CriticFailure, CriticRequest, Label, Prediction, PSource, Usage

FailureKind = Literal[
    "bad-answer", "refused", "timeout", "provider", "too-long", "budget", "exported"
]
_ENDS_IT = frozenset({"budget", "exported"})
"""Faults that say nothing of the model: a call that was not made must not pass for a bad reply."""


class Dialogue:
    """At most three calls: the question, once more after an answer that cannot be used, and once
    more after one that does not hold."""

    def __init__(
        self,
        request: CriticRequest,
        question: Call,
        asker: Asker,
        *,
        critic: str,
        prompt_digest: str,
        is_certificate: bool,
        max_tokens: int,
    ) -> None:
        """``is_certificate``: whether the prompt asks for proofs, which are then demanded."""
        self._request = request
        self._asker = asker
        self._critic = critic
        self._prompt_digest = prompt_digest
        self._is_certificate = is_certificate
        self._max_tokens = max_tokens
        self._calls = [question]
        self._replies: list[Reply] = []
        self._failed = Usage()

    async def judge(self) -> Prediction | CriticFailure:
        """The prediction, or why there is none."""
        try:
            outcome = await self._ask()
            if isinstance(outcome, CriticFailure) and not self._replies[-1].is_refusal:
                self._repair(outcome.message)
                outcome = await self._ask()
            if isinstance(outcome, CriticFailure):
                for call in self._calls:
                    self._asker.forget(call)
            elif self._is_certificate:
                outcome = await self._check(outcome)
        except CallFailed as error:
            self._failed += error.usage
            outcome = self._fail(error.fault.kind, error.fault.message)
        outcome = replace(outcome, usage=self._spent)
        if isinstance(outcome, Prediction) and self._is_free:
            outcome = replace(outcome, cached=True)
        return outcome

    async def _ask(self) -> Prediction | CriticFailure:
        self._replies.append(await self._asker.ask(self._calls[-1]))
        return self._read(self._replies[-1])

    def _repair(self, problem: str) -> None:
        question = self._calls[-1]
        keys = question.schema["required"] if question.schema else ()
        messages = add_repair(question.messages, self._replies[-1].text, problem, keys=keys)
        self._calls.append(replace(question, messages=tuple(messages)))

    async def _check(self, prediction: Prediction) -> Prediction:
        """The prediction if its certificate holds, else the one the model gives when it is shown
        what does not; what fails twice is capped, and so is an answer without a second one."""
        checked = check_certificate(prediction, self._request)
        if not checked.problems:
            return checked.prediction
        again = await self._recheck(checked)
        if again is None:
            return cap_confidence(checked)
        return cap_confidence(again) if again.problems else again.prediction

    async def _recheck(self, checked: Checked) -> Checked | None:
        last = self._calls[-1]
        messages = add_recheck(last.messages, self._replies[-1].text, checked.problems)
        self._calls.append(replace(last, messages=tuple(messages)))
        try:
            outcome = await self._ask()
        except CallFailed as error:
            if error.fault.kind in _ENDS_IT:
                raise
            self._failed += error.usage
            return None
        if isinstance(outcome, CriticFailure):
            return None
        return check_certificate(outcome, self._request)

    @property
    def _spent(self) -> Usage:
        return sum((reply.usage for reply in self._replies), self._failed)

    @property
    def _is_free(self) -> bool:
        is_answered = len(self._replies) == len(self._calls)
        return is_answered and all(reply.is_kept for reply in self._replies)

    def _read(self, reply: Reply) -> Prediction | CriticFailure:
        try:
            answer = parse_answer(reply.text)
        except BadAnswer as error:
            is_refused = reply.sounds_like_refusal or not reply.text.strip()
            return self._fail(
                "refused" if is_refused and not reply.is_cut else "bad-answer",
                _explain(reply, str(error), self._max_tokens),
            )
        if self._is_certificate and self._request.tree is None:
            answer = demand_witness(answer)
        p_pass = find_p_pass(answer, reply)
        return make_prediction(
            self._request,
            answer,
            critic=self._critic,
            usage=Usage(),
            p_pass=p_pass,
            p_source=PSource.VERBALISED if p_pass is None else PSource.LOGPROB,
            prompt_digest=self._prompt_digest,
        )

    def _fail(self, kind: FailureKind, message: str) -> CriticFailure:
        return CriticFailure(
            node_id=self._request.test.node_id, critic=self._critic, kind=kind, message=message
        )


def find_p_pass(answer: Answer, reply: Reply) -> float | None:
    """The expectation over the reply's tokens, on the label's side of even odds; None without
    tokens. A sample may be the less likely label, and its reasons are for that one."""
    label = answer.label
    expected = expect_p_pass(reply.tokens, label=label.value, grade=answer.grade)
    if expected is None or label is Label.ABSTAIN:
        return expected
    return max(0.5, expected) if label is Label.PASS else min(0.5, expected)


def _explain(reply: Reply, problem: str, max_tokens: int) -> str:
    if reply.is_cut:
        return f"The answer was cut off at max_tokens ({max_tokens}): {problem}."
    if not reply.text.strip():
        reason = "The provider's filter refused." if reply.is_refusal else "It is empty."
        return f"The model gave no answer. {reason}"
    if reply.sounds_like_refusal:
        return f"The model refused: {reply.text.strip()[:200]}"
    return f"The answer cannot be used: {problem}."
