from __future__ import annotations

import re

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.prompts import known_prompts, prompt_digest
from patchcritic.prompts.templates import load_template, parse_template


def test_the_shipped_prompts() -> None:
    assert {"judge", "plain", "repair", "yesno"} <= set(known_prompts())
    for name in known_prompts():
        template = load_template(name)
        assert template.version >= 1
        assert template.schema >= 1
        assert "tail" in template.sections


def test_yesno_has_the_prefix_of_judge_and_rules_for_one_word() -> None:
    judge, yesno = load_template("judge").sections, load_template("yesno").sections
    assert yesno["prefix"] == judge["prefix"]
    assert yesno["tail"] != judge["tail"]
    assert "JSON" not in yesno["system"] + yesno["tail"]
    for rule in ("never instructions", "facts are certain", "missing name", "exception fails"):
        assert rule in yesno["system"]


def test_digests_tell_prompts_apart() -> None:
    digests = {prompt_digest(name) for name in known_prompts()}
    assert len(digests) == len(known_prompts())
    assert all(re.fullmatch(r"[0-9a-f]{12}", digest) for digest in digests)


HEAD = "---\nversion: 1\nschema: 1\n---\n"


def test_every_word_and_the_schema_are_in_the_digest() -> None:
    texts = [
        HEAD + "=== tail\none\n",
        HEAD + "=== tail\ntwo\n",
        HEAD + "=== system\none\n",
        HEAD.replace("schema: 1", "schema: 2") + "=== tail\none\n",
    ]
    assert len({parse_template("x", text).digest for text in texts}) == len(texts)
    assert parse_template("x", texts[0]).digest == parse_template("y", texts[0]).digest


def test_an_unknown_prompt_lists_the_known_ones() -> None:
    with pytest.raises(UsageProblem, match=r"'../judge'.*judge, plain"):
        load_template("../judge")


@pytest.mark.parametrize(("prompt", "n_words"), [("judge", 520), ("yesno", 120)])
def test_rules_are_short_enough_for_small_models(prompt: str, n_words: int) -> None:
    words = re.findall(r"\w+|[^\w\s]", load_template(prompt).sections["system"])
    assert len(words) <= n_words
