from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patchcritic.cli import main
from patchcritic.cli.preview import _left_out
from patchcritic.critics.local.critic import PREFERRED_BUDGET
from patchcritic.domain import (
    Context,
    CriticRequest,
    Dropped,
    NodeId,
    Patch,
    Span,
    TestCase,
)
from patchcritic.pipeline.plan import DEFAULT_BUDGET
from tests.pipeline.conftest import AREA_PATCH, repo

__all__ = ["repo"]

Preview = Callable[..., str]
TEST = "tests/test_shapes.py::test_area"


@pytest.fixture
def preview(
    repo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Preview:
    """What ``eval`` prints about a patch to ``area`` with the options given."""
    diff, script = tmp_path / "area.patch", tmp_path / "answers.jsonl"
    diff.write_text(AREA_PATCH, encoding="utf-8")
    script.write_text('{"match": "*", "response": "yes"}\n', encoding="utf-8")
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATCHCRITIC_TRACER", "off")

    def run(model: str, *options: str) -> str:
        named = f"scripted:{script}" if model == "scripted" else model
        arguments = ["eval", "--repo", str(repo), "--diff", str(diff), "--model", named, *options]
        monkeypatch.setattr(sys, "argv", ["patchcritic", *arguments])
        with pytest.raises(SystemExit) as leave:
            main()
        shown = capsys.readouterr()
        return shown.err if leave.value.code else shown.out

    return run


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("openai/gpt-4o", r"estimated cost: \$0\.00\d\d for the prompts"),
        ("scripted", r"estimated cost: none"),
        ("local", r"estimated cost: none"),
        ("openai/none-such", r"estimated cost: n/a"),
    ],
)
def test_a_dry_run_names_the_cost_where_there_is_a_price(
    preview: Preview, model: str, cost: str
) -> None:
    for cache in ([], ["--no-cache"]):
        text = preview(model, "--dry-run", *cache)
        assert re.search(cost, text)
        assert "2 tests to ask" in text


def test_a_server_of_ones_own_has_no_list_price(preview: Preview) -> None:
    text = preview("openai/gpt-4o", "--api-base", "http://localhost:1/v1", "--dry-run")
    assert "estimated cost: n/a" in text


@pytest.mark.parametrize("option", [("--dry-run",), ("--show-prompt", TEST)])
def test_no_report_file_is_promised(preview: Preview, option: tuple[str, ...]) -> None:
    assert "-o takes the report of a run" in preview("scripted", *option, "-o", "report.json")


def test_the_cost_is_tokens_times_price(preview: Preview) -> None:
    report: dict[str, Any] = json.loads(preview("gpt-4o", "--dry-run", "--format", "json"))
    assert report["prompt_tokens"] == sum(test["prompt_tokens"] for test in report["tests"])
    assert report["cost_usd"] == pytest.approx(report["prompt_tokens"] * 2.5e-6)


@pytest.mark.parametrize(
    ("model", "question"),
    [
        ("scripted", "Trace it, then answer with the JSON object."),
        ("openai/gpt-4o", "Trace it, then answer with the JSON object."),
        ("local", "Answer with one word, yes or no."),
    ],
)
def test_the_prompt_shown_is_that_of_the_critic(
    preview: Preview, model: str, question: str
) -> None:
    text = preview(model, "--show-prompt", TEST)
    assert question in text
    assert "return w + h" in text
    assert "assert area(2, 3) == 6" in text
    budget = PREFERRED_BUDGET if model == "local" else DEFAULT_BUDGET
    assert f"of {budget:,} tokens" in text


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
