from __future__ import annotations

import pytest

from patchcritic.cli.doctor.keys import check_keys
from patchcritic.cli.doctor.nouns import State

SECRET = "sk-very-secret"


@pytest.mark.parametrize(
    ("environment", "state", "words"),
    [
        ({}, State.SKIP, "No provider's key is set"),
        ({"OPENAI_API_KEY": ""}, State.SKIP, "No provider's key is set"),
        ({"SOME_API_KEY": SECRET}, State.SKIP, "No provider's key is set"),
        ({"OPENAI_API_KEY": SECRET}, State.OK, "OPENAI_API_KEY is set."),
        (
            {"OPENAI_API_KEY": SECRET, "ANTHROPIC_API_KEY": SECRET},
            State.OK,
            "ANTHROPIC_API_KEY, OPENAI_API_KEY are set.",
        ),
        ({"OPENAI_API_KEY": f"{SECRET}\n"}, State.WARN, "OPENAI_API_KEY begins or ends with"),
    ],
)
def test_keys_are_named_and_not_shown(
    environment: dict[str, str], state: State, words: str
) -> None:
    check = check_keys(environment)
    assert check.state is state
    assert words in check.message
    assert SECRET not in repr(check)
