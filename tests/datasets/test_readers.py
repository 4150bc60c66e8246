"""Datasets, predictions and labels in every published shape, and what is said of broken ones."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from patchcritic.datasets import GOLD, read_instances, read_labels, read_submissions
from patchcritic.domain import NodeId, TestStatus
from patchcritic.errors import UsageProblem

ROW: dict[str, Any] = {
    "repo": "owner/name",
    "instance_id": "owner__name-1",
    "base_commit": "abc",
    "patch": "diff",
    "test_patch": "test diff",
    "problem_statement": "It breaks.",
    "FAIL_TO_PASS": '["tests/test_a.py::test_one", "test_two (app.tests.Case)"]',
    "PASS_TO_PASS": ["tests/test_a.py::test_three"],
}
PREDICTION = {"instance_id": "owner__name-1", "model_name_or_path": "m", "model_patch": "diff"}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("shape", ["lines", "list", "single"])
def test_instances(tmp_path: Path, shape: str) -> None:
    if shape == "lines":
        path = write(tmp_path / "data.jsonl", f"{json.dumps(ROW)}\n\n")
    else:
        path = write(tmp_path / "data.json", json.dumps([ROW] if shape == "list" else ROW))
    (instance,) = read_instances(path)
    assert instance.repo == "owner/name"
    assert instance.fail_to_pass == ("tests/test_a.py::test_one", "test_two (app.tests.Case)")
    assert instance.pass_to_pass == ("tests/test_a.py::test_three",)
    assert instance.hints_text == ""


def test_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = write(tmp_path / "data.jsonl", f"{json.dumps(ROW)}\nbroken\n")
    instances = read_instances(path)
    assert next(instances).instance_id == "owner__name-1"
    with pytest.raises(UsageProblem, match=r"data\.jsonl:2: not valid JSON"):
        next(instances)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.jsonl", json.dumps(PREDICTION)),
        ("p.json", json.dumps([PREDICTION])),
        ("p.json", json.dumps({"owner__name-1": PREDICTION})),
        (
            "p.json",
            json.dumps({"owner__name-1": {"model_name_or_path": "m", "model_patch": "diff"}}),
        ),
    ],
)
def test_predictions_in_every_shape(tmp_path: Path, name: str, content: str) -> None:
    (one,) = read_submissions(write(tmp_path / name, content))
    assert (one.instance_id, one.model_name_or_path, one.model_patch) == (
        "owner__name-1",
        "m",
        "diff",
    )


@pytest.mark.parametrize("patch", [None, ""])
def test_an_empty_patch_is_a_submission(tmp_path: Path, patch: str | None) -> None:
    path = write(tmp_path / "p.jsonl", json.dumps({**PREDICTION, "model_patch": patch}))
    (one,) = read_submissions(path)
    assert one.model_patch == ""


def test_gold_stands_for_the_reference(tmp_path: Path) -> None:
    instances = list(read_instances(write(tmp_path / "d.jsonl", json.dumps(ROW))))
    (one,) = read_submissions("gold", instances)
    assert (one.model_name_or_path, one.model_patch) == (GOLD, "diff")


def test_labels(tmp_path: Path) -> None:
    row = {"instance_id": "i", "submission": "s", "node_id": "a.py::t[x]", "status": "failed"}
    more = {**row, "status": "passed", "associated": False, "kind": "drop"}
    path = write(tmp_path / "l.jsonl", f"{json.dumps(row)}\n{json.dumps(more)}")
    first, second = read_labels(path)
    assert first.node_id == NodeId(path="a.py", names=("t",), param="x")
    assert (first.status, first.is_associated, first.kind) == (TestStatus.FAILED, None, "")
    assert (second.is_associated, second.kind) == (False, "drop")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("d.jsonl", "[1]", r"d\.jsonl:1: a row must be a JSON object, not list"),
        ("d.jsonl", '{"repo": "a/b"}', r"d\.jsonl:1: the field instance_id is missing"),
        ("d.jsonl", json.dumps({**ROW, "patch": 3}), "the field patch must be text, not int"),
        ("d.jsonl", json.dumps({**ROW, "FAIL_TO_PASS": "x"}), "neither a list nor a JSON list"),
        ("d.jsonl", json.dumps({**ROW, "PASS_TO_PASS": [1]}), "must be a list of test names"),
        ("d.json", "{\n\n,}", r"d\.json:3: not valid JSON"),
        ("d.json", '{"key": 1}', r"d\.json, key 'key': a row must be a JSON object, not int"),
        ("d.json", "[" * 100_000, r"d\.json: the JSON is nested too deeply"),
        ("d.csv", "", r"d\.csv: its ending must be \.jsonl, \.json or \.parquet"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        list(read_instances(write(tmp_path / name, content)))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"none\.jsonl cannot be read: No such file"):
        list(read_instances(tmp_path / "none.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes(b'{"a": "\xe9"}')
    with pytest.raises(UsageProblem, match=r"latin\.jsonl is not UTF-8 text"):
        list(read_instances(tmp_path / "latin.jsonl"))


def test_an_unknown_status_lists_the_known_ones(tmp_path: Path) -> None:
    row = {"instance_id": "i", "submission": "s", "node_id": "n", "status": "ok"}
    path = write(tmp_path / "l.jsonl", json.dumps(row))
    with pytest.raises(UsageProblem, match="status 'ok' is not known; choose one of passed"):
        list(read_labels(path))


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is here")
def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="pip install pyarrow"):
        list(read_instances(write(tmp_path / "d.parquet", "")))


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [{**ROW, "FAIL_TO_PASS": ["a"]}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "d.parquet")
    (instance,) = read_instances(tmp_path / "d.parquet")
    assert instance.fail_to_pass == ("a",)
    with pytest.raises(UsageProblem, match="is no parquet file"):
        list(read_instances(write(tmp_path / "x.parquet", "no")))
