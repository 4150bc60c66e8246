"""Seconds per test of the embedded models: the first test of a patch, and the next ones."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.diff import read_patch
from patchcritic.domain import (
    Context,
    Critic,
    CriticRequest,
    NodeId,
    Patch,
    Prediction,
    Snippet,
    Span,
    TestCase,
)
from patchcritic.models import KNOWN_MODELS, KnownModel, find_model

FIXTURES = Path(__file__).parents[1] / "fixtures"
SIZES = (1200, 2500)
"""Estimated tokens of code shown beside the test; the rules add 600."""
N_TESTS = 3


def main() -> None:
    """Print one line a test for every known model whose weights are on this machine."""
    print(f"{os.cpu_count()} cores; prompt = cached + read tokens")
    for model in KNOWN_MODELS:
        if find_model(model.name) is None:
            print(f"{model.name}: skipped, run `patchcritic models pull {model.alias}`")
            continue
        for n_tokens in SIZES:
            asyncio.run(time_model(model, n_tokens))


async def time_model(model: KnownModel, n_tokens: int) -> None:
    """Judge tests of one patch in turn, the first with nothing read before."""
    print(f"\n{model.name}, about {n_tokens:,} tokens of code")
    critic = load_critic(f"local:{model.alias}", CriticSettings())
    try:
        for number, request in enumerate(make_requests(n_tokens)):
            print("  " + await time_test(critic, request, is_first=number == 0))
    finally:
        await critic.close()


async def time_test(critic: Critic, request: CriticRequest, *, is_first: bool) -> str:
    """One test's figures; the first one's time holds the loading of the model."""
    start = time.perf_counter()
    outcome = await critic.judge(request)
    seconds = time.perf_counter() - start
    usage = outcome.usage
    label = outcome.label if isinstance(outcome, Prediction) else outcome.kind
    n_read = usage.prompt_tokens - usage.cached_tokens
    return (
        f"{'cold' if is_first else 'warm'} {seconds:6.1f} s  {usage.prompt_tokens:5} = "
        f"{usage.cached_tokens:5} + {n_read:5} tokens in {usage.n_calls} calls, "
        f"{usage.completion_tokens:3} written, {label}"
    )


def make_requests(n_tokens: int) -> Iterator[CriticRequest]:
    """Requests for tests of one patch, with so much shared code."""
    files = sorted((FIXTURES / "library/src").rglob("*.py"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    patch = read_patch(FIXTURES / "patches/interval-overlap.patch")
    shared = _snippet("file", "src/openhours", source[: 3 * n_tokens])
    for number in range(N_TESTS):
        yield _make_request(number, patch, shared, n_tokens)


def _make_request(number: int, patch: Patch, shared: Snippet, n_tokens: int) -> CriticRequest:
    text = f"1|def test_touching_{number}():\n|    assert merge([({number}, 5), (5, 9)]) == 9\n"
    test = _snippet("test", "tests/test_intervals.py", text)
    node_id = NodeId(path=test.span.path, names=(f"test_touching_{number}",))
    return CriticRequest(
        patch=patch,
        test=TestCase(node_id=node_id, span=test.span),
        context=Context(shared=(shared,), snippets=(test,), n_tokens=n_tokens, budget=n_tokens),
    )


def _snippet(role: Literal["file", "test"], path: str, text: str) -> Snippet:
    span = Span(path=path, start=1, end=text.count("\n") + 1)
    return Snippet(role=role, span=span, text=text, n_tokens=len(text) // 3)
