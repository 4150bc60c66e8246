"""From settings to the critic that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.config import Config
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.batch_file import RequestsFile
    from patchcritic.critics.prices import Prices
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
    from patchcritic.critics.compose import compose_cascade, compose_critic

    settings = settings or read_settings(config, requests)
    levels = tuple(
        (
            model,
            compose_critic(
                _load(model, settings),
                samples=config.samples,
                combine=config.combine,
                second_look=config.second_look,
                panel=config.panel,
            ),
        )
        for model in models
    )
    return levels[0][1] if len(levels) == 1 else compose_cascade(levels)


def choose_calibration(models: tuple[str, ...], config: Config, critic: Critic) -> ProfileChoice:
    """The profile of the model that has the last word, and a line for the report.

    Profiles are made of single answers, so they say nothing of samples, looks and panels.
    Raises ``UsageProblem`` when the user's profile cannot be read or is made for another model.
    """
    from patchcritic.pipeline import prompt_for
    from patchcritic.prompts import prompt_digest
    from patchcritic.verdict import ProfileChoice, choose_profile

    if config.samples > 1 or config.second_look or config.panel:
        note = "p_pass is not calibrated: profiles are for single answers"
        return ProfileChoice(profile=None, note=note)
    choice = choose_profile(models[-1], prompt_digest(prompt_for(critic)), config.profile)
    if config.profile is not None and choice.profile is None:
        raise UsageProblem(f"--profile {choice.note}; leave it out, or name the one that fits")
    return choice


def check_threshold(config: Config, choice: ProfileChoice) -> None:
    """Raise ``UsageProblem`` when the rule or the stated risk needs what the profile lacks: before
    anything is paid for."""
    from patchcritic.verdict import choose_threshold

    choose_threshold(
        config.rule,
        threshold=config.threshold,
        profile=choice.profile,
        max_false_accept=config.max_false_accept,
    )


def calibrate_critic(critic: Critic, choice: ProfileChoice) -> Critic:
    """The critic, its answers read by the profile where there is one."""
    from patchcritic.critics.static import static_p_pass
    from patchcritic.verdict import CalibratedCritic

    if choice.profile is None:
        return critic
    return CalibratedCritic(critic, choice.profile, static_p_pass)


def read_settings(config: Config, requests: RequestsFile | None = None) -> CriticSettings:
    """How models are asked by a run's settings; its store and its purse are new ones."""
    from patchcritic.cache import AnswerStore
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.purse import Purse

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
    from patchcritic.critics.prices import Prices

    values = [float(part) for part in text.split(",")]
    return Prices(input=values[0], output=values[1], cached=values[2] if values[2:] else None)


def _load(model: str, settings: CriticSettings) -> Critic:
    """One model's critic; the embedded one's answers are kept whole, providers' call by call, and
    those of the prior not at all: it is quicker than the store."""
    from patchcritic.critics import CachedCritic, load_critic
    from patchcritic.critics.paying import check_purse
    from patchcritic.critics.registry import kind_of

    check_purse(model, settings)
    critic = load_critic(model, settings)
    if settings.store is None or kind_of(model) in ("llm", "static"):
        return critic
    return CachedCritic(critic, settings.store)
