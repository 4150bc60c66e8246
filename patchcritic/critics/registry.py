"""Model names, and the critic that each kind of name stands for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from patchcritic.critics.settings import CriticSettings
from patchcritic.domain import Critic
from patchcritic.errors import UsageProblem

CRITICS = {
    "scripted": "patchcritic.critics.scripted:load_scripted",
    "local": "patchcritic.critics.local:load_local",
    "llm": "patchcritic.critics.llm:load_llm",
    "static": "patchcritic.critics.static:load_static",
}
"""Kind of name -> function ``(model, settings) -> Critic``; imported when it is chosen."""

CHOICES = (
    "'local', 'local:0.5b' or 'local:1.5b' (embedded), a path to a .gguf file, "
    "'static' (a prior, no model), 'scripted:FILE', or a provider's model as litellm spells it, "
    "such as 'anthropic/claude-sonnet-4-5' or 'openai/gpt-4o' (with --api-base: 'openai/NAME')"
)


def load_critic(model: str, settings: CriticSettings) -> Critic:
    """The critic that a model name stands for.

    Nothing is asked, downloaded or loaded yet. Raises ``UsageProblem`` listing the choices when
    the name is ill-formed, and whatever the kind's own loader raises.
    """
    module_name, _, function_name = CRITICS[kind_of(model)].partition(":")
    load = getattr(import_module(module_name), function_name)
    return cast(Callable[[str, CriticSettings], Critic], load)(model, settings)


def kind_of(model: str) -> str:
    """The key of ``CRITICS`` for a model name. Raises ``UsageProblem`` for an ill-formed one."""
    kind, colon, rest = model.partition(":")
    is_ill_formed = not model or model != model.strip() or not model.isprintable()
    if is_ill_formed or (colon and not rest) or model.startswith("-") or model == "scripted":
        raise UsageProblem(f"{model!r} names no model; give {CHOICES}.")
    if kind == "local" or model.endswith(".gguf"):
        return "local"
    if model == "static":
        return "static"
    return "scripted" if kind == "scripted" else "llm"
