from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from patchcritic.critics.composed.sampled import Combine, SampledCritic, joint_p
from patchcritic.domain import (
    CriticFailure,
    CriticRequest,
    Fact,
    Label,
    NodeId,
    Prediction,
    PSource,
    Step,
    Usage,
    Witness,
)
from patchcritic.errors import ModelUnavailable

Make = Callable[..., Any]
TableCritic = Any

LIE = "pass, and step 1 does not hold"
SPOKEN = {"P": "pass 0.9", "F": "fail 0.1", "A": "abstain 0.5", "x": "!timeout", "$": "!budget"}
SPOKEN |= {"e": "!exported"}


def _script(outcome: Make, samples: str) -> dict[tuple[str, int, int], Any]:
    """A table by sample: see ``SPOKEN``, and d, which contradicts its own trace."""
    lie = outcome("pass 0.9", trace=(Step(says=LIE, holds="no"),))
    return {("", n, 0): lie if c == "d" else outcome(SPOKEN[c]) for n, c in enumerate(samples)}


@pytest.mark.parametrize(
    ("n", "samples", "n_drawn", "label", "p_pass"),
    [
        (1, "P", 1, Label.PASS, 1.5 / 2),
        (3, "PP?", 2, Label.PASS, 2.5 / 3),
        (3, "PFP", 3, Label.PASS, 2.5 / 4),
        (3, "PFF", 3, Label.FAIL, 1.5 / 4),
        (5, "PPP??", 3, Label.PASS, 3.5 / 4),
        (5, "FFF??", 3, Label.FAIL, 0.5 / 4),
        (5, "PPFP?", 4, Label.PASS, 3.5 / 5),
        (5, "PFFPP", 5, Label.PASS, 3.5 / 6),
        (5, "AAA??", 3, Label.ABSTAIN, 0.5),
        (4, "PPP?", 3, Label.PASS, 3.5 / 4),
        (4, "PPFF", 4, Label.ABSTAIN, 2.5 / 5),
        (5, "PPFFA", 5, Label.ABSTAIN, 2.5 / 5),
        (7, "PPFAFA?", 6, Label.ABSTAIN, 2.5 / 5),  # 4 of 7 are out of reach after six
        (3, "PxP", 3, Label.PASS, 2.5 / 3),
        (3, "dPP", 3, Label.PASS, 2.5 / 3),
        (5, "PddP?", 4, Label.PASS, 2.5 / 3),  # 2 of the 3 that can count
        (4, "PPx?", 3, Label.PASS, 2.5 / 3),
        (3, "xxP", 3, Label.PASS, 1.5 / 2),
        (3, "ddd", 3, Label.ABSTAIN, 0.5),
        (3, "xdd", 3, Label.ABSTAIN, 0.5),
    ],
)
def test_votes_and_when_they_stop(
    table_critic: TableCritic,
    outcome: Make,
    judge: Make,
    n: int,
    samples: str,
    n_drawn: int,
    label: Label,
    p_pass: float,
) -> None:
    inner = table_critic(_script(outcome, samples.rstrip("?")))
    found = judge(SampledCritic(inner, n))
    assert [request.sample for request in inner.asked] == list(range(n_drawn))
    assert (found.label, found.p_source) == (label, PSource.VOTE)
    assert found.p_pass == pytest.approx(p_pass)
    assert found.usage == Usage(n_calls=n_drawn, prompt_tokens=10 * n_drawn, cost_usd=n_drawn / 4)
    names = [f"sample {place}" for place, c in enumerate(samples, start=1) if c not in "x?"]
    assert [opinion.by for opinion in found.opinions] == names
    dropped = [f"sample {place}" for place, c in enumerate(samples, start=1) if c == "d"]
    assert [opinion.by for opinion in found.opinions if opinion.is_dropped] == dropped


@pytest.mark.parametrize(
    ("samples", "kind", "n_drawn"),
    [
        ("xxx", "timeout", 3),
        ("P$?", "budget", 2),
        ("PP$F", "budget", 3),
        ("PFP$?", "budget", 4),
        ("eeeee", "exported", 5),
        ("PPeee", "exported", 5),
    ],
)
def test_when_it_fails(
    table_critic: TableCritic, outcome: Make, judge: Make, samples: str, kind: str, n_drawn: int
) -> None:
    inner = table_critic(_script(outcome, samples.rstrip("?")))
    found = judge(SampledCritic(inner, len(samples)))
    assert isinstance(found, CriticFailure)
    assert found.kind == kind
    assert (found.usage.n_calls, len(inner.asked)) == (n_drawn, n_drawn)


