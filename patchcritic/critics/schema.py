"""The answer's JSON Schema, as providers and grammars are given it."""

from __future__ import annotations

from functools import cache
from typing import Any

SCHEMA_VERSION = 2
"""That of a certificate, the newest; changes when answers of before mean something else, and is
part of every cache key."""
PLAIN_VERSION = 1
"""That of a bare opinion: a reason, a label, a probability."""
GRADES = "ABCDEFGHIJKLMNOPQRST"
"""From certain to pass to certain to fail."""


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    """Every key required and no others: what OpenAI's strict mode takes."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_TEXT = {"type": "string"}
_LINE = {"type": "integer"}
_CHECKED = {
    "premises": _list(_object(path=_TEXT, line=_LINE, quote=_TEXT, says=_TEXT)),
    "trace": _list(
        _object(
            says=_TEXT,
            path=_TEXT,
            line=_LINE,
            holds=_or_null({"type": "string", "enum": ["yes", "no", "unknown"]}),
        )
    ),
    "witness": _or_null(
        _object(assertion=_TEXT, expected=_TEXT, actual=_TEXT, path=_TEXT, line=_LINE)
    ),
}
_GRADE = {"type": "string", "enum": list(GRADES)}


@cache
def answer_schema(version: int = SCHEMA_VERSION, *, has_scale: bool = False) -> dict[str, Any]:
    """The schema of the answer to a prompt whose head names that ``version``.

    The label stands behind the certificate and the rationale, since a model that reasons first
    judges better (Critic-RM, arXiv 2411.16646: score after the critique). Ranges are left out:
    not every provider takes ``minimum``; ``answer.Answer`` checks them.
    """
    return _object(
        **({} if version == PLAIN_VERSION else _CHECKED),
        rationale=_TEXT,
        label={"type": "string", "enum": ["pass", "fail", "abstain"]},
        **({"grade": _GRADE} if has_scale else {}),
        p_pass={"type": "number"},
    )
