from __future__ import annotations

import pytest

from patchcritic.cli.doctor import abilities
from patchcritic.cli.doctor.nouns import State
from patchcritic.critics.calling.capabilities import Capabilities, find_capabilities
from patchcritic.critics.calling.prices import Prices
from patchcritic.critics.calling.reply import Reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"is_prime_number": true}', True),
        ('{"is_prime": true}', False),
        ('{"is_prime_number": "yes"}', False),
        ("[]", False),
        ("Yes, it is.", False),
        ("[" * 100_000, False),
        (" ", None),
    ],
)
def test_a_reply_shows_whether_the_schema_holds(text: str, expected: bool | None) -> None:
    assert abilities.follows_schema(Reply(text=text)) is expected


@pytest.mark.parametrize(
    ("name", "is_able", "state"),
    [
        ("schema", True, State.OK),
        ("schema", False, State.WARN),
        ("logprobs", False, State.WARN),
        ("images", False, State.SKIP),
        ("tools", None, State.SKIP),
    ],
)
def test_a_lack_is_a_warning_where_it_costs_something(
    name: str, is_able: bool | None, state: State
) -> None:
    assert abilities.check_ability(name, is_able, how="tried").state is state


def test_the_list_speaks_for_models_that_are_not_asked() -> None:
    checks = abilities.list_abilities(find_capabilities("openai/gpt-4o"))
    assert [(check.name, check.state) for check in checks] == [
        ("schema", State.OK),
        ("logprobs", State.SKIP),
        ("tools", State.OK),
        ("images", State.OK),
    ]
    assert all(check.state is State.SKIP for check in abilities.list_abilities(None))


def test_a_listed_lack_is_told() -> None:
    listed = Capabilities(
        sees_images=False,
        calls_functions=False,
        follows_schema=False,
        max_input_tokens=None,
        prices=None,
    )
    schema, _, tools, images = abilities.list_abilities(listed)
    assert (schema.state, tools.state, images.state) == (State.WARN, State.WARN, State.SKIP)
    assert "by litellm's list" in schema.message


def test_prices() -> None:
    check = abilities.check_prices(Prices(input=2.5, output=10.0, cached=1.25))
    assert check.message == (
        "USD 2.50 per million prompt tokens (1.25 when cached), 10.00 per million written."
    )
    assert check.details == {"input": 2.5, "output": 10.0, "cached": 1.25}
    unknown = abilities.check_prices(None)
    assert unknown.state is State.WARN
    assert unknown.message.startswith("n/a")
