"""From the parts' scores to a probability, judged on packages that were not trained on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from patchcritic.errors import UsageProblem
from patchcritic.training.fitting import Table, fit_parts
from patchcritic.training.optional import import_numpy, import_sklearn

N_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Joint:
    """How much each part counts: ``p = sigmoid(weights . scores + intercept)``."""

    weights: tuple[float, ...]
    intercept: float

    def predict(self, scores: Any) -> Any:
        """Probabilities of passing."""
        numpy = import_numpy()
        return 1 / (1 + numpy.exp(-(scores @ numpy.array(self.weights) + self.intercept)))


def fit_joint(scores: Any, y: Any) -> Joint:
    """The weights that make scores of unseen packages probabilities (Platt scaling, of several
    scores at once)."""
    model = import_sklearn("linear_model").LogisticRegression(C=1.0).fit(scores, y)
    return Joint(tuple(model.coef_[0].tolist()), float(model.intercept_[0]))


def score_across(table: Table, *, seed: int = 0) -> Any:
    """Each row's scores by parts that saw nothing of its package."""
    scores = import_numpy().zeros((len(table.y), 2))
    for train, test in split_groups(table):
        scores[test] = fit_parts(table.rows(train), seed=seed).scores(table.x[test])
    return scores


def predict_across(scores: Any, table: Table) -> Any:
    """Each row's probability, its parts joined as was best for other packages."""
    p = import_numpy().zeros(len(scores))
    for train, test in split_groups(table):
        p[test] = fit_joint(scores[train], table.y[train]).predict(scores[test])
    return p


def split_groups(table: Table) -> Iterator[tuple[Any, Any]]:
    """Folds that keep a package together. Raises ``UsageProblem`` for fewer than two packages."""
    n_groups = len(set(table.groups.tolist()))
    if n_groups < 2:
        raise UsageProblem(
            f"cross-validation needs labelled pairs of at least 2 packages, not {n_groups}"
        )
    folds = import_sklearn("model_selection").GroupKFold(min(N_FOLDS, n_groups))
    yield from folds.split(table.x, table.y, table.groups)
