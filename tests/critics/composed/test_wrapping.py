from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from patchcritic.critics.composed.wrapping import Composite, ask_together
from patchcritic.domain import CriticRequest, Prediction
from patchcritic.errors import ModelUnavailable
from patchcritic.prompts import DEFAULT_PROMPT

TableCritic = Any


@pytest.mark.parametrize(
    ("attribute", "values", "expected"),
    [
        ("prompt", ("plain", "checkpoints"), "checkpoints"),
        ("prompt", ("plain", None), DEFAULT_PROMPT),
        ("preferred_budget", (1600, 6000), 1600),
        ("preferred_budget", (None, 9000), 9000),
        ("preferred_budget", (None, None), None),
        ("input_price", (0.0, 2e-6), 6e-6),
        ("input_price", (0.0, None), None),
        ("sees_images", (True, True), True),
        ("sees_images", (True, None), False),
    ],
)
def test_what_the_critics_asked_prefer(
    table_critic: TableCritic, attribute: str, values: tuple[Any, Any], expected: Any
) -> None:
    critics = [
        table_critic({}, **({} if value is None else {attribute: value})) for value in values
    ]
    assert getattr(Composite(*critics, n_asks=3), attribute) == expected


def test_name_and_fingerprint(table_critic: TableCritic) -> None:
    critic = Composite(table_critic({}, "cheap"), table_critic({}, "strong"), floor=0.3)
    assert critic.name == "cheap,strong"
    assert json.loads(critic.fingerprint) == {
        "critic": "Composite",
        "asked": ["fingerprint of cheap", "fingerprint of strong"],
        "floor": 0.3,
    }


def test_closing_closes_all_even_when_one_cannot_be(table_critic: TableCritic) -> None:
    class Stuck(table_critic):  # type: ignore[misc]
        async def close(self) -> None:
            await super().close()
            raise OSError("stuck")

    critics = table_critic({}, "a"), Stuck({}, "b"), table_critic({}, "c")
    with pytest.raises(OSError, match="stuck"):
        asyncio.run(Composite(*critics).close())
    assert [critic.n_closed for critic in critics] == [1, 1, 1]


def test_outcomes_come_in_the_order_of_the_requests(
    table_critic: TableCritic, request_one: CriticRequest
) -> None:
    critic = table_critic({("", 0, 0): "pass 0.9"})
    found = asyncio.run(ask_together(critic, [request_one, request_one]))
    assert [outcome.p_pass for outcome in found if isinstance(outcome, Prediction)] == [0.9, 0.9]


def test_an_exception_ends_the_others_and_comes_out_as_it_is(
    table_critic: TableCritic, request_one: CriticRequest
) -> None:
    class Mixed(table_critic):  # type: ignore[misc]
        async def judge(self, request: CriticRequest) -> Any:
            if self.asked:
                raise ModelUnavailable("no key")
            return await super().judge(request)

    critic = Mixed({("", 0, 0): "never"})
    with pytest.raises(ModelUnavailable, match="no key"):
        asyncio.run(ask_together(critic, [request_one, request_one]))
    assert critic.n_cancelled == 1
