"""The answer's JSON Schema, as providers and grammars are given it."""

from __future__ import annotations

from typing import Any

SCHEMA_VERSION = 1
"""Changes when answers of before mean something else; part of every cache key."""


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    """Every key required and no others: what OpenAI's strict mode takes."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_LINE = {"type": "integer"}

ANSWER_SCHEMA: dict[str, Any] = _object(
    rationale=_TEXT,
    witness={
        "anyOf": [
            _object(assertion=_TEXT, expected=_TEXT, actual=_TEXT, path=_TEXT, line=_LINE),
            {"type": "null"},
        ]
    },
    citations={"type": "array", "items": _object(path=_TEXT, line=_LINE, quote=_TEXT)},
    label={"type": "string", "enum": ["pass", "fail", "abstain"]},
    p_pass={"type": "number"},
)
"""The rationale stands before the label, since a model that reasons first judges better
(Critic-RM, arXiv 2411.16646: score after the critique). Ranges are left out: not every provider
takes ``minimum``; ``answer.Answer`` checks them."""

RESPONSE_FORMAT: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {"name": "answer", "strict": True, "schema": ANSWER_SCHEMA},
}
