from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from patchcritic.cli import export
from patchcritic.cli.export import finish_export, summarise_export
from patchcritic.critics.calling.requests_file import RequestsFile
from patchcritic.domain import (
    Coverage,
    CriticFailure,
    Evaluation,
    Label,
    NodeId,
    Patch,
    Prediction,
    PSource,
    Usage,
    Verdict,
    VerdictLabel,
)

NODE = NodeId.parse("tests/test_a.py::test_one")


def predict(by: Literal["fact", "critic"]) -> Prediction:
    return Prediction(
        node_id=NODE,
        label=Label.PASS,
        p_pass=1.0,
        p_source=PSource.FACT,
        rationale="",
        critic="m",
        decided_by=by,
    )


def fail(kind: Literal["exported", "too-long"]) -> CriticFailure:
    return CriticFailure(node_id=NODE, critic="m", kind=kind, message="")


def evaluate(*results: Prediction | CriticFailure) -> Evaluation:
    verdict = Verdict(
        label=VerdictLabel.UNCERTAIN,
        p_pass=0.5,
        rule="strict-and",
        threshold=0.5,
        decisive=(),
        coverage=Coverage(associated=0, judged=0, failed=0, left_out=0),
    )
    return Evaluation(
        verdict=verdict,
        predictions=tuple(item for item in results if isinstance(item, Prediction)),
        failures=tuple(item for item in results if isinstance(item, CriticFailure)),
        associations=(),
        left_out=(),
        unaffected=0,
        facts=(),
        warnings=(),
        usage=Usage(),
        model="m",
        prompt_digest="",
        patch=Patch(files=(), text=""),
        changed=(),
        seconds={},
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


def test_the_counts_add_up_over_all_evaluations(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = evaluate(predict("fact"), predict("critic"), fail("exported"))
    second = evaluate(predict("critic"), fail("exported"), fail("too-long"))
    with RequestsFile(path) as requests:
        requests.add("a", "{}", model="m")
        requests.add("b", "{}", model="m")
        finish_export(requests, first, second)
    assert path.read_text(encoding="utf-8") == "{}\n{}\n"
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == (
        f"2 requests written to {path}, 2 tests already answered, 1 decided by facts, 1 failed"
    )
    assert "run again after `patchcritic batch import`" in err


def test_when_all_is_answered_the_next_step_is_another(path: Path) -> None:
    with RequestsFile(path) as requests:
        counts, advice = summarise_export(requests, evaluate(predict("critic")))
    assert counts == f"0 requests written to {path}, 1 tests already answered, 0 decided by facts"
    assert advice.startswith("nothing is left to ask")


def test_what_services_do_not_take_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_REQUESTS", 1)
    with RequestsFile(path) as requests:
        requests.add("a", "{}", model="cheap")
        requests.add("b", "{}", model="strong")
        *_, models, size = summarise_export(requests, evaluate())
    assert "several models (cheap, strong)" in models
    assert "at most 50,000 lines and 200 MB" in size
