"""From settings to the critic that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.config import Config
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.calling.prices import Prices
    from patchcritic.critics.calling.requests_file import RequestsFile
    from patchcritic.domain import Critic
    from patchcritic.verdict import ProfileChoice


def build_critic(
    models: tuple[str, ...],
    config: Config,
    *,
    requests: RequestsFile | None = None,
    settings: CriticSettings | None = None,
) -> Critic:
    """The critic that a run asks, with all that the options put around it.

    Args:
        models: one, or the levels of a cascade, cheapest first.
        config: the run's settings.
        requests: where calls are written down instead of being sent; None sends them.
        settings: those of ``read_settings``, when somebody else pays from the same purse.

    Raises:
        UsageProblem: options exclude each other, or the cost is bounded and a price is not known.
    """
    settings = settings or read_settings(config, requests)
    return _join(tuple((model, _build_level(model, config, settings)) for model in models))


def build_calibrated(
    models: tuple[str, ...],
    config: Config,
    *,
    requests: RequestsFile | None = None,
    settings: CriticSettings | None = None,
) -> tuple[Critic, ProfileChoice]:
    """The critic of ``build_critic`` with each model's answers read by its profile, and the choice
    of profile for the model that has the last word, by which the patch is decided.

    Raises ``UsageProblem`` as ``build_critic``, when the user's profile cannot be read or fits none
    of the models, and when the rule or the stated risk needs what the profile lacks.
    """
    from patchcritic.verdict import choose_threshold

    settings = settings or read_settings(config, requests)
    levels = tuple((model, _build_level(model, config, settings)) for model in models)
    choices = [_choose_profile(model, config, critic) for model, critic in levels]
    if config.profile is not None and all(choice.profile is None for choice in choices):
        raise UsageProblem(f"--profile {choices[-1].note}; leave it out, or name one that fits")
    choose_threshold(
        config.rule,
        threshold=config.threshold,
        profile=choices[-1].profile,
        max_false_accept=config.max_false_accept,
    )
    calibrated = tuple(
        (model, _calibrate(critic, choice))
        for (model, critic), choice in zip(levels, choices, strict=True)
    )
    return _join(calibrated), choices[-1]


def _build_level(model: str, config: Config, settings: CriticSettings) -> Critic:
    from patchcritic.critics.composed.compose import compose_critic

    return compose_critic(
        _load(model, settings),
        samples=config.samples,
        combine=config.combine,
        second_look=config.second_look,
        panel=config.panel,
    )


def _join(levels: tuple[tuple[str, Critic], ...]) -> Critic:
    from patchcritic.critics.composed.compose import compose_cascade

    return levels[0][1] if len(levels) == 1 else compose_cascade(levels)


def _choose_profile(model: str, config: Config, critic: Critic) -> ProfileChoice:
    """The model's profile; those are made of single answers, so they say nothing of several."""
    from patchcritic.pipeline import prompt_for
    from patchcritic.prompts import prompt_digest
    from patchcritic.verdict import ProfileChoice, choose_profile

    if config.samples > 1 or config.second_look or config.panel:
        note = "p_pass is not calibrated: profiles are for single answers"
        return ProfileChoice(profile=None, note=note)
    return choose_profile(model, prompt_digest(prompt_for(critic)), config.profile)


def _calibrate(critic: Critic, choice: ProfileChoice) -> Critic:
    from patchcritic.critics.static import static_p_pass
    from patchcritic.verdict import CalibratedCritic

    if choice.profile is None:
        return critic
    return CalibratedCritic(critic, choice.profile, static_p_pass)


def read_settings(config: Config, requests: RequestsFile | None = None) -> CriticSettings:
    """How models are asked by a run's settings; its store and its purse are new ones."""
    from patchcritic.cache import AnswerStore
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.calling.purse import Purse

    return CriticSettings(
        api_base=config.api_base,
        timeout_s=config.timeout,
        concurrency=config.concurrency,
        prompt=config.prompt,
        explore=config.explore,
        store=AnswerStore() if config.cache else None,
        requests=requests,
        purse=None if config.max_cost is None else Purse(config.max_cost),
        prices=None if config.price is None else _read_price(config.price),
    )


def _read_price(text: str) -> Prices:
    from patchcritic.critics.calling.prices import Prices

    values = [float(part) for part in text.split(",")]
    return Prices(input=values[0], output=values[1], cached=values[2] if values[2:] else None)


def _load(model: str, settings: CriticSettings) -> Critic:
    """One model's critic; the embedded one's answers are kept whole, providers' call by call, and
    those of the prior not at all: it is quicker than the store."""
    from patchcritic.critics import CachedCritic, load_critic
    from patchcritic.critics.calling.deadline import TimedCritic
    from patchcritic.critics.calling.paying import check_purse
    from patchcritic.critics.names import kind_of

    check_purse(model, settings)
    critic = load_critic(model, settings)
    if settings.deadline is not None and kind_of(model) != "llm":
        critic = TimedCritic(critic, settings.deadline)
    if settings.store is None or kind_of(model) in ("llm", "static"):
        return critic
    return CachedCritic(critic, settings.store)
