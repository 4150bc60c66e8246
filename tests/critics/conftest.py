"""Requests to judge, as small as they come."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

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


@pytest.fixture
def server() -> Iterator[Any]:
    """A running OpenAI-shaped server, see tests/httpserver/openai_server.py."""
    path = Path(__file__).parents[1] / "httpserver" / "openai_server.py"
    spec = spec_from_file_location("openai_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["openai_server"] = module
    spec.loader.exec_module(module)
    with module.OpenAIServer().running() as running:
        yield running


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back off for hundredths of a second, and never with a real key."""
    monkeypatch.setattr("patchcritic.critics.provider.BACK_OFF_S", 0.02)
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
