"""The report for programs; its JSON Schema is docs/report.schema.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from patchcritic import __version__
from patchcritic.reports.json_text import write_json
from patchcritic.reports.ordering import by_urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.domain import (
        ChangedSymbol,
        CriticFailure,
        Dropped,
        Evaluation,
        Fact,
        NodeId,
        Opinion,
        Prediction,
        Usage,
    )

SCHEMA_VERSION = 3
MAX_EXAMPLES = 5
"""Titles given of what was left out for one reason."""
MAX_TEXT = 10_000
"""Characters of a text that a critic, a test or a patch brings; node ids stay whole."""
MAX_LISTED = {"tests": 50_000, "failures": 50_000, "left_out": 50_000, "changed": 2_000,
              "facts": 2_000, "warnings": 500}  # fmt: skip
"""Entries of each list; what is over is counted under ``omitted``."""
MAX_INNER = 100
"""Entries of a list inside of a test: citations, steps, problems, opinions."""


def render_json(evaluation: Evaluation) -> str:
    """The whole evaluation as one JSON object, two spaces indented, with a final newline."""
    return write_json(build_report(evaluation))


def build_report(evaluation: Evaluation) -> dict[str, Any]:
    """The report as plain values: failing tests first, probabilities rounded to 4 digits."""
    lists: dict[str, Sequence[Any]] = {
        "tests": by_urgency(evaluation.predictions),
        "failures": evaluation.failures,
        "left_out": evaluation.left_out,
        "changed": evaluation.changed,
        "facts": evaluation.facts,
        "warnings": evaluation.warnings,
    }
    kept = {name: values[: MAX_LISTED[name]] for name, values in lists.items()}
    return {
        **describe_evaluation(evaluation),
        "tests": list(_tests(evaluation, kept["tests"])),
        "failures": [_failure(item) for item in kept["failures"]],
        "left_out": [str(node_id) for node_id in kept["left_out"]],
        "unaffected": evaluation.unaffected,
        "changed": [_changed(symbol) for symbol in kept["changed"]],
        "facts": [_fact(fact) for fact in kept["facts"]],
        "warnings": [_clip(text) for text in kept["warnings"]],
        "omitted": {
            name: len(values) - len(kept[name])
            for name, values in lists.items()
            if len(values) > len(kept[name])
        },
        "usage": _usage(evaluation.usage),
        "seconds": {stage: round(value, 4) for stage, value in evaluation.seconds.items()},
        "interrupted": evaluation.is_interrupted,
        "fail_fast": evaluation.is_fail_fast,
    }


def describe_evaluation(evaluation: Evaluation) -> dict[str, Any]:
    """Who judged, and what came of it."""
    verdict, gate = evaluation.verdict, evaluation.gate
    return {
        "schema_version": SCHEMA_VERSION,
        "patchcritic": __version__,
        "model": evaluation.model,
        "calibration": evaluation.calibration,
        "prompt_digest": evaluation.prompt_digest,
        "decision": str(evaluation.decision),
        "verdict": {
            "label": str(verdict.label),
            "p_pass": round(verdict.p_pass, 4),
            "rule": verdict.rule,
            "threshold": verdict.threshold,
            "decisive": _names(verdict.decisive),
            "coverage": asdict(verdict.coverage),
        },
        "baseline": None
        if gate is None
        else {
            "file": gate.baseline,
            "new": _names(gate.new),
            "known": _names(gate.known),
            "mended": _names(gate.mended),
            "updated": gate.is_updated,
            "added": _names(gate.added),
            "removed": _names(gate.removed),
        },
    }


def _tests(evaluation: Evaluation, predictions: Sequence[Prediction]) -> Iterator[dict[str, Any]]:
    """Each prediction with what stands elsewhere in the evaluation about its test."""
    reasons = {item.node_id: item.reasons for item in evaluation.associations}
    known = frozenset(evaluation.gate.known) if evaluation.gate else frozenset()
    for item in predictions:
        dropped = evaluation.dropped.get(item.node_id, ())
        test = _test(item, reasons.get(item.node_id, ())[:MAX_INNER], dropped)
        yield {**test, "known": item.node_id in known}


def _failure(failure: CriticFailure) -> dict[str, Any]:
    """A test without an answer."""
    return {
        "node_id": str(failure.node_id),
        "kind": failure.kind,
        "message": _clip(failure.message),
        "critic": failure.critic,
        "usage": _usage(failure.usage),
    }


def _names(node_ids: Sequence[NodeId]) -> list[str]:
    return [str(node_id) for node_id in node_ids]


def _clip(text: str) -> str:
    """The text, or its beginning with how much is missing."""
    if len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}… ({len(text) - MAX_TEXT:,} characters left out)"


def _entries(items: Sequence[Any]) -> list[dict[str, Any]]:
    values = (asdict(item).items() for item in items[:MAX_INNER])
    return [
        {key: _clip(value) if isinstance(value, str) else value for key, value in one}
        for one in values
    ]


def _changed(symbol: ChangedSymbol) -> dict[str, Any]:
    return {
        "path": symbol.path,
        "symbol": symbol.qualname,
        "kind": str(symbol.kind),
        "change": str(symbol.change),
        "cosmetic": symbol.is_cosmetic,
        "detail": symbol.detail,
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
        "rationale": _clip(prediction.rationale),
        "witness": _entries([prediction.witness])[0] if prediction.witness else None,
        "citations": _entries(prediction.citations),
        "trace": _entries(prediction.trace),
        "problems": [_clip(text) for text in prediction.problems[:MAX_INNER]],
        "signs": [_clip(text) for text in prediction.signs[:MAX_INNER]],
        "opinions": [_opinion(opinion) for opinion in prediction.opinions[:MAX_INNER]],
        "prompt_digest": prediction.prompt_digest,
        "dropped": _dropped(dropped),
        "reasons": [_clip(text) for text in reasons],
        "cached": prediction.cached,
        "usage": _usage(prediction.usage),
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "by": _clip(opinion.by),
        "critic": _clip(opinion.critic),
        "label": str(opinion.label),
        "p_pass": round(opinion.p_pass, 4),
        "p_source": str(opinion.p_source),
        "rationale": _clip(opinion.rationale),
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
            "count": sum(item.n_pieces for item in items),
            "n_tokens": sum(item.n_tokens for item in items),
            "examples": [item.title for item in items[:MAX_EXAMPLES]],
        }
        for reason, items in by_reason.items()
    ]


def _fact(fact: Fact) -> dict[str, Any]:
    """Something certain by inspection."""
    return {
        "kind": fact.kind,
        "path": fact.path,
        "line": fact.line,
        "message": _clip(fact.message),
        "decides": str(fact.decides) if fact.decides else None,
        "node_id": str(fact.node_id) if fact.node_id else None,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    values = asdict(usage)
    values["seconds"] = round(usage.seconds, 4)
    return values
