"""One row to one noun and back; the only place that spells the dataset's own field names."""

from __future__ import annotations

import json
from typing import Any

from patchcritic.datasets.files import Row
from patchcritic.domain import Instance, LabelledPair, NodeId, Submission, TestStatus

_TEXTS = (
    "patch",
    "test_patch",
    "problem_statement",
    "hints_text",
    "created_at",
    "version",
    "environment_setup_commit",
)


def to_instance(row: Row) -> Instance:
    """Read a SWE-bench row. Raises ``UsageProblem`` naming the field."""
    return Instance(
        instance_id=_text(row, "instance_id", is_required=True),
        repo=_text(row, "repo", is_required=True),
        base_commit=_text(row, "base_commit", is_required=True),
        fail_to_pass=_names(row, "FAIL_TO_PASS"),
        pass_to_pass=_names(row, "PASS_TO_PASS"),
        **{name: _text(row, name) for name in _TEXTS},
    )


def from_instance(instance: Instance) -> dict[str, Any]:
    """The row as SWE-bench writes it: the two lists of tests are JSON strings."""
    return {
        "instance_id": instance.instance_id,
        "repo": instance.repo,
        "base_commit": instance.base_commit,
        **{name: getattr(instance, name) for name in _TEXTS},
        "FAIL_TO_PASS": json.dumps(instance.fail_to_pass),
        "PASS_TO_PASS": json.dumps(instance.pass_to_pass),
    }


def to_submission(row: Row) -> Submission:
    """Read a prediction; a null patch is an empty one. Raises ``UsageProblem``."""
    if row.key:
        row.values.setdefault("instance_id", row.key)
    return Submission(
        instance_id=_text(row, "instance_id", is_required=True),
        model_name_or_path=_text(row, "model_name_or_path", is_required=True),
        model_patch=_text(row, "model_patch"),
    )


def from_submission(submission: Submission) -> dict[str, Any]:
    """The prediction's row."""
    return {
        "instance_id": submission.instance_id,
        "model_name_or_path": submission.model_name_or_path,
        "model_patch": submission.model_patch,
    }


def to_label(row: Row) -> LabelledPair:
    """Read a labelled pair. Raises ``UsageProblem`` naming the field."""
    status = _text(row, "status", is_required=True).lower()
    if status not in set(TestStatus):
        known = ", ".join(TestStatus)
        raise row.problem(f"status {status!r} is not known; choose one of {known}")
    is_associated = row.values.get("associated")
    return LabelledPair(
        instance_id=_text(row, "instance_id", is_required=True),
        submission=_text(row, "submission", is_required=True),
        node_id=NodeId.parse(_text(row, "node_id", is_required=True)),
        status=TestStatus(status),
        kind=_text(row, "kind"),
        is_associated=is_associated if isinstance(is_associated, bool) else None,
    )


def from_label(pair: LabelledPair) -> dict[str, Any]:
    """The labelled pair's row."""
    row: dict[str, Any] = {
        "instance_id": pair.instance_id,
        "submission": pair.submission,
        "kind": pair.kind,
        "node_id": str(pair.node_id),
        "status": pair.status.value,
    }
    if pair.is_associated is not None:
        row["associated"] = pair.is_associated
    return row


def _text(row: Row, name: str, *, is_required: bool = False) -> str:
    value = row.values.get(name)
    if value is None and not is_required:
        return ""
    if value is None or (is_required and value == ""):
        raise row.problem(f"the field {name} is missing")
    if hasattr(value, "isoformat"):  # parquet has dates as such
        return str(value.isoformat())
    if not isinstance(value, str):
        raise row.problem(f"the field {name} must be text, not {type(value).__name__}")
    return value


def _names(row: Row, name: str) -> tuple[str, ...]:
    """A list of tests, which datasets write as a list or as a JSON string of one."""
    value = row.values.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else []
        except json.JSONDecodeError:
            raise row.problem(f"the field {name} is neither a list nor a JSON list") from None
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise row.problem(f"the field {name} must be a list of test names")
    return tuple(value)
