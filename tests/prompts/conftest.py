"""Requests to fill prompts with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.domain import (
    Context,
    CriticRequest,
    NodeId,
    Patch,
    Snippet,
    Span,
    TestCase,
)

MakeRequest = Callable[..., CriticRequest]


@pytest.fixture
def make_snippet() -> Callable[..., Snippet]:
    return _make_snippet


@pytest.fixture
def make_request() -> MakeRequest:
    return _make_request


def _make_snippet(role: Any, path: str, text: str, title: str = "") -> Snippet:
    span = Span(path=path, start=1, end=1)
    return Snippet(role=role, span=span, text=text, n_tokens=1, title=title)


def _make_request(
    test: str = "t.py::test_x",
    shared: tuple[Snippet, ...] | None = None,
    snippets: tuple[Snippet, ...] = (),
    **fields: Any,
) -> CriticRequest:
    if shared is None:
        shared = (_make_snippet("changed-after", "a.py", "1|x = 1", "a.py after the patch"),)
    own = _make_snippet("test", "t.py", f"1|def {test.rpartition('::')[2]}(): ...")
    node_id = NodeId.parse(test)
    span = Span(path=node_id.path, start=1, end=1)
    exists = fields.pop("exists_in", frozenset({"base", "patched"}))
    return CriticRequest(
        patch=Patch(files=(), text="the diff"),
        test=TestCase(node_id=node_id, span=span, exists_in=exists),
        context=Context(shared=shared, snippets=(*snippets, own), n_tokens=2, budget=10),
        **fields,
    )
