"""Which instances and submissions a run takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from patchcritic.bench.run.selection import choose_instances, digest_file, select
from patchcritic.errors import UsageProblem


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    rows = (
        {"instance_id": f"acme__x-{number}", "repo": "acme/x", "base_commit": "c", "patch": "p"}
        for number in range(20)
    )
    return write(tmp_path / "dataset.jsonl", *rows)


def ids(dataset: Path, **options: Any) -> list[str]:
    given = {"pattern": None, "limit": None, "seed": None, **options}
    return [one.instance_id.rpartition("-")[2] for one in choose_instances(dataset, **given)]


def test_limit_takes_the_first_or_draws(dataset: Path) -> None:
    assert len(ids(dataset)) == 20
    assert ids(dataset, limit=3) == ["0", "1", "2"]
    assert ids(dataset, pattern="*-1?", limit=2) == ["10", "11"]
    drawn = ids(dataset, limit=5, seed=1)
    assert len(drawn) == 5
    assert drawn == sorted(drawn, key=int)
    assert drawn == ids(dataset, limit=5, seed=1)
    assert drawn != ids(dataset, limit=5, seed=2)


def test_an_instance_that_is_there_twice_is_refused(dataset: Path) -> None:
    dataset.write_text(dataset.read_text("utf-8") * 2, encoding="utf-8")
    with pytest.raises(UsageProblem, match="acme__x-0 twice"):
        ids(dataset)


def test_submissions_are_taken_once_and_labels_with_them(dataset: Path, tmp_path: Path) -> None:
    def prediction(number: int, name: str) -> dict[str, Any]:
        instance_id = f"acme__x-{number}"
        return {"instance_id": instance_id, "model_name_or_path": name, "model_patch": name}

    one = write(tmp_path / "one.jsonl", prediction(0, "a"), prediction(0, "b"), prediction(9, "a"))
    two = write(tmp_path / "two.jsonl", prediction(0, "a"))
    labels = write(
        tmp_path / "labels.jsonl",
        *(
            {
                "instance_id": "acme__x-0",
                "submission": name,
                "node_id": "t.py::t",
                "status": "passed",
            }
            for name in ("a", "a", "z")
        ),
    )
    instances = choose_instances(dataset, pattern=None, limit=2, seed=None)
    chosen = select(instances, (str(one), str(two), "gold", "empty", "gold"), labels=labels)
    names = {
        key: [s.model_name_or_path for s in group] for key, group in chosen.submissions.items()
    }
    assert names == {"acme__x-0": ["a", "b", "gold", "empty"], "acme__x-1": ["gold", "empty"]}
    assert chosen.left_out == {
        "for instances that are not taken": 1,
        "a second one of the same name": 1,
    }
    assert {key: len(group) for key, group in chosen.labels.items()} == {("acme__x-0", "a"): 2}


def test_a_file_is_told_by_its_bytes(dataset: Path) -> None:
    assert digest_file(None) == ""
    first = digest_file(dataset)
    dataset.write_text("{}", encoding="utf-8")
    assert digest_file(dataset) != first
    with pytest.raises(UsageProblem, match="cannot be read"):
        digest_file(dataset / "nowhere")
