"""The Action's own steps, as a runner would run them, on a pull request and its kin."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.action.conftest import ROOT, SCRIPTED, Hub
from tests.action.runner import Runner

OVERLAP = f"scripted:{SCRIPTED / 'interval-overlap.jsonl'}"
ALL_PASS = f"scripted:{SCRIPTED / 'all-pass.jsonl'}"


@pytest.fixture
def runner(tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner whose checkout is the merge of the pull request, with our program on PATH."""
    write_program(
        tmp_path / "bin", f'PYTHONPATH={ROOT} exec {sys.executable} -P -m patchcritic "$@"'
    )
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    temporary = tmp_path / "runner temp"
    temporary.mkdir()
    return Runner(
        action=ROOT,
        workspace=hub.clone(tmp_path / "a workspace", hub.merge),
        temporary=temporary,
        environment={
            "PATCHCRITIC_CACHE_DIR": str(tmp_path / "cache"),
            "PATCHCRITIC_TRACER": "off",
            **hub.describe_run(tmp_path / "event.json", hub.pull_request()),
        },
    )


def write_program(folder: Path, line: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "patchcritic").write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    (folder / "patchcritic").chmod(0o755)


def test_a_pull_request_that_is_predicted_to_fail(runner: Runner) -> None:
    """Its own table says ``fail_on = "never"``, which does not count: the base has none."""
    done = runner.run({"version": "installed", "model": OVERLAP, "format": "junit, json"})

    assert done.code == 1, done.stderr
    outputs = dict(done.outputs)
    paths = {name: Path(outputs.pop(f"{name}-path")) for name in ("report", "sarif", "comment")}
    assert outputs == {"verdict": "fail", "p-pass": "0.0400", "cost": "0.000000"}
    assert {path.parent.parent for path in paths.values()} == {runner.temporary}
    assert paths["report"].name == "report.xml"
    report = json.loads(paths["report"].with_suffix(".json").read_text("utf-8"))
    assert report["verdict"]["label"] == "fail"
    assert json.loads(paths["sarif"].read_text("utf-8"))["version"] == "2.1.0"
    assert paths["comment"].read_text("utf-8").startswith("<!-- patchcritic -->\n## ")
    assert "test_merges_what_touches" in done.summary
    errors = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert errors[0].startswith("::error file=tests/test_intervals.py,line=29,")
    assert len(errors) == 4


def test_nothing_of_the_workspace_is_imported(runner: Runner) -> None:
    for name in ("json.py", "patchcritic.py", "typer.py", "sitecustomize.py", "pip.py"):
        (runner.workspace / name).write_text("open('canary', 'w')\n", encoding="utf-8")

    done = runner.run({"version": "installed", "model": ALL_PASS})

    assert (done.code, done.outputs["verdict"]) == (0, "pass"), done.stderr
    assert not (runner.workspace / "canary").exists()


HOSTILE = (
    "$(touch canary)",
    "`touch canary`",
    "a' \"b; touch canary",
    "--flag",
    "::error::x",
    "ä  b",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_values_reach_the_program_as_they_are(runner: Runner, tmp_path: Path, value: str) -> None:
    write_program(tmp_path / "bin", f'env -0 > "{tmp_path}/seen"; echo "$@" > "{tmp_path}/words"')
    names = ("base", "head", "model", "fail-on", "threshold", "max-cost", "max-tests",
             "on-no-verdict", "format", "config", "path")  # fmt: skip

    done = runner.run({"version": "installed", **dict.fromkeys(names, value)})

    assert done.code == 0, done.stderr
    pairs = (tmp_path / "seen").read_text("utf-8").rstrip("\0").split("\0")
    seen = dict(pair.split("=", 1) for pair in pairs)
    for name in names:
        assert seen[f"INPUT_{name.replace('-', '_').upper()}"] == value
    assert (tmp_path / "words").read_text("utf-8") == "action\n"
    assert not list(tmp_path.rglob("canary*"))


@pytest.mark.parametrize(
    ("version", "says"),
    [
        *((value, "neither a version") for value in HOSTILE),
        ("1.0; touch canary", "neither a version"),
        ("../elsewhere", "neither a version"),
        ("/nowhere/at all", "not there"),
        ("/nowhere/$(touch canary)", "not there"),
        ("WORKSPACE", "lies in the workspace"),
        ("WORKSPACE/src/..", "lies in the workspace"),
        ("WORKSPACE/src", "lies in the workspace"),
    ],
)
def test_what_cannot_be_installed(runner: Runner, version: str, says: str) -> None:
    done = runner.run({"version": version.replace("WORKSPACE", str(runner.workspace))})

    assert done.code == 2
    assert says in done.stdout
    assert done.stdout.startswith("::error title=patchcritic::")
    assert not list(runner.workspace.parent.rglob("canary*"))


def test_nothing_is_installed(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "bin" / "patchcritic").unlink()

    done = runner.run({"version": "installed"}, PATH="/usr/bin:/bin")

    assert done.code == 2
    assert "no patchcritic on PATH" in done.stdout


@pytest.mark.network
@pytest.mark.skipif(
    "SLOW_TESTS" not in os.environ, reason="two minutes of pip; SLOW_TESTS=1 runs it"
)
def test_the_action_installs_itself(runner: Runner) -> None:
    done = runner.run({"model": OVERLAP})

    assert (done.code, done.outputs["verdict"]) == (1, "fail"), done.stderr
