"""Labelled cases of the fixture repository, laid out as ``patchcritic bench mine`` leaves them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PATCHES = ("interval-overlap", "format-clock", "calendar-lookup", "docstrings", "render-days")


def write_mined(dest: Path, *, fixtures: Path, repo: Path, commit: str) -> None:
    """Write dataset, predictions, labels and repository as ``repo`` at ``commit`` has them."""
    outcomes = json.loads((fixtures / "outcomes.json").read_text(encoding="utf-8"))
    dest.mkdir()
    (dest / "repos").mkdir()
    (dest / "repos" / "acme__openhours").symlink_to(repo)
    instances, submissions, labels = [], [], []
    for number, name in enumerate(PATCHES, 1):
        patch = (fixtures / "patches" / f"{name}.patch").read_text(encoding="utf-8")
        identity = {"instance_id": f"acme__openhours-{number}"}
        base = {"repo": "acme/openhours", "base_commit": commit}
        instances.append(identity | base | {"patch": patch, "FAIL_TO_PASS": [], "PASS_TO_PASS": []})
        submissions.append(identity | {"model_name_or_path": "mined", "model_patch": patch})
        labels += [
            identity | {"submission": "mined", "node_id": node_id, "status": status}
            for node_id, status in statuses_of(outcomes, name).items()
            if status in ("passed", "failed")
        ][:40]
    _write(dest / "dataset.jsonl", instances)
    _write(dest / "predictions.jsonl", submissions)
    _write(dest / "labels.jsonl", labels)


def statuses_of(outcomes: dict[str, Any], name: str) -> dict[str, str]:
    """What running the tests with a patch gave, those first that it changed."""
    differs: dict[str, str] = outcomes["patches"][f"{name}.patch"]["differs"]
    return differs | {
        node_id: status for node_id, status in outcomes["base"].items() if node_id not in differs
    }


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
