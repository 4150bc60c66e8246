from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from patchcritic.critics.schema import GRADES, PLAIN_VERSION, SCHEMA_VERSION, answer_schema
from patchcritic.prompts import known_prompts, render_repair, schema_of
from patchcritic.prompts.templates import load_template


@pytest.mark.parametrize(
    ("version", "has_scale", "keys"),
    [
        (PLAIN_VERSION, False, "rationale label p_pass"),
        (SCHEMA_VERSION, False, "premises trace witness rationale label p_pass"),
        (SCHEMA_VERSION, True, "premises trace witness rationale label grade p_pass"),
    ],
)
def test_the_keys_in_the_order_of_writing(version: int, has_scale: bool, keys: str) -> None:
    schema = answer_schema(version, has_scale=has_scale)
    assert list(schema["properties"]) == schema["required"] == keys.split()


@pytest.mark.parametrize("version", [PLAIN_VERSION, SCHEMA_VERSION])
def test_strict_mode_takes_it(version: int) -> None:
    """https://platform.openai.com/docs/guides/structured-outputs: all keys required, no others,
    no bounds."""
    for part in _walk(answer_schema(version, has_scale=True)):
        assert part.keys() <= {
            *("type", "properties", "required", "additionalProperties", "items", "anyOf", "enum")
        }
        if part.get("type") == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False


def test_prompts_show_the_keys_that_their_schema_demands() -> None:
    for name in known_prompts():
        template = load_template(name)
        if "format" in template.sections:
            keys = answer_schema(schema_of(name))["required"]
            shown = template.sections["format"]
            places = [shown.index(f'"{key}": ') for key in keys]
            assert places == sorted(places)
            assert ", ".join(keys) in render_repair("x", keys=keys)


def test_there_are_twenty_grades() -> None:
    assert list(GRADES) == sorted(set(GRADES))
    assert len(GRADES) == 20
    shown = load_template("full").sections["scale"]
    assert all(f"{letter} " in shown for letter in (GRADES[0], "J", "K", GRADES[-1]))


def _walk(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ())):
        yield from _walk(inner)
    if "items" in schema:
        yield from _walk(schema["items"])
