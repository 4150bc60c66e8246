from __future__ import annotations

import pytest

from patchcritic.critics import CriticSettings
from patchcritic.critics.calling.paying import check_purse, choose_prices
from patchcritic.critics.calling.prices import Prices
from patchcritic.critics.calling.purse import Purse
from patchcritic.errors import UsageProblem

PRICES = Prices(input=3.0, output=10.0)


@pytest.mark.parametrize(
    ("model", "options", "expected"),
    [
        ("gpt-4o", {}, 2.5),
        ("gpt-4o", {"prices": Prices(input=1, output=1)}, 1),
        ("gpt-4o", {"api_base": "http://h/v1"}, None),
        ("gpt-4o", {"api_base": "http://h/v1", "prices": Prices(input=0, output=0)}, 0),
    ],
    ids=["list", "user", "own server", "own server with prices"],
)
def test_the_users_word_goes_before_the_list(
    model: str, options: dict[str, object], expected: float | None
) -> None:
    prices = choose_prices(model, CriticSettings(**options))  # type: ignore[arg-type]
    assert (None if prices is None else prices.input) == expected


@pytest.mark.parametrize("model", ["local", "scripted:a.jsonl", "gpt-4o", "openai/gpt-4o"])
def test_a_purse_suits_models_whose_price_is_known(model: str) -> None:
    check_purse(model, CriticSettings(purse=Purse(1.0)))


@pytest.mark.parametrize(
    ("model", "api_base"), [("openai/none-such", None), ("gpt-4o", "http://localhost/v1")]
)
def test_a_purse_and_no_price_is_a_usage_problem(model: str, api_base: str | None) -> None:
    settings = CriticSettings(purse=Purse(1.0), api_base=api_base)
    with pytest.raises(UsageProblem, match=rf"what {model} costs.* give --price IN,OUT"):
        check_purse(model, settings)
    check_purse(model, CriticSettings(purse=Purse(1.0), api_base=api_base, prices=PRICES))
    check_purse(model, CriticSettings(api_base=api_base))
