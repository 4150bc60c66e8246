"""A provider's model behind litellm: key check, calls at a bounded rate, retries."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import replace
from typing import Any

from patchcritic.critics.calls import Call
from patchcritic.critics.faults import CallFailed, Fault, classify_fault
from patchcritic.critics.litellm_import import start_import
from patchcritic.critics.registry import CHOICES
from patchcritic.critics.reply import Reply, read_reply
from patchcritic.critics.settings import CriticSettings
from patchcritic.critics.wire import build_body
from patchcritic.domain import Usage
from patchcritic.errors import ModelUnavailable

BACK_OFF_S = 0.5
"""Longest wait before the first retry; it doubles with each further one."""
MAX_WAIT_S = 60.0
"""Longest wait before a retry; a provider that asks for more is not asked again."""

_KEYLESS = {"ollama", "ollama_chat", "lm_studio", "hosted_vllm", "vllm", "llamafile", "xinference"}
_AMBIENT = {"bedrock", "sagemaker", "vertex_ai", "azure"}
"""They find credentials outside the environment: profiles, instance roles, signed-in tools."""


_OPTIONAL = ("response_format", "logprobs", "seed")


class Provider:
    """Sends calls to one model over the network and gets replies, or a fault, back."""

    def __init__(self, model: str, settings: CriticSettings) -> None:
        self._model = model
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._opening = asyncio.Lock()
        self._litellm: Any = None
        self._options: dict[str, Any] = {}
        self._left_out: set[str] = set()
        self._is_priced = False
        self._has_answered = False

    async def ask(self, call: Call) -> Reply:
        """The reply, whose usage counts all tries.

        Raises ``CallFailed``, and ``ModelUnavailable`` when no call can ever succeed.
        """
        await self._open()
        spent = Usage()
        n_retries = 0
        while True:
            body = self._fit_body(call)
            started = time.perf_counter()
            try:
                reply = await self._call(body)
            except Exception as error:
                spent += Usage(n_calls=1, seconds=time.perf_counter() - started)
                fault = classify_fault(error)
                if rejected := fault.rejects & body.keys():
                    self._left_out |= rejected
                    continue
                wait_s = choose_wait(fault, n_retries, self._settings.max_retries)
                if wait_s is None:
                    self._end_run_if_hopeless(fault)
                    raise CallFailed(fault, spent) from error
                n_retries += 1
                await asyncio.sleep(wait_s)
            else:
                self._has_answered = True
                return replace(reply, usage=spent + reply.usage)

    def forget(self, call: Call) -> None:
        """Nothing is kept here."""

    async def close(self) -> None:
        """Close the connections."""
        if self._litellm is not None:
            await self._litellm.close_litellm_async_clients()

    async def _open(self) -> None:
        async with self._opening:
            if self._litellm is None:
                litellm = await _load_litellm()
                self._options = self._choose_options(litellm)
                self._left_out = _find_unsupported(litellm, self._options["model"])
                self._is_priced = not self._settings.api_base and _is_priced(litellm, self._model)
                self._litellm = litellm

    def _choose_options(self, litellm: Any) -> dict[str, Any]:
        """The arguments of every call; raises ``ModelUnavailable`` when a key is missing."""
        settings = self._settings
        model, provider = self._find_provider(litellm)
        options: dict[str, Any] = {
            "model": model,
            "timeout": settings.timeout_s,
            "max_retries": 0,
            "num_retries": 0,
            "drop_params": True,
        }
        if settings.api_base:
            options["api_base"] = settings.api_base
            if provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
                options["api_key"] = "none"  # servers of one's own take any; the client needs one
        elif provider not in _KEYLESS | _AMBIENT:
            missing = litellm.validate_environment(model)["missing_keys"]
            if missing:
                raise ModelUnavailable(
                    f"The model {self._model} needs a key: set {' and '.join(missing)}, "
                    "or choose --model local."
                )
        return options

    def _find_provider(self, litellm: Any) -> tuple[str, str]:
        """The model's full name and its provider's; a bare name at ``api_base`` speaks OpenAI's."""
        try:
            return self._model, litellm.get_llm_provider(self._model)[1]
        except litellm.BadRequestError:
            if self._settings.api_base:
                return f"openai/{self._model}", "openai"
            message = f"No provider is known for the model {self._model!r}; give {CHOICES}."
            raise ModelUnavailable(message) from None

    def _fit_body(self, call: Call) -> dict[str, Any]:
        """What is sent: the call without what the provider is known not to take."""
        body = build_body(call, self._settings)
        left_out = {*self._left_out, *(["top_logprobs"] if "logprobs" in self._left_out else [])}
        return {name: value for name, value in body.items() if name not in left_out}

    async def _call(self, body: dict[str, Any]) -> Reply:
        async with self._slots:
            started = time.perf_counter()
            # The provider's own timeout starts anew with every byte; this one does not.
            async with asyncio.timeout(self._settings.timeout_s):
                response = await self._litellm.acompletion(**body, **self._options)
            seconds = time.perf_counter() - started
        reply = read_reply(response, seconds=seconds)
        return replace(reply, usage=replace(reply.usage, cost_usd=self._price(response)))

    def _price(self, response: Any) -> float | None:
        """What the call cost in USD by the list; None where there is no price, never a guess."""
        if not self._is_priced:
            return None
        try:
            return float(self._litellm.completion_cost(response, model=self._model))
        except Exception:  # an answer paid for must not be lost for want of its price
            return None

    def _end_run_if_hopeless(self, fault: Fault) -> None:
        if fault.ends_run:
            raise ModelUnavailable(f"The model {self._model} cannot be asked: {fault.message}")
        if fault.is_unreachable and not self._has_answered:
            place = self._settings.api_base or "the provider"
            raise ModelUnavailable(f"Nothing answers at {place}: {fault.message}")


async def _load_litellm() -> Any:
    try:
        return await asyncio.shield(asyncio.wrap_future(start_import()))
    except ImportError as error:
        raise ModelUnavailable(f"litellm, which asks providers, is broken: {error}.") from error


def _find_unsupported(litellm: Any, model: str) -> set[str]:
    """Which optional arguments litellm says that the model does not take."""
    supported = {*(litellm.get_supported_openai_params(model) or ())}
    if not litellm.supports_response_schema(model):
        supported.discard("response_format")
    return {name for name in _OPTIONAL if name not in supported}


def _is_priced(litellm: Any, model: str) -> bool:
    """Whether litellm's list holds this very model; a server of one's own has no list price."""
    try:
        return litellm.get_model_info(model).get("input_cost_per_token") is not None
    except Exception:  # litellm raises a bare one for a model that is not listed
        return False


def choose_wait(fault: Fault, n_retries: int, max_retries: int) -> float | None:
    """Seconds to wait before the next try; None when there is to be none.

    Exponential back-off with full jitter (https://aws.amazon.com/blogs/architecture/
    exponential-backoff-and-jitter/), and never less than the provider asks for.
    """
    asked_s = fault.retry_after_s or 0.0
    if not fault.may_pass or n_retries >= max_retries or asked_s > MAX_WAIT_S:
        return None
    jitter_s = random.uniform(0, min(MAX_WAIT_S, BACK_OFF_S * 2**n_retries))
    return asked_s + jitter_s if asked_s else jitter_s
