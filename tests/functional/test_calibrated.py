"""``eval`` with a calibration profile: what a number is worth, and the risk that is accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patchcritic.prompts import prompt_digest
from patchcritic.verdict import Profile, format_profile
from tests.verdict.conftest import make_logistic, make_profile, make_threshold

Cli = Callable[..., Any]
SOME = ("--tests", "tests/test_clock.py::test_format_clock", "-f", "json")


@pytest.fixture
def write_profile(tmp_path: Path, script: Callable[[str], str]) -> Callable[..., Path]:
    """Write a profile of the scripted critic; what is given replaces its fields."""

    def write(**changes: Any) -> Path:
        profile: Profile = replace(
            make_profile(),
            model=script("all-pass"),
            prompt_digest=prompt_digest(),
            **changes,
        )
        path = tmp_path / "profile.json"
        path.write_text(format_profile(profile), encoding="utf-8")
        return path

    return write


def test_probabilities_are_calibrated_and_the_raw_ones_kept(
    eval_patch: Cli, write_profile: Callable[..., Path]
) -> None:
    lower = make_logistic(intercept=-1.0)  # p = 0.27 whatever the model says
    profile = write_profile(calibrator=lower, band=(0.3, 0.7))

    plain = eval_patch("format-clock.patch", *SOME).report
    report = eval_patch("format-clock.patch", *SOME, "--profile", profile).report

    assert "there is no profile" in plain["calibration"]
    assert {test["p_raw"] for test in plain["tests"]} == {None}
    assert "calibrated by" in report["calibration"]
    assert {test["p_pass"] for test in report["tests"]} == {0.2689}
    assert {test["p_raw"] for test in report["tests"]} == {
        test["p_pass"] for test in plain["tests"]
    }
    assert {test["label"] for test in report["tests"]} == {"fail"}


def test_the_threshold_for_a_stated_risk_is_the_profiles(
    eval_patch: Cli, write_profile: Callable[..., Path]
) -> None:
    profile = write_profile(thresholds=(make_threshold(max_false_accept=0.05, threshold=0.77),))
    risk = ("--max-false-accept", "0.1", "--profile", profile)

    assert eval_patch("format-clock.patch", *SOME, *risk).report["verdict"]["threshold"] == 0.77


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--max-false-accept", "0.05"), "needs a calibration profile"),
        (("--rule", "noisy-and"), "needs a calibration profile"),
        (("--rule", "best-of"), "--rule = 'best-of' cannot be used"),
        (("--profile", "no-such.json"), "no-such.json"),
    ],
)
def test_what_cannot_be_had_is_said_before_anybody_is_asked(
    eval_patch: Cli, arguments: tuple[str, ...], says: str
) -> None:
    result = eval_patch("format-clock.patch", *SOME, *arguments)

    assert result.code == 2
    assert says in result.stderr


def test_a_profile_of_another_model_is_refused(
    eval_patch: Cli, write_profile: Callable[..., Path]
) -> None:
    result = eval_patch("format-clock.patch", "--profile", write_profile(), model="odd")

    assert result.code == 2
    assert "it was made for" in result.stderr


def test_a_rule_that_needs_no_profile(eval_patch: Cli) -> None:
    verdict = eval_patch("format-clock.patch", *SOME, "--rule", "product").report["verdict"]

    assert verdict["rule"] == "product"
    assert verdict["p_pass"] < 0.9
