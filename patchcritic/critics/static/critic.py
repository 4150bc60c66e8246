"""The static critic: a learnt prior that asks no model and costs next to nothing."""

from __future__ import annotations

from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.static.features import FeatureReader
from patchcritic.critics.static.model import StaticModel, load_shipped
from patchcritic.critics.static.reasons import say_reasons
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Label, Prediction, PSource

_UNKNOWN = 0.5


def load_static(model: str, settings: CriticSettings) -> Critic:
    """The critic of ``--model static``. Raises ``ModelUnavailable``."""
    return StaticCritic(load_shipped(), name=model)


class StaticCritic:
    """Judges by the shape of the change, of the test, and of the way between them."""

    input_price = 0.0

    def __init__(self, model: StaticModel, *, name: str = "static") -> None:
        self._model = model
        self._name = name
        self._reader = FeatureReader()

    @property
    def name(self) -> str:
        """``static``."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The digest of the fitted model, which holds the version of the features."""
        return f"static:{self._model.digest}"

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome; abstains where the model knows too little."""
        reason = why_unknown(request)
        if reason:
            return self._predict(request, _UNKNOWN, reason)
        features = self._reader.read(request)
        p_pass = self._model.predict(features)
        reasons = say_reasons(features, self._model.explain(features), p_pass=p_pass)
        return self._predict(request, p_pass, reasons)

    async def close(self) -> None:
        """Nothing to give back."""

    def _predict(self, request: CriticRequest, p_pass: float, rationale: str) -> Prediction:
        low, high = self._model.band
        label = Label.FAIL if p_pass <= low else Label.PASS if p_pass >= high else Label.ABSTAIN
        return Prediction(
            node_id=request.test.node_id,
            label=label,
            p_pass=p_pass,
            p_source=PSource.PRIOR,
            rationale=rationale,
            critic=self._name,
        )


def why_unknown(request: CriticRequest) -> str:
    """Why the model has nothing to say about a test; empty when it has."""
    if not request.test.span.path.endswith((".py", ".pyw")):
        return "The prior was learnt from Python tests; this is none."
    if request.association is not None and request.association.kind == "explicit":
        return "The change does not reach this test; the prior was learnt from tests it reaches."
    return ""
