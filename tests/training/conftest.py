from __future__ import annotations

import random

import pytest

from patchcritic.domain import TestStatus
from patchcritic.training import Example


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """Pairs of four packages: near tests fail more often, whatever the package."""
    rng = random.Random(0)
    found = []
    for number in range(480):
        near, noise = rng.random(), rng.random()
        is_pass = rng.random() > 0.15 + 0.7 * near
        found.append(
            Example(
                repo=f"index/p{number % 4}",
                instance_id=f"i{number % 4}",
                submission=f"s{number // 4 % 30}",
                kind="gold" if number % 8 == 7 else "fault",
                node_id=f"t.py::test_{number}",
                status=TestStatus.PASSED if is_pass else TestStatus.FAILED,
                features={"near": near, "own_depth": round(5 * noise), "odd": 1e9 * noise},
            )
        )
    return found
