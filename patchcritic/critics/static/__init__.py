"""A prior that needs no model: learnt from labelled cases, evaluated in plain Python."""

from __future__ import annotations

from patchcritic.critics.static.critic import StaticCritic, load_static
from patchcritic.critics.static.features import FEATURES_VERSION, FeatureReader
from patchcritic.critics.static.model import StaticModel
from patchcritic.critics.static.prior import static_p_pass

__all__ = [
    "FEATURES_VERSION",
    "FeatureReader",
    "StaticCritic",
    "StaticModel",
    "load_static",
    "static_p_pass",
]
