"""A prediction as JSON and back: what the answer store keeps."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from patchcritic.domain import Citation, Label, NodeId, Prediction, PSource, Step, Witness


def save_prediction(prediction: Prediction) -> dict[str, Any]:
    """What is worth keeping: not the test's id, which the question holds, nor the usage."""
    witness = prediction.witness
    return {
        "label": prediction.label.value,
        "p_pass": prediction.p_pass,
        "p_source": prediction.p_source.value,
        "rationale": prediction.rationale,
        "critic": prediction.critic,
        "decided_by": prediction.decided_by,
        "witness": None if witness is None else asdict(witness),
        "citations": [asdict(citation) for citation in prediction.citations],
        "trace": [asdict(step) for step in prediction.trace],
        "problems": list(prediction.problems),
        "prompt_digest": prediction.prompt_digest,
    }


def load_prediction(saved: dict[str, Any], node_id: NodeId) -> Prediction | None:
    """The prediction that was saved, marked as cached; None when it is not one of ours."""
    try:
        witness = saved["witness"]
        return Prediction(
            node_id=node_id,
            label=Label(saved["label"]),
            p_pass=float(saved["p_pass"]),
            p_source=PSource(saved["p_source"]),
            rationale=str(saved["rationale"]),
            critic=str(saved["critic"]),
            decided_by=saved["decided_by"],
            witness=None if witness is None else Witness(**witness),
            citations=tuple(Citation(**citation) for citation in saved["citations"]),
            trace=tuple(Step(**step) for step in saved["trace"]),
            problems=tuple(saved["problems"]),
            prompt_digest=str(saved["prompt_digest"]),
            cached=True,
        )
    except (KeyError, TypeError, ValueError):
        return None