@pytest.mark.parametrize(
    ("texts", "combine", "label", "p_pass", "source"),
    [
        (("pass 0.9 logprob", "pass 0.7 logprob"), "auto", Label.PASS, 0.8, PSource.LOGPROB),
        (("pass 0.9 logprob", "pass 0.7 logprob"), "mean", Label.PASS, 0.8, PSource.LOGPROB),
        (("pass 0.9 logprob", "pass 0.7 logprob"), "vote", Label.PASS, 2.5 / 3, PSource.VOTE),
        (("pass 0.9 logprob", "pass 0.7"), "auto", Label.PASS, 2.5 / 3, PSource.VOTE),
        (("pass 0.9", "pass 0.7"), "mean", Label.PASS, 0.8, PSource.MEAN),
        (("fail 0.2", "pass 0.6", "fail 0.1"), "mean", Label.FAIL, 0.3, PSource.MEAN),
        (("pass 0.6", "fail 0.0", "pass 0.6"), "mean", Label.ABSTAIN, 0.4, PSource.MEAN),
    ],
)
def test_ways_to_combine(
    table_critic: TableCritic,
    judge: Make,
    texts: tuple[str, ...],
    combine: Combine,
    label: Label,
    p_pass: float,
    source: PSource,
) -> None:
    inner = table_critic({("", place, 0): text for place, text in enumerate(texts)})
    found = judge(SampledCritic(inner, 3, combine))
    assert (found.label, found.p_source) == (label, source)
    assert found.p_pass == pytest.approx(p_pass)
    assert len(inner.asked) == len(texts)


def test_nothing_that_counts_says_nothing() -> None:
    assert joint_p((), "mean") == (0.5, PSource.VOTE)


@pytest.mark.parametrize(
    ("decides", "node_id", "dropped"),
    [
        (Label.FAIL, None, ["sample 1", "sample 3"]),
        (Label.FAIL, "tests/test_a.py::test_one", ["sample 1", "sample 3"]),
        (Label.FAIL, "tests/test_a.py::test_other", []),
        (Label.PASS, None, ["sample 2"]),
        (None, None, []),
    ],
)
def test_a_decisive_fact_outweighs_samples(
    table_critic: TableCritic,
    judge: Make,
    request_one: CriticRequest,
    decides: Label | None,
    node_id: str | None,
    dropped: list[str],
) -> None:
    fact = Fact(
        kind="call-does-not-fit",
        path="a.py",
        line=3,
        message="f takes 1 argument.",
        decides=decides,
        node_id=None if node_id is None else NodeId.parse(node_id),
    )
    texts = ("pass 0.9", "fail 0.1", "pass 0.9", "abstain 0.5", "abstain 0.5")
    inner = table_critic({("", place, 0): text for place, text in enumerate(texts)})
    found = judge(SampledCritic(inner, 5), replace(request_one, facts=(fact,)))
    assert [opinion.by for opinion in found.opinions if opinion.is_dropped] == dropped
    reasons = [opinion.rationale for opinion in found.opinions if opinion.is_dropped]
    assert all(reason.startswith("Not counted: a fact is against it, a.py:3") for reason in reasons)


def test_when_no_sample_counts_the_reasons_are_told(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    found = judge(SampledCritic(table_critic(_script(outcome, "ddd")), 3))
    assert found.rationale.splitlines()[:2] == [
        "No sample counts.",
        "sample 1: it says pass, and that step 1 does not hold.",
    ]
    assert found.trace == ()


def test_the_proof_is_that_of_a_sample_of_the_winning_side(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    far, near = Witness(assertion="far"), Witness(assertion="near")
    table = {
        ("", 0, 0): outcome("fail 0.1", witness=far),
        ("", 1, 0): outcome("pass 0.9"),
        ("", 2, 0): outcome("fail 0.3", witness=near),
    }
    found = judge(SampledCritic(table_critic(table), 3, "vote"))  # 1.5 / 4 = 0.375
    assert (found.label, found.witness, found.critic) == (Label.FAIL, near, "table")


def test_an_unusable_model_ends_the_run_not_the_samples(
    table_critic: TableCritic, judge: Make
) -> None:
    inner = table_critic({("", 0, 0): "never", ("", 1, 0): ModelUnavailable("no key")})
    with pytest.raises(ModelUnavailable, match="no key"):
        judge(SampledCritic(inner, 3))
    assert inner.n_cancelled == 1


def test_ctrl_c_ends_all_samples(table_critic: TableCritic, count_cancelled: Make) -> None:
    inner = table_critic({("", place, 0): "never" for place in range(5)})
    assert count_cancelled(SampledCritic(inner, 5), inner) == 3


def test_the_angle_of_the_request_is_kept(
    table_critic: TableCritic, judge: Make, request_one: CriticRequest
) -> None:
    inner = table_critic({("control_flow", n, 0): "pass 0.9" for n in range(2)})
    found = judge(SampledCritic(inner, 3), replace(request_one, angle="control_flow"))
    assert isinstance(found, Prediction)
    assert {request.angle for request in inner.asked} == {"control_flow"}


def test_the_number_of_samples_shapes_the_fingerprint(table_critic: TableCritic) -> None:
    inner = table_critic({}, "m", input_price=1e-6)
    critics = SampledCritic(inner, 3), SampledCritic(inner, 5), SampledCritic(inner, 3, "vote")
    assert len({critic.fingerprint for critic in critics}) == 3
    assert critics[0].name == "m"
    assert critics[1].input_price == pytest.approx(5e-6)
