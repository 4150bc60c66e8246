"""From what a critic says to a probability: the maps that a profile holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

from patchcritic.verdict.logistic import Logistic


class Calibrator(Protocol):
    """Maps a raw ``p_pass`` to a calibrated one; a higher raw one never maps to a lower."""

    def apply(self, p_raw: float, features: Mapping[str, float]) -> float:
        """The calibrated probability, 0..1; features that it does not know are ignored."""

    def uses(self, name: str) -> bool:
        """Whether it looks at that feature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Takes the raw probability as it is."""

    kind: Literal["identity"] = "identity"

    def apply(self, p_raw: float, _features: Mapping[str, float]) -> float:
        """The same probability."""
        return p_raw

    def uses(self, _name: str) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Isotonic:
    """A monotone step function with straight lines between the steps (Zadrozny and Elkan 2002)."""

    kind: Literal["isotonic"] = "isotonic"
    x: tuple[float, ...]
    """Raw probabilities, rising."""
    y: tuple[float, ...]
    """The calibrated ones, never falling."""

    def __post_init__(self) -> None:
        if not self.x or len(self.x) != len(self.y):
            raise ValueError("x and y of an isotonic map must be as long as each other")
        if any(b <= a for a, b in pairwise(self.x)) or any(b < a for a, b in pairwise(self.y)):
            raise ValueError("x of an isotonic map must rise, and y must not fall")
        if not 0 <= self.y[0] <= self.y[-1] <= 1:
            raise ValueError("y of an isotonic map must lie in 0..1")

    def apply(self, p_raw: float, _features: Mapping[str, float]) -> float:
        """The value on the line between the neighbouring steps; beyond the ends, the end's."""
        right = bisect_right(self.x, p_raw)
        if right == 0:
            return self.y[0]
        if right == len(self.x):
            return self.y[-1]
        x0, x1, y0, y1 = self.x[right - 1], self.x[right], self.y[right - 1], self.y[right]
        return min(y1, y0 + (y1 - y0) * (p_raw - x0) / (x1 - x0))

    def uses(self, _name: str) -> bool:
        """Never."""
        return False


AnyCalibrator = Identity | Logistic | Isotonic
