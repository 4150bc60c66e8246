"""A fitted logistic model over named numbers, small enough to be read in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, log1p
from typing import Literal

from patchcritic.verdict.odds import logit, sigmoid

Transform = Literal["logit", "log1p", "none"]

_TRANSFORMS: Mapping[Transform, Callable[[float], float]] = {
    "logit": logit,
    "log1p": lambda value: log1p(max(value, 0.0)),
    "none": lambda value: value,
}


def transform(value: float, how: Transform) -> float:
    """The number on the scale on which it is weighed; negative counts are 0."""
    return _TRANSFORMS[how](value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One number's part in the log-odds."""

    name: str
    transform: Transform
    mean: float
    """Of the transformed number where it was fitted."""
    scale: float
    """Its standard deviation there; above 0."""
    weight: float
    """Log-odds for each ``scale`` above ``mean``."""

    def __post_init__(self) -> None:
        if self.scale <= 0:
            raise ValueError(f"the scale of {self.name} must be above 0, not {self.scale:g}")

    def weigh(self, value: float | None) -> float:
        """The log-odds it adds: none for a number that is missing, which counts as the mean."""
        if value is None or not isfinite(value):
            return 0.0
        return self.weight * (transform(value, self.transform) - self.mean) / self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """``sigmoid(intercept + sum of the terms)``; as a calibrator it is Platt scaling (Platt 1999)
    of the raw score's log-odds, with further features where there are any."""

    kind: Literal["logistic"] = "logistic"
    intercept: float
    terms: tuple[Term, ...]

    def predict(self, values: Mapping[str, float]) -> float:
        """The probability, 0..1."""
        added = sum(term.weigh(values.get(term.name)) for term in self.terms)
        return sigmoid(self.intercept + added)

    def apply(self, p_raw: float, features: Mapping[str, float]) -> float:
        """The calibrated probability of a raw one, which the terms know as ``p_raw``."""
        return self.predict({**features, "p_raw": p_raw})

    def uses(self, name: str) -> bool:
        """Whether one of the terms asks for that number."""
        return any(term.name == name for term in self.terms)
