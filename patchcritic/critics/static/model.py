"""A fitted model as JSON: read, evaluated and explained in plain Python.

The model is a weighted sum of parts in log-odds, logistic regressions and boosted trees:
``p_pass = sigmoid(sum(weight * part) + intercept)``.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp
from typing import Any, Protocol

from patchcritic.critics.static.features import FEATURES_VERSION
from patchcritic.errors import ModelUnavailable

FORMAT = 1
_LEAF = -1


class Part(Protocol):
    """One summand of a model."""

    def score(self, row: Sequence[float]) -> float:
        """Log-odds of passing, before the model's scaling."""

    def explain(self, row: Sequence[float]) -> dict[int, float]:
        """What each feature, by its place, adds to the average score."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression on standardised features."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def score(self, row: Sequence[float]) -> float:
        """The weighted sum."""
        return self.intercept + sum(self.explain(row).values())

    def explain(self, row: Sequence[float]) -> dict[int, float]:
        """The summands: the average of each over the training data is 0."""
        columns = zip(self.coefficients, row, self.mean, self.scale, strict=True)
        return {
            place: weight * (value - mean) / scale
            for place, (weight, value, mean, scale) in enumerate(columns)
            if weight
        }


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree as columns; a node with feature -1 is a leaf."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]
    """Of an inner node the mean over the training data below it."""

    def path(self, row: Sequence[float]) -> list[int]:
        """The nodes from the root to the leaf that a row falls into."""
        node, nodes = 0, [0]
        while self.feature[node] != _LEAF:
            is_left = row[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if is_left else self.right[node]
            nodes.append(node)
        return nodes


@dataclass(frozen=True, slots=True)
class Trees:
    """Gradient-boosted trees."""

    baseline: float
    trees: tuple[Tree, ...]

    def score(self, row: Sequence[float]) -> float:
        """The sum of the leaves."""
        return self.baseline + sum(tree.value[tree.path(row)[-1]] for tree in self.trees)

    def explain(self, row: Sequence[float]) -> dict[int, float]:
        """What the value gains at each feature's splits, along the paths of all trees."""
        found: dict[int, float] = defaultdict(float)
        for tree in self.trees:
            nodes = tree.path(row)
            for node, below in pairwise(nodes):
                found[tree.feature[node]] += tree.value[below] - tree.value[node]
        return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticModel:
    """A fitted model with what it was fitted on."""

    features: tuple[str, ...]
    parts: tuple[tuple[float, Part], ...]
    intercept: float
    band: tuple[float, float]
    """Between these two, neither included, it abstains."""
    digest: str
    """Of the JSON; part of every cache key and calibration profile."""
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> StaticModel:
        """Read a model's JSON. Raises ``ModelUnavailable`` for one of another version."""
        row = json.loads(text)
        versions = row.get("format"), row.get("features_version")
        if versions != (FORMAT, FEATURES_VERSION):
            raise ModelUnavailable(
                f"the static model is of version {versions}, not {(FORMAT, FEATURES_VERSION)}; "
                "fit it again with `patchcritic bench train-static`"
            )
        return cls(
            features=tuple(row["features"]),
            parts=tuple((part["weight"], _read_part(part)) for part in row["parts"]),
            intercept=row["intercept"],
            band=(row["band"][0], row["band"][1]),
            digest=hashlib.sha256(text.encode()).hexdigest()[:16],
            provenance=row["provenance"],
        )

    def predict(self, features: Mapping[str, float]) -> float:
        """The probability that the test passes, 0..1."""
        row = self._row(features)
        score = sum(weight * part.score(row) for weight, part in self.parts)
        return sigmoid(score + self.intercept)

    def explain(self, features: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to the log-odds of passing of an average test."""
        row = self._row(features)
        found: dict[str, float] = dict.fromkeys(self.features, 0.0)
        for weight, part in self.parts:
            for place, gain in part.explain(row).items():
                found[self.features[place]] += weight * gain
        return found

    def _row(self, features: Mapping[str, float]) -> tuple[float, ...]:
        return tuple(features.get(name, 0.0) for name in self.features)


def sigmoid(score: float) -> float:
    """Log-odds as a probability, without overflow."""
    if score >= 0:
        return 1 / (1 + exp(-score))
    return exp(score) / (1 + exp(score))


@cache
def load_shipped() -> StaticModel:
    """The model of this installation, read once. Raises ``ModelUnavailable``."""
    source = files("patchcritic.critics.static") / "static.json"
    try:
        return StaticModel.parse(source.read_text(encoding="utf-8"))
    except OSError:
        raise ModelUnavailable("this installation has no static.json; install it anew") from None


def _read_part(row: Mapping[str, Any]) -> Part:
    if row["kind"] == "logistic":
        return Logistic(
            tuple(row["mean"]), tuple(row["scale"]), tuple(row["coefficients"]), row["intercept"]
        )
    trees = (
        Tree(*(tuple(tree[name]) for name in ("feature", "threshold", "left", "right", "value")))
        for tree in row["trees"]
    )
    return Trees(row["baseline"], tuple(trees))
