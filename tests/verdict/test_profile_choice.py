from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.verdict import choose_profile, format_profile
from patchcritic.verdict.profile_choice import SHIPPED
from tests.verdict.conftest import make_profile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.json"
    path.write_text(format_profile(make_profile()), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("model", "prompt_digest", "is_applied", "note"),
    [
        ("m", "d1", True, "is calibrated by identity on 500 labelled tests of 2 repositories"),
        ("x", "d1", False, "p.json is not applied: it was made for m, not for x"),
        ("m", "d2", False, "is not applied: it was made for another prompt (d1, not d2)"),
    ],
)
def test_the_users_profile(
    path: Path, model: str, prompt_digest: str, is_applied: bool, note: str
) -> None:
    choice = choose_profile(model, prompt_digest, path)

    assert (choice.profile is not None) is is_applied
    assert note in choice.note


@pytest.mark.parametrize(
    ("model", "prompt_digest", "is_applied"),
    [("m", "d1", True), ("m", "d2", False), ("x", "d1", False)],
)
def test_a_shipped_profile(path: Path, model: str, prompt_digest: str, is_applied: bool) -> None:
    choice = choose_profile(model, prompt_digest, shipped=path.parent)

    assert (choice.profile is not None) is is_applied
    assert ("there is no profile for" in choice.note) is not is_applied


def test_a_folder_that_is_not_there_holds_no_profile(tmp_path: Path) -> None:
    choice = choose_profile("m", "d1", shipped=tmp_path / "nowhere")

    assert choice.note == "p_pass is not calibrated: there is no profile for m with this prompt"


def test_a_file_that_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        choose_profile("m", "d1", tmp_path / "nowhere.json")


def test_what_is_shipped_can_be_read() -> None:
    assert choose_profile("no such model", "d1").profile is None
    assert SHIPPED.is_dir()
