"""A provider's model: litellm, the key, one small question, abilities and price."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from patchcritic.cli.doctor import abilities
from patchcritic.cli.doctor.keys import VARIABLES
from patchcritic.cli.doctor.nouns import Check, State
from patchcritic.errors import ModelUnavailable

if TYPE_CHECKING:
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.calling.provider import Provider
    from patchcritic.critics.calling.reply import Reply

TIMEOUT_S = 60.0
MAX_TOKENS = 1024
"""Enough for a model that thinks before it says yes."""
COMPROMISED = re.compile(r"1\.107\.|1\.82\.[78]$")
REQUIREMENT = "litellm>=1.100,<2,!=1.107.*"


def check_litellm() -> Check:
    """Whether litellm loads; a release known as malicious is told and not loaded."""
    from patchcritic.critics.calling.litellm_import import start_import

    try:
        found = version("litellm")
    except PackageNotFoundError:
        message = f"litellm is not installed: `pip install '{REQUIREMENT}'`."
        return Check(name="litellm", state=State.FAIL, message=message)
    details = {"version": found}
    if COMPROMISED.match(found):
        message = (
            f"litellm {found} is reported to steal credentials and was not loaded: `pip install "
            f"'{REQUIREMENT}'`, and replace the keys that this machine holds."
        )
        return Check(name="litellm", state=State.FAIL, message=message, details=details)
    try:
        start_import().result()
    except BaseException as error:  # a broken package may raise anything, SystemExit included
        if isinstance(error, KeyboardInterrupt):
            raise
        message = (
            f"litellm {found} is broken ({type(error).__name__}: {error}): `pip install "
            f"--force-reinstall '{REQUIREMENT}'`."
        )
        return Check(name="litellm", state=State.FAIL, message=message, details=details)
    message = f"litellm {found} loads."
    return Check(name="litellm", state=State.OK, message=message, details=details)


def check_key(model: str, environment: Mapping[str, str]) -> Check:
    """Whether the key that goes by the provider's name is set, for a model that is not asked."""
    from patchcritic.critics.calling.model_list import find_entry

    provider, slash, _ = model.partition("/")
    if not slash:
        provider = (find_entry(model) or {}).get("litellm_provider", "")
    name = f"{provider.upper()}_API_KEY"
    if name in VARIABLES and not environment.get(name, "").strip():
        message = f"The model {model} needs a key: set {name}, or choose --model local."
        return Check(name="model", state=State.FAIL, message=message)
    message = f"{model} was not asked (--offline)."
    return Check(name="model", state=State.SKIP, message=message)


def list_model(model: str, settings: CriticSettings) -> tuple[Check, ...]:
    """What is known of a model without asking it."""
    from patchcritic.critics.calling.capabilities import find_capabilities
    from patchcritic.critics.calling.paying import choose_prices

    listed = None if settings.api_base else find_capabilities(model)
    prices = abilities.check_prices(choose_prices(model, settings))
    return *abilities.list_abilities(listed), prices


def ask_model(model: str, settings: CriticSettings) -> tuple[Check, ...]:
    """Ask two small questions, and tell what the replies show. Costs some hundred tokens."""
    from patchcritic.critics.calling.faults import CallFailed

    try:
        first, second = asyncio.run(_ask(model, settings))
    except ModelUnavailable as error:
        return (Check(name="model", state=State.FAIL, message=str(error)),)
    except CallFailed as error:
        message = f"{model} did not answer: {error.fault.message}"
        return (Check(name="model", state=State.FAIL, message=message),)
    return _read(model, settings, first, second)


def _read(
    model: str, settings: CriticSettings, first: Reply, second: Reply | None
) -> tuple[Check, ...]:
    from patchcritic.critics.calling.capabilities import find_capabilities
    from patchcritic.critics.calling.paying import choose_prices

    listed = None if settings.api_base else find_capabilities(model)
    calls = None if second is None else bool(second.tool_calls)
    how = "tried" if second is not None else "a call that offers one failed"
    return (
        _tell_latency(model, first, second),
        abilities.check_ability("schema", abilities.follows_schema(first), how="tried"),
        abilities.check_ability("logprobs", bool(first.tokens), how="tried"),
        abilities.check_ability("tools", calls, how=how),
        abilities.list_images(listed),
        abilities.check_prices(choose_prices(model, settings)),
    )


def _tell_latency(model: str, first: Reply, second: Reply | None) -> Check:
    usage = first.usage if second is None else first.usage + second.usage
    seconds = first.usage.seconds
    details = {
        "latency_s": round(seconds, 3),
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cost_usd": usage.cost_usd,
    }
    message = f"{model} answers, in {seconds:.1f} s."
    return Check(name="model", state=State.OK, message=message, details=details)


async def _ask(model: str, settings: CriticSettings) -> tuple[Reply, Reply | None]:
    """The replies to a question with a schema and to one with a tool; None where that failed."""
    from patchcritic.critics.calling.calls import Call
    from patchcritic.critics.calling.provider import Provider

    provider = Provider(model, settings)
    try:
        first = await provider.ask(
            Call(
                messages=({"role": "user", "content": abilities.QUESTION},),
                schema=abilities.SCHEMA,
                wants_logprobs=True,
            )
        )
        return first, await _offer_tool(provider)
    finally:
        await provider.close()


async def _offer_tool(provider: Provider) -> Reply | None:
    from patchcritic.critics.calling.calls import Call
    from patchcritic.critics.calling.faults import CallFailed

    message = {"role": "user", "content": abilities.TOOL_QUESTION}
    try:
        return await provider.ask(Call(messages=(message,), tools=(abilities.TOOL,)))
    except (CallFailed, ModelUnavailable):
        return None
