"""From options to the arms of ``bench run``, and from an arm to its critic."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from patchcritic.bench.run import DEFAULT_CONTEXT, DEFAULT_PROMPT, Arm, ContextMode, TracerArm
from patchcritic.cli.critic import build_critic
from patchcritic.cli.model_choice import choose_model, choose_models
from patchcritic.config import Config

if TYPE_CHECKING:
    from patchcritic.critics.calling.requests_file import RequestsFile
    from patchcritic.domain import Critic

Contexts = tuple[ContextMode, ...]


def make_arms(
    models: tuple[str, ...],
    config: Config,
    *,
    prompts: tuple[str, ...],
    contexts: Contexts,
    tracers: tuple[TracerArm, ...] = (),
) -> tuple[Arm, ...]:
    """Every combination of a model, a prompt, a context and the tracer's part, each once; a cascade
    counts as one model more. Raises ``UsageProblem`` when the model is to be chosen."""
    named: list[tuple[str, ...]] = [(choose_model(model),) for model in models]
    if config.cascade is not None or not named:
        named.append(choose_models(config))
    arms = (
        Arm(models=one, prompt=prompt, context=context, tracer=tracer)
        for one, prompt, context, tracer in product(
            named,
            prompts or (DEFAULT_PROMPT,),
            contexts or (DEFAULT_CONTEXT,),
            tracers or ("off",),
        )
    )
    return tuple(dict.fromkeys(arms))


def freeze_config(config: Config) -> Config:
    """The same settings as a value that another process can be sent."""
    return Config.model_construct(**config.model_dump())


def make_critic(
    config: Config, arm: Arm, left_usd: float | None, *, requests: RequestsFile | None = None
) -> Critic:
    """The arm's critic, with what the options put around it. Raises as ``build_critic``."""
    changed = config.model_copy(update={"prompt": arm.prompt, "max_cost": left_usd})
    return build_critic(arm.models, changed, requests=requests)
