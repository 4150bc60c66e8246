from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.critics import prices
from patchcritic.critics.prices import find_input_price

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("model", ["gpt-4o", "openai/gpt-4o"])
def test_a_listed_model_has_a_price_per_token_under_both_names(model: str) -> None:
    price = find_input_price(model)
    assert price is not None
    assert 1e-7 < price < 1e-4


@pytest.mark.parametrize("model", ["openai/none-such", "none-such", "groq/gpt-4o", "openai/"])
def test_no_price_is_guessed(model: str) -> None:
    assert find_input_price(model) is None


def test_a_litellm_without_its_list_knows_no_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_LIST", "absent.json")
    assert find_input_price("gpt-4o") is None


def test_litellm_is_not_imported() -> None:
    code = (
        "import sys; from patchcritic.critics.prices import find_input_price;"
        "find_input_price('gpt-4o'); sys.exit('litellm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_list_agrees_with_litellm_itself() -> None:
    from patchcritic.critics.litellm_import import start_import

    litellm = start_import().result(timeout=60)
    for model in ("openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-pro"):
        assert find_input_price(model) == litellm.get_model_info(model)["input_cost_per_token"]
