from __future__ import annotations

import pytest

from patchcritic.bench.metrics.second_look import (
    Question,
    find_questions,
    rate_second_looks,
)
from patchcritic.domain import Label, Opinion, PSource, TestStatus
from tests.bench.metrics.conftest import make_test

KEPT = Question(p_first=1, p_kept=1)
LOST = Question(p_first=1, p_kept=0)
MENDED = Question(p_first=0, p_mended=1)
STILL_WRONG = Question(p_first=0, p_mended=0)


def test_a_hand_worked_example() -> None:
    # 10 questions: 6 right at first, of which 5 stay right; 4 wrong, of which 1 is mended.
    rates = rate_second_looks([*[KEPT] * 5, LOST, MENDED, *[STILL_WRONG] * 3])

    assert rates.n_questions == 10
    assert rates.acc1 == pytest.approx(0.6)
    assert rates.cl == pytest.approx(5 / 6)
    assert rates.cs == pytest.approx(1 / 4)
    assert rates.acc2 == pytest.approx(0.6 * 5 / 6 + 0.4 * 1 / 4)  # 0.6
    assert rates.rss == pytest.approx((0.6 - 0.36) / (2 * 0.6 * 0.4))  # 0.5
    assert rates.is_worth_it is False


def test_a_hand_worked_example_of_many_looks() -> None:
    # Two questions asked four times each: 3 of 4 and 1 of 4 first answers are right.
    rates = rate_second_looks(
        [
            Question(p_first=0.75, p_kept=1.0, p_mended=0.5),
            Question(p_first=0.25, p_kept=0.8, p_mended=0.2),
        ]
    )

    assert rates.acc1 == pytest.approx(0.5)
    assert rates.cl == pytest.approx((0.75 * 1.0 + 0.25 * 0.8) / 1.0)  # 0.95
    assert rates.cs == pytest.approx((0.25 * 0.5 + 0.75 * 0.2) / 1.0)  # 0.275
    assert rates.acc2 == pytest.approx(0.5 * 0.95 + 0.5 * 0.275)  # 0.6125
    assert rates.rss == pytest.approx((0.6125 - 0.25) / 0.5)  # 0.725
    assert rates.is_worth_it is True


@pytest.mark.parametrize(
    ("questions", "is_worth_it"),
    [
        ([], None),
        ([KEPT], False),
        ([STILL_WRONG], False),
        ([MENDED], True),
        ([KEPT, MENDED], True),
        ([LOST, MENDED], False),
        ([LOST, KEPT, KEPT, MENDED, MENDED], True),
    ],
)
def test_when_a_second_look_pays(questions: list[Question], is_worth_it: bool | None) -> None:
    rates = rate_second_looks(questions)

    assert rates.is_worth_it is is_worth_it
    if rates.cl not in (None, 1) and rates.cs is not None and rates.acc1 is not None:
        paid = rates.cs / (1 - (rates.cl or 0)) > rates.acc1 / (1 - rates.acc1)
        assert is_worth_it is paid


@pytest.mark.parametrize("questions", [[], [KEPT], [STILL_WRONG]])
def test_no_self_correction_where_all_is_right_or_wrong(questions: list[Question]) -> None:
    assert rate_second_looks(questions).rss is None


def look(by: str, label: Label) -> Opinion:
    return Opinion(by=by, label=label, p_pass=0.6, p_source=PSource.VOTE, rationale="", critic="m")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Label.PASS, Label.PASS, STILL_WRONG),
        (Label.PASS, Label.FAIL, MENDED),
        (Label.FAIL, Label.FAIL, KEPT),
        (Label.FAIL, Label.PASS, LOST),
        (Label.ABSTAIN, Label.PASS, None),
        (Label.FAIL, Label.ABSTAIN, None),
    ],
)
def test_questions_are_read_from_opinions(
    first: Label, second: Label, expected: Question | None
) -> None:
    opinions = (
        look("first look", first),
        look("first look, sample 1", Label.PASS),
        look("second look", second),
    )
    row = make_test(p=0.3, status=TestStatus.FAILED, opinions=opinions)

    assert find_questions([row]) == ([] if expected is None else [expected])


def test_rows_without_two_looks_or_an_outcome_ask_nothing() -> None:
    both = (look("first look", Label.PASS), look("second look", Label.PASS))

    assert find_questions([make_test(), make_test(opinions=both[:1])]) == []
    assert find_questions([make_test(status=TestStatus.XFAIL, opinions=both)]) == []
