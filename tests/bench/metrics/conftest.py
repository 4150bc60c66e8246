from __future__ import annotations

from random import Random
from typing import Any

from patchcritic.bench.metrics.cases import Case
from patchcritic.domain import Label, PSource, TestStatus, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult


def draw_cases(seed: int, *, n_clusters: int = 1) -> list[Case]:
    """2 to 300 cases with both classes and many equal probabilities."""
    random = Random(seed)
    digits = random.choice([1, 2, 12])
    cases = [
        Case(
            p=round(random.random(), digits),
            said=random.random() < 0.6,
            truth=random.random() < 0.7,
            cluster=random.randrange(n_clusters),
        )
        for _ in range(random.randint(0, 298))
    ]
    return [*cases, Case(0.25, False, True), Case(0.75, True, False)]


def make_test(
    name: str = "i1/s1/t.py::a",
    p: float = 0.9,
    status: TestStatus | None = TestStatus.PASSED,
    *,
    repo: str = "o/r",
    arm: str = "m",
    decided_by: str = "critic",
    **more: Any,
) -> TestResult:
    instance_id, submission, node_id = name.split("/", 2)
    label = Label.PASS if p > 0.5 else Label.FAIL if p < 0.5 else Label.ABSTAIN
    values: dict[str, Any] = {"label": label, "p_source": PSource.VERBALISED, **more}
    return TestResult(
        arm=arm,
        instance_id=instance_id,
        repo=repo,
        submission=submission,
        node_id=node_id,
        p_pass=p,
        p_raw=p,
        decided_by=decided_by,
        status=status,
        **values,
    )


def make_patch(
    name: str = "i1/s1",
    p: float = 0.9,
    is_resolved: bool | None = True,
    *,
    repo: str = "o/r",
    arm: str = "m",
    **more: Any,
) -> PatchResult:
    instance_id, submission = name.split("/", 1)
    verdict = VerdictLabel.PASS if p > 0.5 else VerdictLabel.FAIL
    values: dict[str, Any] = {"verdict": verdict, **more}
    return PatchResult(
        arm=arm,
        instance_id=instance_id,
        repo=repo,
        submission=submission,
        p_pass=p,
        rule="strict-and",
        is_resolved=is_resolved,
        **values,
    )
