"""From settings to the critic that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchcritic.config import Config
    from patchcritic.critics import CriticSettings
    from patchcritic.critics.batch_file import RequestsFile
    from patchcritic.critics.prices import Prices
    from patchcritic.domain import Critic


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
    """One model's critic; the embedded one's answers are kept whole, others' call by call."""
    from patchcritic.critics import CachedCritic, load_critic
    from patchcritic.critics.paying import check_purse
    from patchcritic.critics.registry import kind_of

    check_purse(model, settings)
    critic = load_critic(model, settings)
    if settings.store is None or kind_of(model) == "llm":
        return critic
    return CachedCritic(critic, settings.store)
