from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.bench.calibrate.samples import (
    Arm,
    digest_pairs,
    find_prompt_digest,
    is_answer,
    read_arm,
)
from patchcritic.bench.rows import format_row
from patchcritic.domain import TestStatus
from patchcritic.domain.benchmark import TestResult
from patchcritic.errors import UsageProblem
from tests.bench.calibrate.conftest import make_patch, make_row, write_rows


def make_arm(*rows: TestResult) -> Arm:
    return Arm(name="m", dataset="d", rows=rows, resolved={})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (make_row(0.6), True),
        (make_row(0.6, decided_by="fact"), False),
        (make_row(0.5, features={"is_failure": 1.0}), False),
        (make_row(0.5, features={"n_signs": 2.0}), False),
        (make_row(float("nan")), False),
        (make_row(1.5), False),
    ],
)
def test_what_counts_as_an_answer(row: TestResult, expected: bool) -> None:
    assert is_answer(row) is expected


def test_skipped_and_unknown_outcomes_are_no_labels() -> None:
    statuses = (TestStatus.PASSED, TestStatus.ERROR, TestStatus.SKIPPED, TestStatus.XFAIL, None)
    arm = make_arm(*(make_row(0.6, status) for status in statuses))

    assert [row.status for row in arm.labelled] == [TestStatus.PASSED, TestStatus.ERROR]
    assert len(arm.answers) == 5


def test_the_arm_is_named_where_there_are_several(tmp_path: Path) -> None:
    write_rows(tmp_path, [make_row(0.6, arm="a prompt=bare context=diff"), make_row(0.6, arm="b")])

    with pytest.raises(UsageProblem, match="several arms; choose one with --arm: 'a prompt"):
        read_arm(tmp_path)
    with pytest.raises(UsageProblem, match="no arm 'c'; choose one of 'a prompt"):
        read_arm(tmp_path, "c")
    arm = read_arm(tmp_path, "a prompt=bare context=diff")
    assert (arm.model, len(arm.rows), arm.dataset) == ("a", 1, tmp_path.name)


def test_a_folder_without_results(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"tests\.jsonl cannot be read"):
        read_arm(tmp_path)
    write_rows(tmp_path, [])
    with pytest.raises(UsageProblem, match="holds no test results"):
        read_arm(tmp_path)


def test_whether_a_patch_is_right_is_taken_from_the_run(tmp_path: Path) -> None:
    rows = [make_row(0.6, submission=name) for name in ("a", "b", "c")]
    write_rows(tmp_path, rows)
    patches = (make_patch(rows[0], True), make_patch(rows[1], False), make_patch(rows[2], None))
    text = "".join(map(format_row, patches))
    (tmp_path / "patches.jsonl").write_text(text, encoding="utf-8")

    arm = read_arm(tmp_path)

    assert arm.resolved == {("o__r-1", "a"): True, ("o__r-1", "b"): False}


def test_one_prompt_at_a_time() -> None:
    assert find_prompt_digest(make_arm(make_row(0.6))) == "d1"
    assert find_prompt_digest(make_arm(make_row(0.6, prompt_digest=""))) == ""
    with pytest.raises(UsageProblem, match="2 versions of its prompt"):
        find_prompt_digest(make_arm(make_row(0.6), make_row(0.6, prompt_digest="d2")))


def test_the_digest_is_of_pairs_and_outcomes_not_of_answers() -> None:
    first = digest_pairs(make_arm(make_row(0.6), make_row(0.7, node_id="t.py::b\udcff")))
    again = digest_pairs(make_arm(make_row(0.1, node_id="t.py::b\udcff"), make_row(0.2)))
    other = digest_pairs(make_arm(make_row(0.6, TestStatus.FAILED)))

    assert first == again != other
