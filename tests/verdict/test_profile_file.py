from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.verdict import Identity, Isotonic, Logistic, Profile, format_profile, read_profile
from patchcritic.verdict.profile import Figures
from tests.verdict.conftest import RAW, make_logistic, make_profile, make_threshold

FULL: dict[str, Any] = {
    "method": "platt+prior",
    "calibrator": make_logistic(RAW, intercept=0.1),
    "candidates": {"identity": 0.2, "platt+prior": 0.1},
    "band": (0.4, 0.6),
    "sure": (0.1, 0.9),
    "rho": 0.35,
    "logistic_rule": make_logistic(RAW),
    "thresholds": (make_threshold(), make_threshold("product", 0.1, 0.7)),
    "before": Figures(auc=None, ece=0.2, brier=0.3, log_loss=0.9),
}


@pytest.mark.parametrize(
    "profile",
    [
        make_profile(**FULL),
        make_profile(calibrator=Identity()),
        make_profile(calibrator=Isotonic(x=(0.1, 0.30000000000000004), y=(0.2, 0.5)), model="ü"),
    ],
)
def test_what_is_written_is_read(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "p.json"
    path.write_text(format_profile(profile), encoding="utf-8")

    assert read_profile(path) == profile


def test_keys_of_a_later_version_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    fields = json.loads(format_profile(make_profile())) | {"colour": "red"}
    path.write_text(json.dumps(fields), encoding="utf-8")

    assert read_profile(path) == make_profile()


def put(*keys: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(fields: dict[str, Any]) -> None:
        place: Any = fields
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("patchcritic_profile", value=2), r"has version 2, and this patchcritic reads 1; make"),
        (put("n_pairs", value="many"), "is damaged .n_pairs: "),
        (put("rho", value=1.5), r"rho must lie in 0\.\.1, not 1.5"),
        (put("band", value=[0.6, 0.4]), "band must be two rising probabilities"),
        (put("sure", value=[-1, 0.4]), "sure must be two rising probabilities"),
        (put("band", value=[0.6]), "is damaged .band"),
        (put("thresholds", 0, "threshold", value=3), r"a threshold must lie in 0\.\.1"),
        (put("calibrator", "kind", value="magic"), "is damaged .calibrator"),
        (put("calibrator", "terms", 0, "scale", value=0), "scale of p_raw must be above 0"),
        (put("calibrator", "intercept", value=float("nan")), "NaN is no finite number"),
        (put("calibrator", "intercept", value=1e999), "Infinity is no finite number"),
        (lambda fields: fields.pop("model"), "model: field required"),
        (lambda fields: fields.pop("patchcritic_profile"), "is no calibration profile"),
    ],
)
def test_a_damaged_profile_is_told_in_one_sentence(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    path = tmp_path / "p.json"
    fields = json.loads(format_profile(make_profile(**FULL)))
    change(fields)
    path.write_text(json.dumps(fields), encoding="utf-8")

    with pytest.raises(UsageProblem, match=message) as raised:
        read_profile(path)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is damaged"),
        (b"\xff\xfe", "is no calibration profile"),
        (b"[1, 2]", "is no calibration profile"),
        (b'{"a": 1e999}', "1e999 is no finite number"),
        (b"[" * 100_000, "is damaged"),
    ],
)
def test_another_file_is_no_profile(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(data)

    with pytest.raises(UsageProblem, match=message):
        read_profile(path)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"p\.json cannot be read: No such file"):
        read_profile(tmp_path / "p.json")


def test_a_profile_is_small() -> None:
    assert len(format_profile(make_profile(**FULL))) < 4_000
    assert isinstance(FULL["calibrator"], Logistic)
