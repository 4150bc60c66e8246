"""Which critic ``--model auto`` means, and the offer to pull its weights."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from patchcritic.errors import ModelUnavailable, UsageProblem

if TYPE_CHECKING:
    from patchcritic.config import Config

SUGGESTIONS = {
    "ANTHROPIC_API_KEY": "anthropic/claude-sonnet-5-5",
    "OPENAI_API_KEY": "openai/gpt-5.6",
    "GEMINI_API_KEY": "gemini/gemini-3.8-flash",
    "MISTRAL_API_KEY": "mistral/mistral-large-latest",
    "DEEPSEEK_API_KEY": "deepseek/deepseek-v4-pro",
}


def choose_models(config: Config) -> tuple[str, ...]:
    """The levels of the cascade, or the one model. Raises ``UsageProblem`` as ``choose_model``."""
    if config.cascade is None:
        return (choose_model(config.model),)
    return tuple(choose_model(name.strip()) for name in config.cascade.split(","))


def choose_model(model: str) -> str:
    """The model to ask: as named, or ``local`` when the name is ``auto`` and no key is set.

    Raises:
        UsageProblem: a provider's key is set, so that sending code there or not is the user's
            choice to make; the message suggests a name.
    """
    if model != "auto":
        return model
    for variable, suggestion in SUGGESTIONS.items():
        if os.environ.get(variable):
            raise UsageProblem(
                f"{variable} is set, so please choose: --model {suggestion} sends code to that "
                "provider, --model local keeps it on this machine"
            )
    return "local"


def offer_weights(model: str) -> None:
    """Make sure the weights of an embedded model are here; on a terminal offer to pull them.

    Raises:
        ModelUnavailable: they are not, and nobody said yes; or llama.cpp is not installed.
    """
    if model != "local" and not model.startswith("local:"):
        return
    from patchcritic.cli.models import pull_visibly
    from patchcritic.critics.local.engine import NO_LLAMA
    from patchcritic.models import DEFAULT_HUB, default_local_model, find_model, known_model

    _, _, alias = model.partition(":")
    known = known_model(alias) if alias else default_local_model()
    if find_model(known.name) is not None:
        return
    command = f"patchcritic models pull {known.alias}"
    is_terminal = sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")
    if not is_terminal:
        raise ModelUnavailable(f"the weights of {known.name} are not here; run `{command}` first")
    if find_spec("xllamacpp") is None:
        raise ModelUnavailable(NO_LLAMA)
    question = f"The weights of {known.name} are not here. Pull {known.size / 1e6:,.0f} MB now?"
    if not _confirm(question):
        raise ModelUnavailable(f"without weights nothing can be judged; `{command}` gets them")
    pull_visibly(known, hub=os.environ.get("HF_ENDPOINT") or DEFAULT_HUB)


def _confirm(question: str) -> bool:
    """Ask on stderr, since typer's own question leaves a blank in the report on stdout."""
    print(f"{question} [Y/n] ", end="", file=sys.stderr, flush=True)  # noqa: T201
    answer = sys.stdin.readline()
    return answer.lower() in ("\n", "y\n", "yes\n")
