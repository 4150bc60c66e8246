from __future__ import annotations

from math import exp, log
from pathlib import Path
from random import Random
from typing import Any

import pytest

from patchcritic.bench.rows import format_row
from patchcritic.domain import Label, PSource, TestStatus, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult


def make_row(
    p_raw: float,
    status: TestStatus | None = TestStatus.PASSED,
    *,
    repo: str = "o/r",
    submission: str = "s1",
    node_id: str = "t.py::a",
    **more: Any,
) -> TestResult:
    values: dict[str, Any] = {
        "arm": "m",
        "label": Label.PASS if p_raw >= 0.5 else Label.FAIL,
        "decided_by": "critic",
        "prompt_digest": "d1",
        **more,
    }
    return TestResult(
        instance_id=repo.replace("/", "__") + "-1",
        repo=repo,
        submission=submission,
        node_id=node_id,
        p_pass=p_raw,
        p_raw=p_raw,
        p_source=PSource.LOGPROB,
        status=status,
        **values,
    )


def simulate(
    seed: int, *, n_repos: int = 8, n_patches: int = 40, sharpness: float = 3.0
) -> list[TestResult]:
    """Tests of many patches as an overconfident model sees them: the log-odds that it says are
    ``sharpness`` times those it should say, plus 0.5. Half of the patches are right."""
    random = Random(seed)
    rows = []
    for number in range(n_repos * n_patches):
        repo = f"o/r{number % n_repos}"
        is_right = random.random() < 0.5
        for test in range(random.randint(1, 5)):
            has_passed = is_right or random.random() < 0.4
            # of two normal densities one apart in mean and of variance 1 this is the log-odds
            seen = random.gauss(0.75 if has_passed else -0.75, 1.0)
            odds = 1.5 * seen + log(0.7 / 0.3)
            rows.append(
                make_row(
                    1 / (1 + exp(-(sharpness * odds + 0.5))),
                    TestStatus.PASSED if has_passed else TestStatus.FAILED,
                    repo=repo,
                    submission=f"s{number}",
                    node_id=f"t{test % 2}.py::test_{test}",
                    features={
                        "test_lines": float(random.randint(3, 40)),
                        "p_static": min(max(random.gauss(0.7 if has_passed else 0.4, 0.2), 0), 1),
                    },
                )
            )
    return rows


def make_patch(row: TestResult, is_resolved: bool | None) -> PatchResult:
    return PatchResult(
        arm=row.arm,
        instance_id=row.instance_id,
        repo=row.repo,
        submission=row.submission,
        verdict=VerdictLabel.UNCERTAIN,
        p_pass=0.5,
        rule="strict-and",
        is_resolved=is_resolved,
    )


@pytest.fixture(scope="session")
def simulated() -> list[TestResult]:
    return simulate(1)


@pytest.fixture
def folder(tmp_path: Path, simulated: list[TestResult]) -> Path:
    path = tmp_path / "run"
    path.mkdir()
    write_rows(path, simulated)
    return path


def write_rows(folder: Path, rows: list[TestResult]) -> None:
    text = "".join(map(format_row, rows))
    (folder / "tests.jsonl").write_text(text, encoding="utf-8")
