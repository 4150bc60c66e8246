from __future__ import annotations

from patchcritic.domain import Label
from patchcritic.reports.ordering import by_urgency
from tests.reports.conftest import make_prediction


def test_failing_first_then_abstentions_then_passing() -> None:
    given = [
        make_prediction("t.py::sure", 0.99),
        make_prediction("t.py::unsure", 0.5, label=Label.ABSTAIN),
        make_prediction("t.py::bad", 0.3),
        make_prediction("t.py::worse", 0.1),
        make_prediction("t.py::likely", 0.6),
    ]

    names = [item.node_id.names[0] for item in by_urgency(given)]

    assert names == ["worse", "bad", "unsure", "likely", "sure"]
