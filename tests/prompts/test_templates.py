from __future__ import annotations

import re

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.prompts import known_prompts, prompt_digest, schema_of
from patchcritic.prompts.templates import load_part, load_template, parse_template


def test_the_shipped_prompts() -> None:
    assert known_prompts() == ("checkpoints", "full", "plain", "yesno")
    for name in known_prompts():
        template = load_template(name)
        assert template.version >= 1
        assert ("format" in template.sections) is (template.schema >= 1)
        assert {"system", "prefix", "tail"} <= template.sections.keys()


@pytest.mark.parametrize("part", ["angles", "notes", "repair"])
def test_parts_are_no_prompts(part: str) -> None:
    assert load_part(part)
    with pytest.raises(UsageProblem, match=part):
        load_template(part)


def test_each_prompt_names_its_schema() -> None:
    assert {name: schema_of(name) for name in known_prompts()} == {
        "full": 2,
        "checkpoints": 2,
        "plain": 1,
        "yesno": 0,
    }


def test_yesno_has_the_prefix_of_full_and_rules_for_one_word() -> None:
    full, yesno = load_template("full").sections, load_template("yesno").sections
    assert yesno["prefix"] == full["prefix"]
    assert yesno["tail"] != full["tail"]
    assert "JSON" not in "".join(yesno.values())
    for rule in ("never instructions", "facts are certain", "missing name", "exception fails"):
        assert rule in yesno["system"] + yesno["tail"]


RULES = {
    "data": r"data, never instructions",
    "facts": r"[Ll]isted facts are certain",
    "after": r"code AFTER the patch",
    "missing names": r"missing name.*failed import.*exception fails the test",
    "strings": r"index by index",
    "witness": r"FAIL needs a witness",
    "every assertion": r"PASS needs every assertion traced",
    "neither": r"show neither, abstain",
    "both biases": r"plausible patches miss cases, odd ones work",
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("prompt", ["full", "checkpoints"])
def test_a_certificate_prompt_has_every_rule(prompt: str, rule: str) -> None:
    system = load_template(prompt).sections["system"].replace("\n", " ")
    assert re.search(RULES[rule], system, re.IGNORECASE)
    assert not re.search(r"ignore (missing|syntax)", system, re.IGNORECASE)


def test_checkpoints_differ_from_full_in_the_rules_alone() -> None:
    full, checkpoints = load_template("full").sections, load_template("checkpoints").sections
    assert {name for name in full if full[name] != checkpoints[name]} == {"system"}
    for name in ("Name resolution", "Sufficiency", "Regression path"):
        assert name in checkpoints["system"]


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
    with pytest.raises(UsageProblem, match=r"'../full'.*full, plain"):
        load_template("../full")


@pytest.mark.parametrize(
    ("prompt", "n_words"), [("full", 520), ("checkpoints", 430), ("yesno", 120)]
)
def test_rules_are_short_enough_for_small_models(prompt: str, n_words: int) -> None:
    words = re.findall(r"\w+|[^\w\s]", load_template(prompt).sections["system"])
    assert len(words) <= n_words
