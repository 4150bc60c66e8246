"""The report for programs; its JSON Schema is docs/report.schema.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from patchcritic import __version__
from patchcritic.reports.ordering import by_urgency

if TYPE_CHECKING:
    from patchcritic.domain import Dropped, Evaluation, Fact, Opinion, Prediction, Usage

SCHEMA_VERSION = 2
MAX_EXAMPLES = 5
"""Titles given of what was left out for one reason."""


def render_json(evaluation: Evaluation) -> str:
    """The whole evaluation as one JSON object, two spaces indented, with a final newline."""
    return json.dumps(build_report(evaluation), indent=2, ensure_ascii=True) + "\n"


def build_report(evaluation: Evaluation) -> dict[str, Any]:
    """The report as plain values: failing tests first, probabilities rounded to 4 digits."""
    reasons = {item.node_id: item.reasons for item in evaluation.associations}
    verdict = evaluation.verdict
    return {
        "schema_version": SCHEMA_VERSION,
        "patchcritic": __version__,
        "model": evaluation.model,
        "calibration": evaluation.calibration,
        "prompt_digest": evaluation.prompt_digest,
        "verdict": {
            "label": str(verdict.label),
            "p_pass": round(verdict.p_pass, 4),
            "rule": verdict.rule,
            "threshold": verdict.threshold,
            "decisive": [str(node_id) for node_id in verdict.decisive],
            "coverage": asdict(verdict.coverage),
        },
        "tests": [
            _test(item, reasons.get(item.node_id, ()), evaluation.dropped.get(item.node_id, ()))
            for item in by_urgency(evaluation.predictions)
        ],
        "failures": [
            {
                "node_id": str(item.node_id),
                "kind": item.kind,
                "message": item.message,
                "critic": item.critic,
                "usage": _usage(item.usage),
            }
            for item in evaluation.failures
        ],
        "left_out": [str(node_id) for node_id in evaluation.left_out],
        "unaffected": evaluation.unaffected,
        "changed": [
            {
                "path": symbol.path,
                "symbol": symbol.qualname,
                "kind": str(symbol.kind),
                "change": str(symbol.change),
                "cosmetic": symbol.is_cosmetic,
                "detail": symbol.detail,
            }
            for symbol in evaluation.changed
        ],
        "facts": [_fact(fact) for fact in evaluation.facts],
        "warnings": list(evaluation.warnings),
        "usage": _usage(evaluation.usage),
        "seconds": {stage: round(value, 4) for stage, value in evaluation.seconds.items()},
        "interrupted": evaluation.is_interrupted,
        "fail_fast": evaluation.is_fail_fast,
    }


def _test(
    prediction: Prediction, reasons: tuple[str, ...], dropped: tuple[Dropped, ...]
) -> dict[str, Any]:
    return {
        "node_id": str(prediction.node_id),
        "label": str(prediction.label),
        "p_pass": round(prediction.p_pass, 4),
        "p_raw": None if prediction.p_raw is None else round(prediction.p_raw, 4),
        "p_source": str(prediction.p_source),
        "decided_by": prediction.decided_by,
        "critic": prediction.critic,
        "rationale": prediction.rationale,
        "witness": asdict(prediction.witness) if prediction.witness else None,
        "citations": [asdict(citation) for citation in prediction.citations],
        "trace": [asdict(step) for step in prediction.trace],
        "problems": list(prediction.problems),
        "signs": list(prediction.signs),
        "opinions": [_opinion(opinion) for opinion in prediction.opinions],
        "prompt_digest": prediction.prompt_digest,
        "dropped": _dropped(dropped),
        "reasons": list(reasons),
        "cached": prediction.cached,
        "usage": _usage(prediction.usage),
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "by": opinion.by,
        "critic": opinion.critic,
        "label": str(opinion.label),
        "p_pass": round(opinion.p_pass, 4),
        "p_source": str(opinion.p_source),
        "rationale": opinion.rationale,
        "counted": not opinion.is_dropped,
    }


def _dropped(dropped: tuple[Dropped, ...]) -> list[dict[str, Any]]:
    """What the critic was not shown, by reason."""
    by_reason: dict[str, list[Dropped]] = {}
    for item in dropped:
        by_reason.setdefault(item.reason, []).append(item)
    return [
        {
            "reason": reason,
            "count": len(items),
            "n_tokens": sum(item.n_tokens for item in items),
            "examples": [item.title for item in items[:MAX_EXAMPLES]],
        }
        for reason, items in by_reason.items()
    ]


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "path": fact.path,
        "line": fact.line,
        "message": fact.message,
        "decides": str(fact.decides) if fact.decides else None,
        "node_id": str(fact.node_id) if fact.node_id else None,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    values = asdict(usage)
    values["seconds"] = round(usage.seconds, 4)
    return values
