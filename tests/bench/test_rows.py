"""Rows on disk come back as they were, whatever happened to the process that wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.bench.rows import format_row, read_patch_rows, read_test_rows
from patchcritic.domain import Label, Opinion, PSource, TestStatus, Usage, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult
from patchcritic.errors import UsageProblem

TEST = TestResult(
    arm="scripted",
    instance_id="o__n-1",
    repo="o/n",
    submission="s\udcff1",
    node_id="tests/test_a.py::test_b[x-\u20ac]",
    label=Label.FAIL,
    p_pass=0.25,
    p_raw=0.3,
    p_source=PSource.VOTE,
    decided_by="critic",
    status=TestStatus.FAILED,
    base_status=TestStatus.PASSED,
    is_reached=False,
    features={"n_tokens": 812.0},
    opinions=(
        Opinion(
            by="first look",
            label=Label.PASS,
            p_pass=0.5,
            p_source=PSource.VERBALISED,
            rationale="It holds.",
            critic="scripted",
        ),
    ),
    usage=Usage(n_calls=2, prompt_tokens=10, cost_usd=None),
)
PATCH = PatchResult(
    arm="scripted",
    instance_id="o__n-1",
    repo="o/n",
    submission="gold",
    verdict=VerdictLabel.UNCERTAIN,
    p_pass=0.5,
    rule="strict-and",
    is_resolved=True,
    seconds={"apply": 0.5},
)


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    tests, patches = tmp_path / "tests.jsonl", tmp_path / "patches.jsonl"
    tests.write_text(format_row(TEST) * 2, encoding="utf-8")
    patches.write_text(format_row(PATCH), encoding="utf-8")
    assert list(read_test_rows(tests)) == [TEST, TEST]
    assert list(read_patch_rows(patches)) == [PATCH]


@pytest.mark.parametrize("n_bytes", [1, 40, -1])
def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path, n_bytes: int) -> None:
    path = tmp_path / "tests.jsonl"
    path.write_text(format_row(TEST) + format_row(TEST)[:n_bytes], encoding="utf-8")
    assert list(read_test_rows(path)) == [TEST]


def test_fields_of_a_later_version_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "patches.jsonl"
    path.write_text('{"zz": 1, ' + format_row(PATCH)[1:], encoding="utf-8")
    assert list(read_patch_rows(path)) == [PATCH]


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"verdict": "good"}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "patches.jsonl"
    path.write_text(f"{format_row(PATCH)}{line}\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"patches\.jsonl:2 is no row"):
        list(read_patch_rows(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        list(read_test_rows(tmp_path / "tests.jsonl"))
