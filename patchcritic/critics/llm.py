"""A critic that asks a provider's model, whichever litellm knows."""

from __future__ import annotations

import json
from dataclasses import asdict

from patchcritic.critics.batch.export import ExportedCalls
from patchcritic.critics.calling.calls import Asker, Call
from patchcritic.critics.calling.capabilities import find_capabilities
from patchcritic.critics.calling.deadline import TimedAsker
from patchcritic.critics.calling.kept import KeptCalls
from patchcritic.critics.calling.prices import find_input_price
from patchcritic.critics.calling.provider import Provider
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.messages import build_messages, needs_marked_prefix
from patchcritic.critics.model_table import choose_prompt, find_row
from patchcritic.critics.schema import PLAIN_VERSION, SCHEMA_VERSION, answer_schema
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction
from patchcritic.errors import UsageProblem
from patchcritic.prompts import RenderedPrompt, prompt_digest, render_prompt, schema_of


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
    asker: Asker = Provider(model, settings)
    if settings.deadline is not None:
        asker = TimedAsker(asker, settings.deadline)
    if settings.store is None:
        return asker
    return KeptCalls(asker, settings.store, model=model, settings=settings)


class LlmCritic:
    """Asks a model over the network, and once more when its answer cannot be used or does not
    hold."""

    def __init__(self, model: str, settings: CriticSettings, asker: Asker) -> None:
        self._model = model
        self._settings = settings
        self._asker = asker
        self._row = find_row(model)
        self._prompt = choose_prompt(model, settings.prompt)
        self._schema = _demand_json(self._prompt)
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

    @property
    def sees_images(self) -> bool:
        """Whether litellm's list says that the model takes pictures."""
        capabilities = find_capabilities(self._model)
        return bool(capabilities and capabilities.sees_images)

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome. Raises ``ModelUnavailable`` when no call can succeed."""
        from patchcritic.critics.llm_dialogue import Dialogue

        prompt = render_prompt(request, prompt=self._prompt, has_scale=self.has_scale)
        dialogue = Dialogue(
            request,
            self._make_call(request, prompt),
            self._choose_asker(request),
            critic=self.name,
            prompt_digest=prompt.digest,
            is_certificate=self._schema >= SCHEMA_VERSION,
            max_tokens=self._settings.max_tokens,
        )
        return await dialogue.judge()

    async def close(self) -> None:
        """Close the connections to the provider."""
        await self._asker.close()

    @property
    def has_scale(self) -> bool:
        """Whether the prompt asks for a grade from A to T too."""
        return self._row.has_scale and self._schema >= SCHEMA_VERSION

    def _make_call(self, request: CriticRequest, prompt: RenderedPrompt) -> Call:
        messages = build_messages(
            prompt,
            marks_prefix=needs_marked_prefix(self._model),
            images=request.context.images,
        )
        return Call(
            messages=tuple(messages),
            shared=prompt.system + prompt.prefix,
            sample=request.sample,
            wants_logprobs=self._row.wants_logprobs,
            schema=answer_schema(self._schema, has_scale=self.has_scale),
        )

    def _choose_asker(self, request: CriticRequest) -> Asker:
        """The one that may look things up first, for this test, or the one for all."""
        if not self._settings.explore or request.tree is None:
            return self._asker
        from patchcritic.critics.explore.asker import ExploringAsker

        return ExploringAsker(self._asker, request.tree, self._settings.explore)


def _demand_json(prompt: str) -> int:
    """The version of a prompt's schema. Raises ``UsageProblem`` when it asks for none."""
    schema = schema_of(prompt)
    if schema < PLAIN_VERSION:
        raise UsageProblem(
            f"The prompt {prompt!r} asks for one word, which is read of embedded models only; "
            "choose another one, or --model local."
        )
    return schema


def _fingerprint(model: str, settings: CriticSettings, prompt: str) -> str:
    parts = {
        "critic": "llm",
        "model": model,
        "api_base": settings.api_base,
        "prompt": prompt_digest(prompt),
        "row": asdict(find_row(model)),
        "explore": settings.explore,
        "schema": SCHEMA_VERSION,
        "temperature": settings.temperature,
        "seed": settings.seed,
        "max_tokens": settings.max_tokens,
    }
    return json.dumps(parts, sort_keys=True)
