from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.critics.calling import model_list
from patchcritic.critics.calling.prices import Prices, find_prices

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("model", ["gpt-4o", "openai/gpt-4o"])
def test_a_listed_model_has_prices_under_both_names(model: str) -> None:
    assert find_prices(model) == Prices(input=2.5, output=10.0, cached=1.25)


@pytest.mark.parametrize(
    "model",
    [
        "openai/none-such",
        "none-such",
        "groq/gpt-4o",
        "openai/",
        "text-embedding-3-small",
        "perplexity/sonar-deep-research",
    ],
    ids=["unlisted", "no provider", "another's", "no name", "no replies", "thoughts cost extra"],
)
def test_no_price_is_guessed(model: str) -> None:
    prices = find_prices(model)
    assert prices is None or (model.startswith("text-") and prices.output == 0)


def test_a_litellm_without_its_list_knows_no_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_list, "_LIST", "absent.json")
    model_list.read_list.cache_clear()
    assert find_prices("gpt-4o") is None
    model_list.read_list.cache_clear()


def test_litellm_is_not_imported() -> None:
    code = (
        "import sys; from patchcritic.critics.calling.prices import find_prices;"
        "find_prices('gpt-4o'); sys.exit('litellm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.parametrize(
    ("tokens", "usd"),
    [
        ({"prompt_tokens": 1000, "completion_tokens": 100}, 0.002 + 0.0008),
        ({"prompt_tokens": 1000, "completion_tokens": 0, "cached": 600}, 0.0008 + 0.0003),
        ({"prompt_tokens": 1000, "completion_tokens": 0, "written": 600}, 0.0008 + 0.0015),
        ({"prompt_tokens": 2001, "completion_tokens": 1}, None),
    ],
    ids=["plain", "cached", "written", "too long"],
)
def test_cost_is_the_sum_of_its_parts(tokens: dict[str, int], usd: float | None) -> None:
    prices = Prices(input=2.0, output=8.0, cached=0.5, written=2.5, max_prompt_tokens=2000)
    assert prices.cost_of(**tokens) == (None if usd is None else pytest.approx(usd))


def test_without_a_price_of_their_own_cached_tokens_cost_as_others() -> None:
    cost = Prices(input=2.0, output=8.0).cost_of(
        prompt_tokens=1000, completion_tokens=0, cached=400, written=300
    )
    assert cost == pytest.approx(0.002)


def test_the_cost_agrees_with_litellm_itself() -> None:
    from patchcritic.critics.calling.litellm_import import start_import

    litellm = start_import().result(timeout=60)
    usage = litellm.Usage(
        prompt_tokens=10_000,
        completion_tokens=500,
        total_tokens=10_500,
        prompt_tokens_details={"cached_tokens": 6000},
    )
    for model in ("openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-pro"):
        response = litellm.ModelResponse(model=model, usage=usage)
        prices = find_prices(model)
        assert prices is not None
        ours = prices.cost_of(prompt_tokens=10_000, completion_tokens=500, cached=6000)
        assert ours == pytest.approx(litellm.completion_cost(response, model=model))
