from __future__ import annotations

from typing import Any

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.verdict import Profile, choose_threshold
from tests.verdict.conftest import make_logistic, make_profile, make_threshold

MEASURED = make_profile(
    rho=0.5,
    logistic_rule=make_logistic(),
    thresholds=(
        make_threshold("strict-and", 0.05, 0.9),
        make_threshold("strict-and", 0.2, 0.4),
        make_threshold("product", 0.1, 0.7),
    ),
)


@pytest.mark.parametrize(
    ("rule", "risk", "expected"),
    [
        ("strict-and", None, 0.5),
        ("strict-and", 0.05, 0.9),
        pytest.param("strict-and", 0.19, 0.9, id="the nearest that is no larger"),
        ("strict-and", 0.5, 0.4),
        ("product", 0.1, 0.7),
        ("noisy-and", None, 0.5),
        ("logistic", None, 0.5),
    ],
)
def test_the_threshold_of_a_stated_risk(rule: str, risk: float | None, expected: float) -> None:
    assert (
        choose_threshold(rule, threshold=0.5, profile=MEASURED, max_false_accept=risk) == expected
    )


@pytest.mark.parametrize(
    ("rule", "profile", "risk", "message"),
    [
        (
            "and",
            None,
            None,
            "no rule 'and'; choose one of strict-and, product, noisy-and, log",
        ),
        ("strict-and", None, 0.05, "needs a calibration profile .* or use --threshold"),
        ("strict-and", MEASURED, 0.04, "0.04 cannot be kept: the profile's 133 wrong .* 0.05 or"),
        ("noisy-and", MEASURED, 0.05, "no threshold for --max-false-accept under the rule noisy"),
        ("strict-and", MEASURED, 1.5, "must lie between 0 and 1, not 1.5"),
        ("strict-and", MEASURED, 0.0, "must lie between 0 and 1, not 0"),
        ("noisy-and", None, None, "rule noisy-and needs a calibration profile"),
        ("logistic", None, None, "rule logistic needs a calibration profile"),
        ("logistic", make_profile(), None, "too few patches for the rule logistic"),
        ("noisy-and", make_profile(), None, "too few patches for the rule noisy-and"),
    ],
)
def test_what_is_missing_is_told(
    rule: str, profile: Profile | None, risk: float | None, message: str
) -> None:
    given: dict[str, Any] = {"threshold": 0.5, "profile": profile, "max_false_accept": risk}
    with pytest.raises(UsageProblem, match=message):
        choose_threshold(rule, **given)
