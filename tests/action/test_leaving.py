from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.action import Step
from patchcritic.action.leaving import OUTPUTS, leave_note
from tests.action.runner import read_outputs


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step(output=tmp_path / "out", summary=tmp_path / "summary.md", folder=tmp_path)


@pytest.mark.parametrize(("verdict", "level"), [("neutral", "notice"), ("error", "error")])
def test_a_note_is_annotation_summary_comment_and_outputs(
    step: Step, verdict: str, level: str
) -> None:
    printed = leave_note(step, verdict, "it is <so>\n::error::not a command")

    assert printed.startswith(f"::{level} title=patchcritic%3A {verdict}::it is <so>")
    assert printed.count("\n") == 1
    assert step.output is not None
    outputs = read_outputs(step.output.read_text("utf-8"))
    assert tuple(outputs) == OUTPUTS
    assert {name for name, value in outputs.items() if value} == {"verdict", "comment-path"}
    assert outputs["verdict"] == verdict
    assert step.summary is not None
    page = step.summary.read_text("utf-8")
    assert page.startswith(f"## patchcritic: {verdict}\n\n")
    assert "<so>" not in page
    body = Path(outputs["comment-path"]).read_text("utf-8")
    assert body == f"<!-- patchcritic -->\n{page}"
