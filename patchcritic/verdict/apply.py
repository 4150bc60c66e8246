"""A profile applied to one prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from patchcritic.domain import Label, Prediction
from patchcritic.verdict.profile import Profile


def apply_profile(
    prediction: Prediction, features: Mapping[str, float], profile: Profile
) -> Prediction:
    """The prediction with a calibrated ``p_pass``, its raw one kept, and the label that follows.

    What a fact or the tracer decided is certain and stays as it is, and so does an answer given
    under signs that something tries to dictate it. An abstention stays one, since whoever
    abstains has a reason that no number has; its ``p_pass`` is calibrated all the same. Applying
    a profile twice is the same as applying it once.
    """
    raw = prediction.p_pass if prediction.p_raw is None else prediction.p_raw
    if prediction.decided_by != "critic" or prediction.signs or not 0 <= raw <= 1:
        return prediction
    p_pass = profile.calibrator.apply(raw, features)
    label = prediction.label
    if label is not Label.ABSTAIN:
        label = choose_label(p_pass, profile.band)
    rationale = prediction.rationale
    if label is not prediction.label:
        rationale = f"Calibrated; the critic said {prediction.label} at {raw:.2f}. {rationale}"
    return replace(
        prediction,
        label=label,
        p_pass=p_pass,
        p_raw=raw,
        witness=prediction.witness if label is Label.FAIL else None,
        rationale=rationale,
    )


def choose_label(p_pass: float, band: tuple[float, float]) -> Label:
    """FAIL below the band, PASS from its end on, ABSTAIN within."""
    if p_pass >= band[1]:
        return Label.PASS
    return Label.FAIL if p_pass < band[0] else Label.ABSTAIN
