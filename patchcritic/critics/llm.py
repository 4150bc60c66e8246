"""A critic that asks a provider's model, whichever litellm knows."""

from __future__ import annotations

import json

from patchcritic.critics.batch import ExportedCalls
from patchcritic.critics.calls import Asker, Call
from patchcritic.critics.faults import CallFailed
from patchcritic.critics.kept import KeptCalls
from patchcritic.critics.messages import add_repair, build_messages, needs_marked_prefix
from patchcritic.critics.model_table import choose_prompt, find_row
from patchcritic.critics.prices import find_input_price
from patchcritic.critics.provider import Provider
from patchcritic.critics.reply import Reply
from patchcritic.critics.schema import SCHEMA_VERSION, answer_schema
from patchcritic.critics.settings import CriticSettings
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction, Usage
from patchcritic.errors import UsageProblem
from patchcritic.prompts import prompt_digest, render_prompt, schema_of


def load_llm(model: str, settings: CriticSettings) -> Critic:
    """The critic for a model by its name in litellm; litellm itself is loaded by the first call.

    Raises ``UsageProblem`` when there is no such prompt, or requests shall be written down and
    nothing keeps the replies.
    """
    return LlmCritic(model, settings, _choose_asker(model, settings))


def _choose_asker(model: str, settings: CriticSettings) -> Asker:
    if settings.requests is not None:
        if settings.store is None:
            raise UsageProblem(
                "batch requests need the cache, through which their answers come back; leave out "
                "--no-cache"
            )
        return ExportedCalls(settings.requests, settings.store, model=model, settings=settings)
    provider = Provider(model, settings)
    if settings.store is None:
        return provider
    return KeptCalls(provider, settings.store, model=model, settings=settings)


class LlmCritic:
    """Asks a model over the network, once more when its answer cannot be used."""

    def __init__(self, model: str, settings: CriticSettings, asker: Asker) -> None:
        self._model = model
        self._settings = settings
        self._asker = asker
        self._row = find_row(model)
        self._prompt = choose_prompt(model, settings.prompt)
        self._schema = schema_of(self._prompt)
        self._fingerprint = _fingerprint(model, settings, self._prompt)

    @property
    def name(self) -> str:
        """The model's name, as typed."""
        return self._model

    @property
    def prompt(self) -> str:
        """The name of the prompt that is rendered."""
        return self._prompt

    @property
    def input_price(self) -> float | None:
        """USD per prompt token by litellm's list; None where it has none, as for ``api_base``."""
        return None if self._settings.api_base else find_input_price(self._model)

    @property
    def fingerprint(self) -> str:
        """Model, address, prompt, schema and sampling parameters as one line of JSON."""
        return self._fingerprint

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome. Raises ``ModelUnavailable`` when no call can succeed."""
        prompt = render_prompt(request, prompt=self._prompt)
        messages = build_messages(prompt, marks_prefix=needs_marked_prefix(self._model))
        spent, calls = Usage(), list[Call]()
        try:
            for is_last in (False, True):
                calls.append(
                    Call(
                        messages=tuple(messages),
                        shared=prompt.system + prompt.prefix,
                        sample=request.sample,
                        schema=answer_schema(self._schema),
                    )
                )
                reply = await self._asker.ask(calls[-1])
                spent += reply.usage
                outcome = self._read(request, reply, spent)
                if isinstance(outcome, Prediction):
                    return outcome
                if reply.is_refusal or is_last:
                    for call in calls:
                        self._asker.forget(call)
                    return outcome
                messages = add_repair(
                    messages,
                    reply.text,
                    outcome.message,
                    keys=answer_schema(self._schema)["required"],
                )
        except CallFailed as error:
            return CriticFailure(
                node_id=request.test.node_id,
                critic=self.name,
                kind=error.fault.kind,
                message=error.fault.message,
                usage=spent + error.usage,
            )
        raise AssertionError("the second reply is always the last")

    async def close(self) -> None:
        """Close the connections to the provider."""
        await self._asker.close()

    def _read(
        self, request: CriticRequest, reply: Reply, spent: Usage
    ) -> Prediction | CriticFailure:
        from patchcritic.critics.answer import (
            BadAnswer,
            demand_witness,
            make_prediction,
            parse_answer,
        )

        try:
            answer = parse_answer(reply.text)
        except BadAnswer as error:
            is_refused = reply.sounds_like_refusal or not reply.text.strip()
            return CriticFailure(
                node_id=request.test.node_id,
                critic=self.name,
                kind="refused" if is_refused and not reply.is_cut else "bad-answer",
                message=_explain(reply, str(error), self._settings.max_tokens),
                usage=spent,
            )
        if self._schema >= SCHEMA_VERSION:
            answer = demand_witness(answer)
        return make_prediction(request, answer, critic=self.name, usage=spent)


def _explain(reply: Reply, problem: str, max_tokens: int) -> str:
    if reply.is_cut:
        return f"The answer was cut off at max_tokens ({max_tokens}): {problem}."
    if not reply.text.strip():
        reason = "The provider's filter refused." if reply.is_refusal else "It is empty."
        return f"The model gave no answer. {reason}"
    if reply.sounds_like_refusal:
        return f"The model refused: {reply.text.strip()[:200]}"
    return f"The answer cannot be used: {problem}."


def _fingerprint(model: str, settings: CriticSettings, prompt: str) -> str:
    parts = {
        "critic": "llm",
        "model": model,
        "api_base": settings.api_base,
        "prompt": prompt_digest(prompt),
        "schema": SCHEMA_VERSION,
        "temperature": settings.temperature,
        "seed": settings.seed,
        "max_tokens": settings.max_tokens,
    }
    return json.dumps(parts, sort_keys=True)
