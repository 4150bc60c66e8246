"""What is noted of a question while somebody else answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.bench.run.critics import CriticPool, Wallet
from patchcritic.bench.run.nouns import Arm
from patchcritic.diff import parse_patch
from patchcritic.pipeline import ChangeUnderTest, evaluate_patch
from tests.pipeline.conftest import AREA_PATCH, FILES, PlainCritic, git


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(tmp_path / "repo", "init", "-q", "-b", "main")
    git(tmp_path / "repo", "add", "-A")
    git(tmp_path / "repo", "commit", "-qm", "one")
    return tmp_path / "repo"


@pytest.mark.parametrize(
    ("model", "has_prior"), [("local", True), ("openai/x", True), ("scripted:x.jsonl", False)]
)
def test_the_prior_is_noted_beside_answers_that_are_calibrated(
    repo: Path, model: str, has_prior: bool
) -> None:
    pool = CriticPool(make_critic=lambda _arm, _left: PlainCritic(), wallet=Wallet())
    critic = pool.give(Arm(models=(model,)))

    evaluate_patch(repo, ChangeUnderTest(patch=parse_patch(AREA_PATCH)), critic, tracer="off")

    assert len(critic.noted) == 2
    for features in critic.noted.values():
        assert features["n_tokens"] > 0
        assert ("p_static" in features) is has_prior
        assert 0 < features.get("p_static", 0.5) < 1
