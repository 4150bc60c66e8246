"""How good probabilities are: a few figures, and the band in which to abstain."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from patchcritic.training.optional import import_numpy, import_sklearn

N_BINS = 10
MAX_ERROR = 0.35
"""Share of wrong answers that is borne outside of the band, for either answer."""
MIN_HALF_BAND = 0.05
HEADER = "pairs  passed    AUC    ECE  Brier  answered  right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of one set of pairs."""

    n: int
    share_passed: float
    auc: float | None
    """None when all outcomes are the same."""
    ece: float
    """Over ten bins of equal width."""
    brier: float
    coverage: float
    """Share of the pairs that are not abstained on."""
    accuracy: float | None
    """Of those; None when there are none."""

    def __str__(self) -> str:
        auc = "    -" if self.auc is None else f"{self.auc:.3f}"
        accuracy = "    -" if self.accuracy is None else f"{self.accuracy:.3f}"
        return (
            f"{self.n:5}  {self.share_passed:6.3f}  {auc}  {self.ece:.3f}  {self.brier:.3f}  "
            f"{self.coverage:8.2f}  {accuracy}"
        )

    def as_row(self) -> dict[str, Any]:
        """The figures for JSON, rounded."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def measure(p: Any, y: Any, band: tuple[float, float]) -> Figures:
    """Measure at least one prediction."""
    numpy = import_numpy()
    sure = (p <= band[0]) | (p >= band[1])
    is_mixed = len(set(y.tolist())) == 2
    return Figures(
        n=len(y),
        share_passed=float(y.mean()),
        auc=float(import_sklearn("metrics").roc_auc_score(y, p)) if is_mixed else None,
        ece=measure_ece(p, y),
        brier=float(numpy.mean((p - y) ** 2)),
        coverage=float(sure.mean()),
        accuracy=float(((p >= 0.5) == (y > 0))[sure].mean()) if sure.any() else None,
    )


def measure_ece(p: Any, y: Any) -> float:
    """Expected calibration error: |mean p - share passed| over bins of equal width, weighted by
    their size (Naeini et al. 2015)."""
    places = import_numpy().minimum((p * N_BINS).astype(int), N_BINS - 1)
    gaps = (
        (places == one).mean() * abs(p[places == one].mean() - y[places == one].mean())
        for one in set(places.tolist())
    )
    return float(sum(gaps))


def choose_band(p: Any, y: Any) -> tuple[float, float]:
    """The narrowest band around 0.5 outside of which at most ``MAX_ERROR`` of either answer are
    wrong, given predictions for packages that were not trained on."""
    steps = [MIN_HALF_BAND + step / 100 for step in range(int((0.5 - MIN_HALF_BAND) * 100))]
    low = next((0.5 - one for one in steps if _is_borne(1 - y[p <= 0.5 - one])), 0.0)
    high = next((0.5 + one for one in steps if _is_borne(y[p >= 0.5 + one])), 1.0)
    return round(low, 2), round(high, 2)


def _is_borne(right: Any) -> bool:
    """Whether few enough of the answers are wrong; ``right`` is 1 for one that is not."""
    return bool(len(right)) and float(right.mean()) >= 1 - MAX_ERROR
