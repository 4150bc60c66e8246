"""Whether a run's calls can be paid: prices by the user's word, else by the list, never a guess."""

from __future__ import annotations

from patchcritic.critics.calling.prices import Prices, find_prices
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.names import kind_of
from patchcritic.errors import UsageProblem


def choose_prices(model: str, settings: CriticSettings) -> Prices | None:
    """What the user says that the model costs, else what litellm's list says; None when neither
    does, as for a server of one's own (``api_base``), which has no list price."""
    if settings.prices is not None or settings.api_base:
        return settings.prices
    return find_prices(model)


def check_purse(model: str, settings: CriticSettings) -> None:
    """Raise ``UsageProblem`` when money is bounded and nobody knows what the model costs."""
    is_bounded = settings.purse is not None and kind_of(model) == "llm"
    if is_bounded and choose_prices(model, settings) is None:
        raise UsageProblem(
            f"--max-cost needs to know what {model} costs, and no price is known for it; give "
            "--price IN,OUT (USD per million tokens), or leave --max-cost out."
        )
