from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.action import Inputs, read_inputs
from patchcritic.action.inputs import spell_input
from patchcritic.errors import UsageProblem


def test_empty_inputs_are_none() -> None:
    assert read_inputs({"INPUT_BASE": " ", "INPUT_MODEL": "", "HOME": "x"}) == Inputs()


def test_all_of_them() -> None:
    given = {
        "INPUT_BASE": "main",
        "INPUT_HEAD": "topic",
        "INPUT_MODEL": "openai/gpt-5.6",
        "INPUT_FAIL_ON": "never",
        "INPUT_MAX_COST": "0.5",
        "INPUT_FORMAT": "json, junit\nhtml,json",
        "INPUT_CONFIG": "ci/judge.toml",
        "INPUT_PATH": "a folder/with $(blanks)",
        "INPUT_ON_NO_VERDICT": "allow",
    }

    inputs = read_inputs(given)

    assert (inputs.base, inputs.head) == ("main", "topic")
    assert inputs.formats == ("json", "junit", "html")
    assert inputs.config == Path("ci/judge.toml")
    assert inputs.path == Path("a folder/with $(blanks)")
    assert inputs.accepts_no_verdict
    assert inputs.settings == {"model": "openai/gpt-5.6", "fail_on": "never", "max_cost": "0.5"}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BASE", "--upload-pack=touch x", "the input base = '--upload-pack=touch x' is not"),
        ("BASE", "main..topic", "the input base"),
        ("HEAD", "a\nb", "the input head"),
        ("FORMAT", "yaml", "the input format = 'yaml' is not known; choose from console"),
        ("CONFIG", "/etc/passwd", "the input config = '/etc/passwd' leaves the checkout"),
        ("CONFIG", "../x.toml", "the input config"),
        ("PATH", "..", "the input path"),
        ("ON_NO_VERDICT", "maybe", "the input on-no-verdict = 'maybe': choose block or allow"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str, says: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        read_inputs({f"INPUT_{name}": value})

    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_settings_are_called_as_in_the_workflow() -> None:
    assert spell_input("max_cost") == "the input max-cost"
