"""From a package or a history to labelled pairs; run once, and only when asked to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.bench.mine import History, PackageSource, Progress, Settings, labelling, mine_cases
from patchcritic.datasets import RepositoryFolder, read_instances, read_labels, read_submissions
from patchcritic.domain import Submission
from patchcritic.errors import UsageProblem
from patchcritic.snapshot import Workspace

MakeSdist = Callable[[dict[str, str]], Path]
DATASET = ("dataset.jsonl", "predictions.jsonl", "labels.jsonl", "faults.jsonl")


def read(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in DATASET}


FLAKY = """

import os


def test_flaky():
    assert spread([1, 2]) and os.environ["PYTHONHASHSEED"] == "1"
"""


def test_a_package_with_faults(
    tmp_path: Path, make_sdist: MakeSdist, files: dict[str, str]
) -> None:
    out = tmp_path / "out"
    files["tests/test_calc.py"] += FLAKY
    source = PackageSource.parse(str(make_sdist(files)))
    settings = Settings(out=out, per_package=3, jobs=2, is_executing=True)
    seen: list[Progress] = []
    summary = mine_cases([source], settings, seen.append)
    assert (summary["n_submissions"], summary["n_run_now"]) == (3, 4)
    assert (summary["skipped"], summary["n_flaky_dropped"]) == ([], 1)
    assert 0 < summary["n_failing"] < summary["n_pairs"]
    assert summary["n_failing_unassociated"] == 0
    assert (seen[-1].n_done, seen[-1].n_total) == (4, 4)
    (instance,) = read_instances(out / "dataset.jsonl")
    assert len(instance.pass_to_pass) == 9
    assert not any("flaky" in one for one in instance.pass_to_pass)
    labels = list(read_labels(out / "labels.jsonl"))
    assert len(labels) == summary["n_pairs"]
    far = [one for one in labels if not one.is_associated]
    assert 0 < len(far) <= labelling.N_CONTROLS * 3
    assert all(one.status == "passed" for one in far)
    faults = [json.loads(line) for line in (out / "faults.jsonl").read_text("utf-8").splitlines()]
    assert {one["submission"] for one in faults} == {one.submission for one in labels}

    before = read(out)
    assert mine_cases([source], settings)["n_run_now"] == 0
    assert read(out) == before


def test_a_history(tmp_path: Path, history: Path) -> None:
    out = tmp_path / "out"
    settings = Settings(out=out, per_package=0, jobs=2, is_executing=True)
    summary = mine_cases([History(repo=history, limit=1)], settings)
    (instance,) = read_instances(out / "dataset.jsonl")
    assert instance.fail_to_pass == ("tests/test_calc.py::test_clamp_turned",)
    assert len(instance.pass_to_pass) == 9
    by_name = {one.model_name_or_path: one for one in read_submissions(out / "predictions.jsonl")}
    assert list(by_name) == ["gold", "empty", "drop-01", "drop-02"]
    labels = [
        (one.submission, one.status.value)
        for one in read_labels(out / "labels.jsonl")
        if one.node_id.names == ("test_clamp_turned",)
    ]
    assert ("gold", "passed") in labels
    assert ("empty", "failed") in labels
    assert sorted(status for name, status in labels if name.startswith("drop")) == [
        "failed",
        "passed",
    ]
    assert summary["n_instances"] == 1
    repo = RepositoryFolder(out / "repos").find(instance)
    assert isinstance(repo, Path)
    with Workspace.open(repo) as workspace:
        assert workspace.resolve(instance.base_commit)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


def test_nothing_is_run_without_execute(
    tmp_path: Path, make_sdist: MakeSdist, files: dict[str, str], canary: Path
) -> None:
    statement = f"open({str(canary)!r}, 'a').write('run')\n"
    for path in ("conftest.py", "setup.py", "tests/test_calc.py", "src/tinycalc/__init__.py"):
        files[path] = files.get(path, "") + statement
    source = PackageSource.parse(str(make_sdist(files)))
    out = tmp_path / "out"
    summary = mine_cases([source], Settings(out=out, per_package=3))
    assert not canary.exists()
    assert (summary["n_pairs"], summary["n_submissions"], summary["is_executed"]) == (0, 3, False)
    assert (out / "labels.jsonl").read_bytes() == b""
    submissions: list[Submission] = list(read_submissions(out / "predictions.jsonl"))
    assert len({one.model_patch for one in submissions}) == 3
    # The same with it, to show that the canary would have sung.
    mine_cases([source], Settings(out=out, per_package=0, is_executing=True))
    assert canary.exists()


def test_a_package_is_not_downloaded_without_execute(tmp_path: Path) -> None:
    source = PackageSource.parse("toolz==1.0.0")
    with pytest.raises(UsageProblem, match="is not downloaded without --execute"):
        mine_cases([source], Settings(out=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_what_was_found_before_an_interruption_stays(
    tmp_path: Path, make_sdist: MakeSdist, files: dict[str, str]
) -> None:
    source = PackageSource.parse(str(make_sdist(files)))
    settings = Settings(out=tmp_path / "out", per_package=2, is_executing=True)

    def interrupt(event: Progress) -> None:
        if event.n_done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mine_cases([source], settings, interrupt)
    kept = len(list((tmp_path / "out" / "cases").rglob("results/*.json")))
    assert kept >= 1
    assert mine_cases([source], settings)["n_run_now"] == 3 - kept


def test_a_package_whose_tests_do_not_run(
    tmp_path: Path, make_sdist: MakeSdist, files: dict[str, str]
) -> None:
    files["conftest.py"] = "1 / 0\n"
    source = PackageSource.parse(str(make_sdist(files)))
    settings = Settings(out=tmp_path / "out", per_package=1, is_executing=True)
    summary = mine_cases([source], settings)
    assert "no test comes to an end" in summary["skipped"][0]
    assert summary["n_pairs"] == 0


def test_nothing_to_mine(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="nothing to mine"):
        mine_cases([], Settings(out=tmp_path))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageProblem, match="cannot be made"):
        mine_cases([History(repo=tmp_path, limit=1)], Settings(out=tmp_path / "file" / "out"))
    summary = mine_cases([History(repo=tmp_path / "x", limit=1)], Settings(out=tmp_path / "out"))
    assert "git cannot be run" in summary["skipped"][0]
