"""Requests to judge, as small as they come."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from patchcritic.domain import Context, CriticRequest, NodeId, Patch, Snippet, Span, TestCase

MakeRequest = Callable[..., CriticRequest]


@pytest.fixture
def make_request() -> MakeRequest:
    """Make a request for a test of the given node id, all of one patch."""

    def make(node_id: str = "tests/test_a.py::test_one") -> CriticRequest:
        span = Span(path=node_id.partition("::")[0], start=1, end=2)
        snippet = Snippet(role="test", span=span, text="def test_one(): assert f()", n_tokens=9)
        return CriticRequest(
            patch=Patch(files=(), text="+ return True"),
            test=TestCase(node_id=NodeId.parse(node_id), span=span),
            context=Context(shared=(), snippets=(snippet,), n_tokens=9, budget=100),
        )

    return make


@pytest.fixture
def request_one(make_request: MakeRequest) -> CriticRequest:
    return make_request()
