from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from patchcritic.cli.output import (
    Output,
    print_report,
    read_outputs,
    write_reports,
    write_whole,
)
from patchcritic.errors import UsageProblem
from tests.reports.conftest import make_evaluation, make_prediction

EVALUATION = make_evaluation(make_prediction("t.py::a", 0.9))


@pytest.mark.parametrize(
    ("word", "name", "format_name"),
    [
        ("r.json", "r.json", "json"),
        ("R.JSON", "R.JSON", "json"),
        ("r.jsonl", "r.jsonl", "jsonl"),
        ("junit.xml", "junit.xml", "junit"),
        ("r.sarif", "r.sarif", "sarif"),
        ("r.sarif.json", "r.sarif.json", "sarif"),
        ("r.md", "r.md", "markdown"),
        ("r.html", "r.html", "html"),
        ("r.txt", "r.txt", "console"),
        ("github:annotations", "annotations", "github"),
        ("junit:r.json", "r.json", "junit"),
        ("other:r.json", "other:r.json", "json"),
        ("./json:r.md", "json:r.md", "markdown"),
    ],
)
def test_the_ending_or_a_word_chooses_the_format(
    word: str, name: str, format_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (output,) = read_outputs([word])

    assert (output.path.name, output.format_name) == (name, format_name)


def test_several_reports_of_one_run(tmp_path: Path) -> None:
    words = [str(tmp_path / name) for name in ("r.json", "r.txt", "r.sarif", "r.xml")]
    write_reports(EVALUATION, read_outputs(words))

    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["schema_version"] == 3
    assert "PASS" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        Path(word).name for word in words
    )


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    output = Output(path=tmp_path / "none" / "r.json", format_name="json")
    with pytest.raises(UsageProblem, match=r"cannot be written to .*r\.json"):
        write_reports(EVALUATION, [output])


def test_all_files_or_none(tmp_path: Path) -> None:
    outputs = [
        Output(path=tmp_path / name, format_name="json") for name in ("a.json", "none/b.json")
    ]
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"b\.json"):
        write_reports(EVALUATION, outputs)

    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("name", ["none/r.json", "r.yaml", "r", "folder.json", "yaml:r"])
def test_a_file_that_cannot_be_written_is_refused_at_once(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    read_outputs([str(tmp_path / "r.json")])

    with pytest.raises(UsageProblem, match=r"-o .*"):
        read_outputs([str(tmp_path / name)])


def test_one_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "r.json"

    with pytest.raises(UsageProblem, match="written twice"):
        read_outputs([str(path), f"junit:{path}"])
    with pytest.raises(UsageProblem, match="written twice"):
        read_outputs([str(path)], others=[path])


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
