"""A provider's model behind litellm: key check, calls at a bounded rate, retries."""

from __future__ import annotations

import asyncio
import math
import os
import time
from dataclasses import replace
from typing import Any

from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed, Fault, classify_fault
from patchcritic.critics.calling.litellm_import import skip_bookkeeping, start_import
from patchcritic.critics.calling.pacing import Gate, choose_wait
from patchcritic.critics.calling.paying import choose_prices
from patchcritic.critics.calling.purse import Purse, estimate_cost
from patchcritic.critics.calling.reply import Reply, read_reply
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.calling.warmup import WarmUp
from patchcritic.critics.calling.wire import build_body
from patchcritic.critics.names import CHOICES
from patchcritic.domain import Usage
from patchcritic.errors import ModelUnavailable

_KEYLESS = {"ollama", "ollama_chat", "lm_studio", "hosted_vllm", "vllm", "llamafile", "xinference"}
_AMBIENT = {"bedrock", "sagemaker", "vertex_ai", "azure"}
"""They find credentials outside the environment: profiles, instance roles, signed-in tools."""


FIRST_COMPLETION = 1024
"""Tokens that a reply is taken to have before there was one."""

_OPTIONAL = ("response_format", "logprobs", "seed")


class Provider:
    """Sends calls to one model over the network and gets replies, or a fault, back."""

    def __init__(self, model: str, settings: CriticSettings) -> None:
        self._model = model
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._gate = Gate()
        self._warm_up = WarmUp()
        self._purse = settings.purse or Purse(math.inf)
        self._prices = choose_prices(model, settings)
        self._opening = asyncio.Lock()
        self._litellm: Any = None
        self._options: dict[str, Any] = {}
        self._left_out: set[str] = set()
        self._longest_completion = 0
        self._has_answered = False

    async def ask(self, call: Call) -> Reply:
        """The reply, whose usage counts all tries.

        Raises ``CallFailed``, and ``ModelUnavailable`` when no call can ever succeed.
        """
        await self._open()
        async with self._warm_up.take_turn(call.shared):
            return await self._ask_until_answered(call)

    def forget(self, call: Call) -> None:
        """Nothing is kept here."""

    async def close(self) -> None:
        """Close the connections."""
        if self._litellm is not None:
            await self._litellm.close_litellm_async_clients()

    async def _ask_until_answered(self, call: Call) -> Reply:
        spent = Usage()
        n_retries = 0
        while True:
            body = self._fit_body(call)
            started = time.perf_counter()
            try:
                reply = await self._send(call, body)
            except CallFailed as error:
                raise CallFailed(error.fault, spent) from error
            except Exception as error:
                spent += Usage(n_calls=1, seconds=time.perf_counter() - started)
                fault = classify_fault(error)
                if rejected := fault.rejects & body.keys():
                    self._left_out |= rejected
                    continue
                wait_s = self._choose_wait(fault, n_retries)
                if wait_s is None:
                    self._end_run_if_hopeless(fault)
                    raise CallFailed(fault, spent) from error
                n_retries += 1
                await asyncio.sleep(wait_s)
            else:
                self._has_answered = True
                return replace(reply, usage=spent + reply.usage)

    def _choose_wait(self, fault: Fault, n_retries: int) -> float | None:
        """Seconds until the next try, which hold all other calls where the provider asks for
        that; None when there is to be none."""
        wait_s = choose_wait(fault, n_retries, self._settings.max_retries)
        if fault.is_throttled:
            self._gate.shut(fault, max(wait_s or 0.0, fault.retry_after_s or 0.0))
        return wait_s

    async def _open(self) -> None:
        async with self._opening:
            if self._litellm is None:
                litellm = await _load_litellm()
                self._options = self._choose_options(litellm)
                self._left_out = _find_unsupported(litellm, self._options["model"])
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
            "_skip_mcp_handler": True,  # else a call with tools imports mcp, which litellm lacks
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

    async def _send(self, call: Call, body: dict[str, Any]) -> Reply:
        """One try, when there is a free slot, nobody asks us to wait, and money is left."""
        async with self._slots:
            await self._gate.pass_through()
            async with self._purse.pay(lambda: self._estimate_cost(call)) as bill:
                try:
                    reply = await self._call(body)
                except TimeoutError:
                    bill.usd = bill.estimated_usd  # we hung up, yet the provider may charge for it
                    raise
                cost_usd = reply.usage.cost_usd
                bill.usd = bill.estimated_usd if cost_usd is None else cost_usd
                self._longest_completion = max(
                    self._longest_completion, reply.usage.completion_tokens
                )
                return reply

    async def _call(self, body: dict[str, Any]) -> Reply:
        skip_bookkeeping()
        started = time.perf_counter()
        # The provider's own timeout starts anew with every byte; this one does not.
        async with asyncio.timeout(self._settings.timeout_s):
            response = await self._litellm.acompletion(**body, **self._options)
        return read_reply(response, seconds=time.perf_counter() - started, prices=self._prices)

    def _estimate_cost(self, call: Call) -> float:
        """What a call may cost in USD; nothing while no price is known."""
        if self._prices is None:
            return 0.0
        completion_tokens = self._longest_completion or FIRST_COMPLETION
        return estimate_cost(call, self._prices, completion_tokens=completion_tokens)

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
