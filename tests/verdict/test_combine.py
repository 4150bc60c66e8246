from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.verdict.combine import (
    RULES,
    Learnt,
    Vote,
    describe_votes,
    take_logistic,
    take_minimum,
    take_noisy_and,
    take_product,
)
from patchcritic.verdict.logistic import Term
from tests.verdict.conftest import make_logistic

MIN_AND_MEAN = make_logistic(
    Term(name="p_min", transform="logit", mean=0.0, scale=1.0, weight=0.7),
    Term(name="p_mean", transform="logit", mean=0.5, scale=2.0, weight=0.5),
    Term(name="n", transform="log1p", mean=1.0, scale=1.0, weight=-0.3),
)
VOTES = st.lists(
    st.builds(Vote, st.floats(0, 1), st.sampled_from(["a.py", "b.py", "c.py"]), st.just(False)),
    min_size=1,
    max_size=8,
)


def make_votes(*named: tuple[float, str]) -> list[Vote]:
    return [Vote(p, group, False) for p, group in named]


@pytest.mark.parametrize(
    ("votes", "rho", "expected"),
    [
        # one file: rho * 0.8 + (1 - rho) * 0.72
        pytest.param(make_votes((0.9, "a"), (0.8, "a")), 0.0, 0.72, id="independent"),
        pytest.param(make_votes((0.9, "a"), (0.8, "a")), 0.25, 0.74, id="a quarter together"),
        pytest.param(make_votes((0.9, "a"), (0.8, "a")), 1.0, 0.8, id="as one"),
        # two files: (0.5 * 0.8 + 0.5 * 0.72) * 0.5 = 0.76 * 0.5
        pytest.param(make_votes((0.9, "a"), (0.8, "a"), (0.5, "b")), 0.5, 0.38, id="two files"),
        pytest.param(make_votes((0.9, "a"), (0.8, "b")), 1.0, 0.72, id="each file on its own"),
        # three alike: 0.5 * 0.9 + 0.5 * 0.729
        pytest.param(make_votes(*[(0.9, "a")] * 3), 0.5, 0.8145, id="three alike"),
        pytest.param(make_votes((0.3, "a")), 0.4, 0.3, id="one test"),
        pytest.param(make_votes((0.0, "a"), (1.0, "a")), 0.4, 0.0, id="one certain failure"),
    ],
)
def test_noisy_and_by_hand(votes: list[Vote], rho: float, expected: float) -> None:
    assert take_noisy_and(votes, rho) == pytest.approx(expected)


@given(VOTES, st.floats(0, 1))
def test_product_below_noisy_and_below_minimum(votes: list[Vote], rho: float) -> None:
    noisy = take_noisy_and(votes, rho)

    assert 0 <= take_product(votes) <= noisy + 1e-12
    assert noisy <= take_minimum(votes) + 1e-12 <= 1 + 1e-12


@given(VOTES)
def test_noisy_and_between_its_ends(votes: list[Vote]) -> None:
    one_file = [vote._replace(group="a.py") for vote in votes]

    assert take_noisy_and(votes, 0) == pytest.approx(take_product(votes))
    assert take_noisy_and(one_file, 1) == take_minimum(one_file)


@pytest.mark.parametrize("rule", RULES)
@given(votes=VOTES, which=st.integers(0, 7), higher=st.floats(0, 1), rho=st.floats(0, 1))
def test_a_likelier_test_never_makes_the_patch_less_likely(
    rule: str, votes: list[Vote], which: int, higher: float, rho: float
) -> None:
    learnt = Learnt(rho, MIN_AND_MEAN)
    place = which % len(votes)
    better = list(votes)
    better[place] = votes[place]._replace(p=max(votes[place].p, higher))

    before, after = (RULES[rule](each, 1.0, learnt) for each in (votes, better))

    assert 0 <= before <= after + 1e-12
    assert after <= 1


@given(VOTES, st.floats(0, 1), st.floats(0, 1))
def test_noisy_and_rises_with_the_correlation(votes: list[Vote], rho: float, other: float) -> None:
    low, high = sorted((rho, other))

    assert take_noisy_and(votes, low) <= take_noisy_and(votes, high) + 1e-12


def test_the_mixture_is_what_a_count_over_its_latent_gives() -> None:
    ps, rho = [0.9, 0.6, 0.75], 0.3
    n = 2000
    together = sum(all((k + 0.5) / n <= p for p in ps) for k in range(n)) / n

    counted = rho * together + (1 - rho) * prod(ps)

    assert take_noisy_and(make_votes(*((p, "a") for p in ps)), rho) == pytest.approx(counted)


def test_what_the_fitted_rule_looks_at() -> None:
    votes = [Vote(0.2, "a", False), Vote(0.6, "a", False), Vote(1.0, "b", True)]

    assert describe_votes(votes, 0.75) == {
        "p_min": 0.2,
        "p_mean": pytest.approx(0.6),
        "n": 3.0,
        "share_judged": 0.75,
        "share_certain": pytest.approx(1 / 3),
    }


def test_no_fit_outweighs_a_certain_failure() -> None:
    model = make_logistic(intercept=9.0)
    sure = Vote(1.0, "a", True)

    assert take_logistic([sure, Vote(0.0, "a", False)], 1.0, model) > 0.99
    assert take_logistic([sure, Vote(0.0, "a", True)], 1.0, model) == 0.0
