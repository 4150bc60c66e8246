"""Requests to judge, as small as they come."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from patchcritic.domain import (
    Context,
    CriticFailure,
    CriticRequest,
    Label,
    NodeId,
    Patch,
    Prediction,
    PSource,
    Snippet,
    Span,
    TestCase,
    Usage,
)

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
    monkeypatch.setattr("patchcritic.critics.calling.pacing.BACK_OFF_S", 0.02)
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)


class TableCritic:
    """Answers by (angle, sample, number of earlier opinions), and keeps what it was asked."""

    def __init__(
        self, table: Mapping[tuple[str, int, int], Any], name: str = "table", **attributes: Any
    ) -> None:
        self.name = name
        self.fingerprint = f"fingerprint of {name}"
        self.asked: list[CriticRequest] = []
        self.n_cancelled = 0
        self.n_closed = 0
        self._table = table
        for key, value in attributes.items():
            setattr(self, key, value)

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        self.asked.append(request)
        outcome = self._table[request.angle, request.sample, len(request.earlier)]
        try:
            await asyncio.sleep(60 if outcome == "never" else 0)
        except asyncio.CancelledError:
            self.n_cancelled += 1
            raise
        if isinstance(outcome, Exception):
            raise outcome
        done: Prediction | CriticFailure
        done = make_outcome(outcome) if isinstance(outcome, str) else outcome
        return done

    async def close(self) -> None:
        self.n_closed += 1


def make_outcome(text: str, **changes: Any) -> Any:
    """``pass 0.9``, ``fail 0.1 logprob``, or ``!timeout`` for a failure; each takes one call."""
    node_id = NodeId.parse("tests/test_a.py::test_one")
    usage = Usage(n_calls=1, prompt_tokens=10, cost_usd=0.25)
    if text.startswith("!"):
        kind: Any = text[1:]
        return CriticFailure(
            node_id=node_id, critic="table", kind=kind, message=f"It was {kind}.", usage=usage
        )
    label, p_pass, source = f"{text} verbalised".split()[:3]
    values: dict[str, Any] = {
        "node_id": node_id,
        "label": Label(label),
        "p_pass": float(p_pass),
        "p_source": PSource(source),
        "rationale": f"Since {text}.",
        "critic": "table",
        "usage": usage,
    }
    return Prediction(**values | changes)


@pytest.fixture
def table_critic() -> type[TableCritic]:
    return TableCritic


@pytest.fixture
def outcome() -> Callable[..., Any]:
    return make_outcome


@pytest.fixture
def judge(request_one: CriticRequest) -> Callable[..., Any]:
    """Ask a critic about one test, or about the request given."""

    def run(critic: Any, request: CriticRequest = request_one) -> Prediction | CriticFailure:
        answer: Prediction | CriticFailure = asyncio.run(critic.judge(request))
        return answer

    return run


@pytest.fixture
def count_cancelled(request_one: CriticRequest) -> Callable[..., int]:
    """Ask a critic, cancel it after 20 ms, and count the calls of ``inner`` that were ended."""

    async def run(critic: Any, inner: TableCritic) -> int:
        task = asyncio.create_task(critic.judge(request_one))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(asyncio.all_tasks()) == 1
        return inner.n_cancelled

    return lambda critic, inner: asyncio.run(run(critic, inner))
