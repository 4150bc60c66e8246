"""What is written is read back the same, and half a file is never left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.datasets import (
    read_instances,
    read_labels,
    read_submissions,
    write_instances,
    write_labels,
    write_rows,
    write_submissions,
)
from patchcritic.domain import Instance, LabelledPair, NodeId, Submission, TestStatus
from patchcritic.errors import UsageProblem

# What is not UTF-8 in a diff is kept as lone surrogates, and line separators may stand anywhere.
TEXTS = st.text() | st.sampled_from(["\udce9", "a\u2028b\x85\r\n", ""])


@given(patch=TEXTS, tests=st.lists(TEXTS, max_size=3))
def test_instances_round_trip(
    tmp_path_factory: pytest.TempPathFactory, patch: str, tests: list[str]
) -> None:
    path = tmp_path_factory.mktemp("data") / "d.jsonl"
    one = Instance(
        instance_id="i", repo="a/b", base_commit="c", patch=patch, fail_to_pass=tuple(tests)
    )
    assert write_instances(path, [one, one]) == 2
    assert list(read_instances(path)) == [one, one]


def test_lists_of_tests_are_json_strings(tmp_path: Path) -> None:
    """As the published datasets have it, which other tools rely on."""
    one = Instance(instance_id="i", repo="a/b", base_commit="c", pass_to_pass=("t",))
    write_instances(tmp_path / "d.jsonl", [one])
    row = json.loads((tmp_path / "d.jsonl").read_text(encoding="utf-8"))
    assert (row["FAIL_TO_PASS"], row["PASS_TO_PASS"]) == ("[]", '["t"]')


def test_submissions_and_labels_round_trip(tmp_path: Path) -> None:
    submission = Submission(instance_id="i", model_name_or_path="m", model_patch="\udcff")
    write_submissions(tmp_path / "p.jsonl", [submission])
    assert list(read_submissions(tmp_path / "p.jsonl")) == [submission]
    pair = LabelledPair(
        instance_id="i",
        submission="m",
        node_id=NodeId.parse("a.py::T::t[1-x]"),
        status=TestStatus.ERROR,
        kind="fault",
        is_associated=True,
    )
    write_labels(tmp_path / "l.jsonl", [pair])
    assert list(read_labels(tmp_path / "l.jsonl")) == [pair]


def test_half_a_file_is_never_left(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_rows(path, [{"old": 1}])

    def rows() -> Iterator[dict[str, Any]]:
        yield {"new": 1}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(path, rows())
    assert path.read_text(encoding="utf-8") == '{"old": 1}\n'
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be written: No such file"):
        write_rows(tmp_path / "no" / "rows.jsonl", [])
