from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.critics.calling.capabilities import find_capabilities
from patchcritic.critics.calling.prices import Prices

ROOT = Path(__file__).parents[3]


def test_what_the_list_says_of_a_model() -> None:
    known = find_capabilities("openai/gpt-4o")
    assert known is not None
    assert (known.sees_images, known.calls_functions, known.follows_schema) == (True, True, True)
    assert known.max_input_tokens == 128_000
    assert known.prices == Prices(input=2.5, output=10.0, cached=1.25)


def test_what_is_not_said_of_a_listed_model_it_cannot_do() -> None:
    known = find_capabilities("gpt-3.5-turbo")
    assert known is not None
    assert (known.sees_images, known.calls_functions) == (False, True)


@pytest.mark.parametrize("model", ["openai/mine", "mine", "local", ""])
def test_of_an_unlisted_model_nothing_is_known(model: str) -> None:
    assert find_capabilities(model) is None


@pytest.mark.parametrize(
    "model", ["vertex_ai/gemini-2.5-pro", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-pro"]
)
def test_names_are_found_as_litellm_finds_them(model: str) -> None:
    from patchcritic.critics.calling.litellm_import import start_import

    litellm = start_import().result(timeout=60)
    known = find_capabilities(model)
    assert known is not None
    assert known.sees_images == litellm.supports_vision(model)
    assert known.calls_functions == litellm.supports_function_calling(model)
    assert known.follows_schema == litellm.supports_response_schema(model)
    assert known.max_input_tokens == litellm.get_model_info(model)["max_input_tokens"]


def test_litellm_is_not_imported() -> None:
    code = (
        "import sys; from patchcritic.critics.calling.capabilities import find_capabilities;"
        "find_capabilities('gpt-4o'); sys.exit('litellm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
