"""A fitted model as the JSON that the static critic evaluates in plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from patchcritic.critics.static import FEATURES_VERSION
from patchcritic.critics.static.model import FORMAT
from patchcritic.training.fitting import Fitted
from patchcritic.training.joining import Joint


def export_model(
    fitted: Fitted,
    features: tuple[str, ...],
    *,
    joint: Joint,
    band: tuple[float, float],
    provenance: Mapping[str, Any],
) -> str:
    """The model's JSON text; the same model gives the same bytes."""
    exported = (_export_contrasts(fitted), _export_trees(fitted.trees))
    parts = [
        {"weight": weight, **part} for weight, part in zip(joint.weights, exported, strict=True)
    ]
    row = {
        "format": FORMAT,
        "features_version": FEATURES_VERSION,
        "provenance": dict(provenance),
        "intercept": joint.intercept,
        "band": list(band),
        "features": list(features),
        "parts": parts,
    }
    return json.dumps(row, separators=(",", ":")) + "\n"


def _export_contrasts(fitted: Fitted) -> dict[str, Any]:
    return {
        "kind": "logistic",
        "mean": fitted.scaler.mean_.tolist(),
        "scale": fitted.scaler.scale_.tolist(),
        "coefficients": fitted.contrasts.coef_[0].tolist(),
        "intercept": 0.0,
    }


def _export_trees(model: Any) -> dict[str, Any]:
    # scikit-learn has no public way to the nodes of these trees; a test compares predictions.
    predictors = getattr(model, "_predictors")  # noqa: B009
    baseline = getattr(model, "_baseline_prediction")  # noqa: B009
    return {
        "kind": "trees",
        "baseline": float(baseline.ravel()[0]),
        "trees": [_export_tree(stage[0].nodes) for stage in predictors],
    }


def _export_tree(nodes: Any) -> dict[str, list[Any]]:
    leaf = [bool(node["is_leaf"]) for node in nodes]
    return {
        "feature": [-1 if leaf[i] else int(node["feature_idx"]) for i, node in enumerate(nodes)],
        "threshold": [
            0.0 if leaf[i] else float(node["num_threshold"]) for i, node in enumerate(nodes)
        ],
        "left": [0 if leaf[i] else int(node["left"]) for i, node in enumerate(nodes)],
        "right": [0 if leaf[i] else int(node["right"]) for i, node in enumerate(nodes)],
        "value": _mean_values(nodes, leaf),
    }


def _mean_values(nodes: Any, leaf: list[bool]) -> list[float]:
    """The leaves' values, and for inner nodes their mean: children stand behind their parent."""
    values = [float(node["value"]) for node in nodes]
    for place in reversed(range(len(nodes))):
        if not leaf[place]:
            sides = int(nodes[place]["left"]), int(nodes[place]["right"])
            counts = [int(nodes[side]["count"]) for side in sides]
            total = sum(values[side] * n for side, n in zip(sides, counts, strict=True))
            values[place] = total / max(sum(counts), 1)
    return values
