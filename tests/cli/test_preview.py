from __future__ import annotations

from patchcritic.cli.preview import _left_out
from patchcritic.domain import (
    Context,
    CriticRequest,
    Dropped,
    NodeId,
    Patch,
    Span,
    TestCase,
)


def test_what_is_left_out_is_listed_by_reason() -> None:
    dropped = (
        Dropped(title="a.py::near", n_tokens=5, reason="far away"),
        Dropped(title="b.py::large", n_tokens=1200, reason="over the budget"),
        Dropped(title="a.py::far", n_tokens=7, reason="far away"),
    )
    test = TestCase(node_id=NodeId.parse("t.py::test_x"), span=Span(path="t.py", start=1, end=1))
    context = Context(shared=(), snippets=(), n_tokens=10, budget=6000, dropped=dropped)
    request = CriticRequest(patch=Patch(files=(), text=""), test=test, context=context)
    assert _left_out(request).splitlines() == [
        "10 of 6,000 tokens of code used",
        "",
        "over the budget: 1, 1,200 tokens",
        "- b.py::large (1,200)",
        "",
        "far away: 2, 12 tokens",
        "- a.py::near (5)",
        "- a.py::far (7)",
    ]
