from __future__ import annotations

from patchcritic.domain import Usage


def test_usage_adds_up() -> None:
    one = Usage(n_calls=1, prompt_tokens=10, cached_tokens=4, cost_usd=0.5, seconds=1.0)

    total = one + one

    assert (total.n_calls, total.prompt_tokens, total.cached_tokens) == (2, 20, 8)
    assert (total.cost_usd, total.seconds) == (1.0, 2.0)


def test_an_unknown_cost_stays_unknown() -> None:
    assert (Usage(cost_usd=None) + Usage(cost_usd=0.5)).cost_usd is None
