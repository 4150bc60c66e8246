"""The folder of a run, also of one that was killed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from patchcritic.bench.rows import read_patch_rows, read_test_rows
from patchcritic.bench.run.nouns import Arm, Judged
from patchcritic.bench.run.store import RunStore, file_name
from patchcritic.domain import Label, PSource, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult
from patchcritic.errors import UsageProblem

ARM = Arm(models=("m",))
OTHER = Arm(models=("m",), prompt="plain", context="none")
SETTINGS = {"tests": "all"}


def open_store(folder: Path, fingerprint: str = "f") -> RunStore:
    return RunStore(folder, SETTINGS, {ARM: fingerprint})


def judge(number: int, *, error: str = "", rule: str = "strict-and", n_tests: int = 2) -> Judged:
    instance_id = f"i-{number}"
    common: dict[str, Any] = {
        "arm": ARM.name,
        "instance_id": instance_id,
        "repo": "o/n",
        "submission": "s/1",
    }
    return Judged(
        instance_id=instance_id,
        submission="s/1",
        patches=(
            PatchResult(**common, verdict=VerdictLabel.PASS, p_pass=0.5, rule=rule, error=error),
        ),
        tests=tuple(
            TestResult(
                **common,
                node_id=f"t.py::t{place}",
                label=Label.PASS,
                p_pass=0.5,
                p_raw=0.5,
                p_source=PSource.VOTE,
                decided_by="critic",
            )
            for place in range(n_tests)
        ),
        reports={ARM.name: {instance_id: {"resolved": True}}},
    )


def test_arms_have_readable_names() -> None:
    assert ARM.name == "m"
    assert OTHER.name == "m prompt=plain context=none"
    assert Arm(models=("a", "b")).name == "a,b"


def test_rows_are_kept_and_put_into_one_order(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in (3, 1, 2):
        store.add(judge(number))
    store.sort_rows()
    assert [row.instance_id for row in read_patch_rows(store.patches_path)] == ["i-1", "i-2", "i-3"]
    tests = [(row.instance_id, row.node_id) for row in read_test_rows(store.tests_path)]
    assert tests == sorted(tests)
    assert len(tests) == 6
    report = tmp_path / "reports" / "m" / "s__1" / "i-1" / "report.json"
    assert json.loads(report.read_text("utf-8")) == {"i-1": {"resolved": True}}
    store = open_store(tmp_path)
    assert store.done == {("m", f"i-{number}", "s/1") for number in (1, 2, 3)}
    store.close()


def test_what_was_not_finished_is_forgotten(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.add(judge(1))
    store.add(judge(2, error="no-answer: timeout"))
    store.add(judge(3, error="no-repository", rule="", n_tests=0))
    store.close()
    with store.tests_path.open("a", encoding="utf-8") as file:
        file.write(store.tests_path.read_text("utf-8").splitlines()[0].replace("i-1", "i-9") + "\n")
        file.write('{"arm": "m", "inst')
    store = open_store(tmp_path)
    store.close()
    assert store.done == {("m", "i-1", "s/1")}
    assert {row.instance_id for row in read_test_rows(store.tests_path)} == {"i-1"}
    assert len(list(read_patch_rows(store.patches_path))) == 1


def test_tests_without_any_patch_are_forgotten(tmp_path: Path) -> None:
    (tmp_path / "tests.jsonl").write_text('{"arm"', encoding="utf-8")
    store = open_store(tmp_path)
    store.close()
    assert store.tests_path.read_bytes() == b""


def test_a_further_arm_may_be_added(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    RunStore(tmp_path, SETTINGS, {OTHER: "g"}).close()
    known = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert known == {"tests": "all", "arms": {ARM.name: "f", OTHER.name: "g"}}


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with pytest.raises(UsageProblem, match="asked otherwise"):
        open_store(tmp_path, "g")
    with pytest.raises(UsageProblem, match=r"another tests \(all, not f2p\)"):
        RunStore(tmp_path, {"tests": "f2p"}, {})
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageProblem, match="is damaged"):
        open_store(tmp_path)
    (tmp_path / "run.json").unlink()
    with pytest.raises(UsageProblem, match=r"no run\.json"):
        open_store(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="cannot be written"):
        open_store(tmp_path / "file" / "out")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lab/one", "lab__one"),
        ("..", "_"),
        ("../../etc", "..__..__etc"),
        ("scripted:/a b/c.jsonl", "scripted___a_b__c.jsonl"),
        ("", "_"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_of_others_lead_out_of_no_folder(text: str, name: str) -> None:
    assert file_name(text) == name
