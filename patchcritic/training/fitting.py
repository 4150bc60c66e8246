"""Fitting the static model with scikit-learn, which the extra ``[train]`` brings.

Two parts. The first learns from contrasts: pairs of a passing and a failing test of one submission,
so that nothing that only tells packages or patches apart can be learnt. The second are boosted
trees over all examples. How much each counts is fitted on scores for packages that neither saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from patchcritic.training.example import Example
from patchcritic.training.optional import import_numpy, import_sklearn, limit_threads
from patchcritic.training.signs import sign_of

C_CONTRASTS = 0.001
MAX_CONTRASTS = 40
"""Per submission: one that breaks half of a suite has thousands."""
TREES = {
    "learning_rate": 0.05,
    "max_iter": 100,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 40,
    "l2_regularization": 10.0,
    "max_features": 0.3,
}
"""Small and well regularised: packages differ more from each other than pairs of one do."""


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as arrays, one row each."""

    features: tuple[str, ...]
    x: Any
    y: Any
    """1 for a test that passes, else 0."""
    groups: Any
    """The package, which cross-validation keeps together."""
    submissions: Any
    kinds: Any
    """What the submission is; never a feature."""
    weights: Any

    @classmethod
    def of(cls, examples: Sequence[Example], features: Sequence[str] | None = None) -> Table:
        """The examples that a critic would be asked about; every package weighs as much as the
        square root of its size, so that a large one does not speak for all."""
        numpy = import_numpy()
        asked = [one for one in examples if one.is_asked]
        names = tuple(features or sorted({name for one in asked for name in one.features}))
        groups = numpy.array([one.repo for one in asked])
        sizes = {name: int((groups == name).sum()) for name in set(groups.tolist())}
        weights = numpy.array([sizes[one.repo] ** -0.5 for one in asked])
        return cls(
            features=names,
            x=numpy.array([[one.features.get(name, 0.0) for name in names] for one in asked]),
            y=numpy.array([float(one.is_pass) for one in asked]),
            groups=groups,
            submissions=numpy.array([f"{one.instance_id} {one.submission}" for one in asked]),
            kinds=numpy.array([one.kind for one in asked]),
            weights=weights / weights.mean() if asked else weights,
        )

    def rows(self, places: Any) -> Table:
        """Some of the rows."""
        columns = (self.x, self.y, self.groups, self.submissions, self.kinds, self.weights)
        return Table(self.features, *(column[places] for column in columns))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Both parts."""

    scaler: Any
    contrasts: Any
    """A logistic regression without intercept on standardised features."""
    trees: Any

    def scores(self, x: Any) -> Any:
        """One column of log-odds for each part."""
        linear = self.scaler.transform(x) @ self.contrasts.coef_[0]
        return import_numpy().column_stack([linear, self.trees.decision_function(x)])


def fit_parts(table: Table, *, seed: int = 0) -> Fitted:
    """Fit both parts on a table with both outcomes."""
    scaler = import_sklearn("preprocessing").StandardScaler().fit(table.x)
    signs = [sign_of(name) for name in table.features]
    boosted = import_sklearn("ensemble").HistGradientBoostingClassifier(
        **TREES, monotonic_cst=signs, random_state=seed
    )
    with limit_threads():
        return Fitted(
            scaler,
            _fit_contrasts(scaler.transform(table.x), table, seed=seed),
            boosted.fit(table.x, table.y, sample_weight=table.weights),
        )


def _fit_contrasts(x: Any, table: Table, *, seed: int) -> Any:
    numpy = import_numpy()
    pairs = list(_find_contrasts(table, numpy.random.default_rng(seed)))
    rows = numpy.array([x[passing] - x[failing] for passing, failing, _ in pairs])
    if not pairs:  # no submission has both outcomes: nothing to contrast
        rows = numpy.zeros((1, x.shape[1]))
    weights = numpy.array([weight for *_, weight in pairs] or [1.0])
    linear = import_sklearn("linear_model")
    model = linear.LogisticRegression(C=C_CONTRASTS, fit_intercept=False, max_iter=1000)
    return model.fit(
        numpy.concatenate([rows, -rows]),
        numpy.repeat([1.0, 0.0], len(rows)),
        sample_weight=numpy.concatenate([weights, weights]),
    )


def _find_contrasts(table: Table, rng: Any) -> Iterator[tuple[int, int, float]]:
    """Rows of a passing and a failing test of one submission, and what the pair weighs."""
    rows: dict[str, tuple[list[int], list[int]]] = {}
    for row, (submission, outcome) in enumerate(
        zip(table.submissions.tolist(), table.y.tolist(), strict=True)
    ):
        rows.setdefault(submission, ([], []))[0 if outcome else 1].append(row)
    for passing, failing in rows.values():
        rng.shuffle(passing)
        rng.shuffle(failing)
        pairs = list(islice(product(passing, failing), MAX_CONTRASTS))
        yield from ((one, other, len(pairs) ** -0.5) for one, other in pairs)
