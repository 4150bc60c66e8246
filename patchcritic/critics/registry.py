"""The critic that each kind of model name stands for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.names import kind_of
from patchcritic.domain import Critic

CRITICS = {
    "scripted": "patchcritic.critics.scripted:load_scripted",
    "local": "patchcritic.critics.local.critic:load_local",
    "llm": "patchcritic.critics.llm:load_llm",
    "static": "patchcritic.critics.static:load_static",
}
"""Kind of name -> function ``(model, settings) -> Critic``; imported when it is chosen."""


def load_critic(model: str, settings: CriticSettings) -> Critic:
    """The critic that a model name stands for.

    Nothing is asked, downloaded or loaded yet. Raises ``UsageProblem`` listing the choices when
    the name is ill-formed, and whatever the kind's own loader raises.
    """
    module_name, _, function_name = CRITICS[kind_of(model)].partition(":")
    load = getattr(import_module(module_name), function_name)
    return cast(Callable[[str, CriticSettings], Critic], load)(model, settings)
