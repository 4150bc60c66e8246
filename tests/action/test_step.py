from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.action import Step
from patchcritic.action.step import MAX_SUMMARY
from tests.action.runner import read_outputs


@pytest.fixture
def step(tmp_path: Path) -> Step:
    files = {"GITHUB_OUTPUT": tmp_path / "out", "GITHUB_STEP_SUMMARY": tmp_path / "summary.md"}
    return Step.open({key: str(path) for key, path in files.items()} | {"RUNNER_TEMP": ""})


@given(value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_a_value_cannot_begin_another_output(
    value: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("step") / "out"
    step = Step(output=path, summary=None, folder=path.parent)

    step.set_output("verdict", value)
    step.set_output("cost", "0.1")

    assert read_outputs(path.read_bytes().decode("utf-8")) == {"verdict": value, "cost": "0.1"}


def test_delimiters_differ(step: Step) -> None:
    step.set_output("a", "1")
    step.set_output("b", "2")

    assert step.output is not None
    marks = [line.partition("<<")[2] for line in step.output.read_text("utf-8").splitlines()]
    assert len({mark for mark in marks if mark}) == 2


def test_the_summary_never_grows_over_what_the_runner_takes(step: Step) -> None:
    assert step.summary_room == MAX_SUMMARY
    step.add_summary("x" * (MAX_SUMMARY - 3))
    assert step.summary_room == 3
    step.add_summary("ä" * 2)
    step.add_summary("abc")

    assert step.summary is not None
    assert step.summary.stat().st_size == MAX_SUMMARY
    assert step.summary.read_text("utf-8").endswith("xabc")


def test_what_the_runner_did_not_name_is_not_written(tmp_path: Path) -> None:
    step = Step.open({"RUNNER_TEMP": str(tmp_path)})

    step.set_output("verdict", "pass")
    step.add_summary("page")
    path = step.write_report("report.json", "{}")

    assert path.parent.parent == tmp_path
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["report.json"]


def test_every_step_has_a_folder_of_its_own(tmp_path: Path) -> None:
    environment = {"RUNNER_TEMP": str(tmp_path)}

    assert Step.open(environment).folder != Step.open(environment).folder
