from __future__ import annotations

from typing import Any

from patchcritic.domain import Label, NodeId, Prediction, PSource
from patchcritic.verdict import Figures, Identity, Logistic, Profile, RiskThreshold
from patchcritic.verdict.logistic import Term

RAW = Term(name="p_raw", transform="logit", mean=0.0, scale=1.0, weight=1.0)
FIGURES = Figures(auc=0.8, ece=0.04, brier=0.1, log_loss=0.3)


def make_prediction(
    name: str, p_pass: float, label: Label | None = None, **more: Any
) -> Prediction:
    path, _, test = name.rpartition("::")
    values: dict[str, Any] = {"rationale": "", **more}
    return Prediction(
        node_id=NodeId(path=path or "t.py", names=(test,)),
        label=label or (Label.PASS if p_pass >= 0.5 else Label.FAIL),
        p_pass=p_pass,
        p_source=PSource.VERBALISED,
        critic="scripted",
        **values,
    )


def make_threshold(
    rule: str = "strict-and", max_false_accept: float = 0.05, threshold: float = 0.9
) -> RiskThreshold:
    return RiskThreshold(
        rule=rule,
        max_false_accept=max_false_accept,
        threshold=threshold,
        n_wrong=133,
        n_wrong_accepted=2,
        bound=0.0466,
        share_right_accepted=0.4,
    )


def make_profile(**more: Any) -> Profile:
    values: dict[str, Any] = {
        "model": "m",
        "arm": "m",
        "prompt_digest": "d1",
        "dataset": "mined",
        "dataset_digest": "abc",
        "n_pairs": 500,
        "n_patches": 200,
        "repos": ("o/a", "o/b"),
        "split": "repository",
        "date": "2026-11-22",
        "method": "identity",
        "calibrator": Identity(),
        "before": FIGURES,
        "after": FIGURES,
        **more,
    }
    return Profile(**values)


def make_logistic(*terms: Term, intercept: float = 0.0) -> Logistic:
    return Logistic(intercept=intercept, terms=terms)
