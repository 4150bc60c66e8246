"""The static critic's number alone, for what combines it with a model's."""

from __future__ import annotations

from functools import cache

from patchcritic.critics.static.critic import why_unknown
from patchcritic.critics.static.features import FeatureReader
from patchcritic.critics.static.model import load_shipped
from patchcritic.domain import CriticRequest


def static_p_pass(request: CriticRequest) -> float | None:
    """The prior probability that a test passes, 0..1; None where the prior knows nothing.

    Raises ``ModelUnavailable`` when this installation has no fitted model.
    """
    if why_unknown(request):
        return None
    return load_shipped().predict(_reader().read(request))


@cache
def _reader() -> FeatureReader:
    return FeatureReader()
