from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from patchcritic.cli.output import check_output, print_report, write_report, write_whole
from patchcritic.errors import UsageProblem
from tests.reports.conftest import make_evaluation, make_prediction

EVALUATION = make_evaluation(make_prediction("t.py::a", 0.9))


def test_the_suffix_chooses_the_format(tmp_path: Path) -> None:
    write_report(EVALUATION, tmp_path / "r.json")
    write_report(EVALUATION, tmp_path / "r.txt")

    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["schema_version"] == 2
    assert "PASS" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.json", "r.txt"]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"cannot be written to .*r\.json"):
        write_report(EVALUATION, tmp_path / "none" / "r.json")


@pytest.mark.parametrize("name", ["none/r.json", "r.yaml", "r", "folder.json"])
def test_a_file_that_cannot_be_written_is_refused_at_once(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    check_output(tmp_path / "r.json")

    with pytest.raises(UsageProblem, match=r"-o .*"):
        check_output(tmp_path / name)


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")

    with pytest.raises(TypeError):
        write_whole(path, None)  # type: ignore[arg-type]

    assert path.read_text(encoding="utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["r.json"]


def test_the_file_is_readable_by_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "r", "x")

    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o644


@pytest.mark.parametrize("variables", [{}, {"FORCE_COLOR": "1"}, {"NO_COLOR": "1"}])
def test_colour_follows_the_conventions(
    variables: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    print_report(EVALUATION, "console", is_verbose=False)

    assert ("\x1b[" in capsys.readouterr().out) == ("FORCE_COLOR" in variables)
