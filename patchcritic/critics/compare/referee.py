"""Two candidates judged side by side, each standing first once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Literal

from patchcritic.critics.answer import BadAnswer
from patchcritic.critics.calling.calls import Asker, Call
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.reply import Reply
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.compare.answer import (
    SWAPPED,
    Better,
    choice_schema,
    find_p_first,
    parse_choice,
)
from patchcritic.critics.compare.prompt import Contest, render_contest
from patchcritic.critics.messages import add_repair, build_messages, needs_marked_prefix
from patchcritic.domain import Usage
from patchcritic.errors import UsageProblem

Outcome = Literal["first", "second", "tie", "unanswered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of showing two candidates in both orders."""

    outcome: Outcome
    p_first: float = 0.5
    rationale: str = ""
    note: str = ""
    """Why nobody won."""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One order's answer, read for the candidate that the contest names first."""

    better: Better | None
    p_first: float = 0.5
    rationale: str = ""
    problem: str = ""
    usage: Usage = field(default_factory=Usage)


def load_referee(model: str, settings: CriticSettings) -> Referee:
    """Who compares with a provider's model; its replies are kept, and paid from the same purse.

    Raises:
        UsageProblem: the model is none that is asked over the network.
    """
    from patchcritic.critics.calling.kept import KeptCalls
    from patchcritic.critics.calling.provider import Provider
    from patchcritic.critics.names import kind_of

    if kind_of(model) != "llm":
        raise UsageProblem(
            f"--compare asks a provider's model, and {model} is none; name one with --model, or "
            "leave --compare out"
        )
    provider = Provider(model, settings)
    if settings.store is None:
        return Referee(model, provider)
    kept = KeptCalls(provider, settings.store, model=model, settings=settings)
    return Referee(model, kept)


class Referee:
    """Asks which of two candidates is better, twice with their places swapped.

    Models favour a place whatever stands there (Wang et al., arXiv 2305.17926), so only two
    answers that name the same candidate count; any others are a tie.
    """

    def __init__(self, model: str, asker: Asker) -> None:
        self._model = model
        self._asker = asker

    @property
    def name(self) -> str:
        """The model's name, as typed."""
        return self._model

    async def compare(self, contest: Contest) -> Comparison:
        """Which candidate is better. Raises ``ModelUnavailable`` when no call can succeed."""
        straight, swapped = await asyncio.gather(self._ask(contest), self._ask(contest.swapped))
        back = replace(
            swapped,
            better=None if swapped.better is None else SWAPPED[swapped.better],
            p_first=1 - swapped.p_first,
        )
        return _settle(straight, back)

    async def close(self) -> None:
        """Close the connections."""
        await self._asker.close()

    async def _ask(self, contest: Contest) -> _Said:
        """The answer to one order; asked once more when it cannot be used."""
        call = self._make_call(contest)
        calls, spent = [call], Usage()
        try:
            for _ in range(2):
                reply = await self._asker.ask(calls[-1])
                spent += reply.usage
                try:
                    return _read(reply, spent)
                except BadAnswer as error:
                    problem = str(error)
                calls.append(_repair(call, reply, problem))
        except CallFailed as error:
            usage = spent + error.usage
            return _Said(better=None, problem=error.fault.message, usage=usage)
        for one in calls:
            self._asker.forget(one)
        return _Said(better=None, problem=f"The answer cannot be used: {problem}.", usage=spent)

    def _make_call(self, contest: Contest) -> Call:
        prompt = render_contest(contest)
        messages = build_messages(prompt, marks_prefix=needs_marked_prefix(self._model))
        return Call(
            messages=tuple(messages),
            shared=prompt.system + prompt.prefix,
            wants_logprobs=True,
            schema=choice_schema(),
        )


def _read(reply: Reply, spent: Usage) -> _Said:
    choice = parse_choice(reply.text)
    return _Said(
        better=choice.better,
        p_first=find_p_first(choice, reply),
        rationale=choice.rationale,
        usage=spent,
    )


def _repair(call: Call, reply: Reply, problem: str) -> Call:
    keys = choice_schema()["required"]
    return replace(call, messages=tuple(add_repair(call.messages, reply.text, problem, keys=keys)))


def _settle(straight: _Said, swapped: _Said) -> Comparison:
    usage = straight.usage + swapped.usage
    if straight.better is None or swapped.better is None:
        note = straight.problem or swapped.problem
        return Comparison(outcome="unanswered", note=note, usage=usage)
    p_first = (straight.p_first + swapped.p_first) / 2
    if straight.better == swapped.better and straight.better != "neither":
        return Comparison(
            outcome=straight.better, p_first=p_first, rationale=straight.rationale, usage=usage
        )
    is_same = straight.better == swapped.better
    note = "neither is better" if is_same else "the answer changed with the order they stood in"
    return Comparison(
        outcome="tie", p_first=p_first, rationale=straight.rationale, note=note, usage=usage
    )
