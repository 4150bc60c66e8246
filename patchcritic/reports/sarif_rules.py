"""The rules that a SARIF run's results are of, each with help for its reader."""

from __future__ import annotations

from typing import Any

FAILURE_HELP = (
    "The test was read together with the change, and nothing was executed. A fact is certain by "
    "inspection, a tracer followed the test's values, and a critic is a model whose probability "
    "may be wrong. Read the witness: it names the assertion or statement that is said not to "
    "hold, what was expected and what is there instead. Run the test to be sure."
)
FACT_HELP = (
    "Seen in the patched tree by inspection alone: a name that is not defined, a call that does "
    "not fit, a file that does not compile. No model was asked. A fact that decides makes the "
    "tests that run into it fail for certain; others are hints."
)


def describe_rule(rule_id: str) -> dict[str, Any]:
    """The rule's entry under ``tool.driver.rules``."""
    if rule_id == "predicted-failure":
        return _rule(rule_id, "PredictedFailure", "A test is predicted to fail", FAILURE_HELP)
    kind = rule_id.removeprefix("fact/")
    name = "".join(word.capitalize() for word in kind.replace("_", "-").split("-"))
    return _rule(rule_id, name, f"Static fact: {kind.replace('-', ' ')}", FACT_HELP)


def _rule(rule_id: str, name: str, short: str, help_text: str) -> dict[str, Any]:
    return {
        "id": rule_id,
        "name": name,
        "shortDescription": {"text": short},
        "fullDescription": {"text": f"{short}. {help_text}"},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["tests", "patchcritic"], "precision": "medium"},
    }
