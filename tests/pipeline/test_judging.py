from __future__ import annotations

import asyncio
import os
import signal
import threading
from pathlib import Path

import pytest

from patchcritic.domain import CriticFailure, CriticRequest, Patch, Prediction, VerdictLabel
from patchcritic.errors import ModelUnavailable
from patchcritic.pipeline import ChangeUnderTest, evaluate_patch
from tests.pipeline.conftest import PlainCritic


class FailingCritic(PlainCritic):
    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        if request.test.node_id.names[-1] == "test_area":
            return CriticFailure(
                node_id=request.test.node_id, critic=self.name, kind="timeout", message="too slow"
            )
        return await super().judge(request)


class AbsentCritic(PlainCritic):
    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        await asyncio.sleep(0)
        raise ModelUnavailable("no key; set X")


class SlowCritic(PlainCritic):
    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        result = await super().judge(request)
        if len(self.requests) > 1:
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
            await asyncio.sleep(60)
        return result


class CountingCritic(PlainCritic):
    n_now = n_most = 0

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        self.n_now += 1
        self.n_most = max(self.n_most, self.n_now)
        await asyncio.sleep(0.01)
        self.n_now -= 1
        return await super().judge(request)


def test_a_failure_is_shown_and_never_a_pass(repo: Path, area_patch: Patch) -> None:
    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch), FailingCritic(), tracer="off"
    )

    assert [str(f.node_id) for f in evaluation.failures] == ["tests/test_shapes.py::test_area"]
    assert evaluation.verdict.label is VerdictLabel.UNCERTAIN
    assert evaluation.verdict.coverage.failed == 1


def test_an_absent_model_ends_the_run_and_closes_the_critic(repo: Path, area_patch: Patch) -> None:
    critic = AbsentCritic()

    with pytest.raises(ModelUnavailable, match="set X"):
        evaluate_patch(repo, ChangeUnderTest(patch=area_patch), critic, tracer="off")

    assert critic.is_closed


def test_ctrl_c_keeps_what_was_answered(repo: Path, area_patch: Patch) -> None:
    critic = SlowCritic()

    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch), critic, concurrency=1, tracer="off"
    )

    assert evaluation.is_interrupted
    assert len(evaluation.predictions) == 1
    assert len(evaluation.left_out) == 1
    assert evaluation.verdict.label is VerdictLabel.UNCERTAIN
    assert critic.is_closed


@pytest.mark.parametrize("concurrency", [1, 2])
def test_concurrency_is_bounded(concurrency: int, repo: Path, area_patch: Patch) -> None:
    critic = CountingCritic()

    evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch), critic, concurrency=concurrency, tracer="off"
    )

    assert critic.n_most == concurrency


def test_fail_fast_stops_at_the_first_failing_test(repo: Path, area_patch: Patch) -> None:
    critic = PlainCritic(lambda _: 0.1)
    change = ChangeUnderTest(patch=area_patch)

    evaluation = evaluate_patch(repo, change, critic, concurrency=1, fail_fast=True, tracer="off")

    assert len(critic.requests) == 1
    assert evaluation.is_fail_fast
    assert evaluation.verdict.label is VerdictLabel.FAIL
    assert [str(n) for n in evaluation.left_out] == ["tests/test_shapes.py::test_area_of_nothing"]
    assert evaluation.verdict.coverage.left_out == 1


def test_fail_fast_goes_on_while_nothing_is_decided(repo: Path, area_patch: Patch) -> None:
    critic = PlainCritic()

    evaluation = evaluate_patch(
        repo, ChangeUnderTest(patch=area_patch), critic, fail_fast=True, tracer="off"
    )

    assert not evaluation.is_fail_fast
    assert evaluation.verdict.label is VerdictLabel.PASS
