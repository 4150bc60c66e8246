from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from patchcritic.datasets import write_instances, write_labels, write_submissions
from patchcritic.domain import Instance, LabelledPair, NodeId, Submission, TestStatus
from patchcritic.training import MinedFolder, collect_examples

PATCH = "--- a/box.py\n+++ b/box.py\n@@ -1,2 +1,2 @@\n def size():\n-    return 3\n+    return 4\n"


@pytest.fixture
def mined(tmp_path: Path) -> Path:
    """A folder as mining writes it: one package, one fault, one patch that does not apply."""
    repo = tmp_path / "repos" / "index__box"
    repo.mkdir(parents=True)
    texts = {
        "box.py": "def size():\n    return 3\n",
        "test_box.py": "from box import size\n\ndef test_size():\n    assert size() == 3\n"
        "\ndef test_nothing():\n    assert True\n",
    }
    for name, text in texts.items():
        (repo / name).write_text(text, encoding="utf-8")
    author = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    for command in (("init", "-q"), ("add", "."), (*author, "commit", "-qm", "base")):
        subprocess.run(("git", *command), cwd=repo, check=True, capture_output=True)
    write_instances(
        tmp_path / "dataset.jsonl",
        [Instance(instance_id="box-1", repo="index/box", base_commit="HEAD")],
    )
    patches = {"fault-1": PATCH, "fault-2": PATCH.replace("return 3", "return 9"), "empty": ""}
    write_submissions(
        tmp_path / "predictions.jsonl",
        [
            Submission(instance_id="box-1", model_name_or_path=name, model_patch=patch)
            for name, patch in patches.items()
        ],
    )
    statuses = {"test_size": TestStatus.FAILED, "test_nothing": TestStatus.PASSED}
    write_labels(
        tmp_path / "labels.jsonl",
        [
            LabelledPair(
                instance_id="box-1",
                submission=submission,
                node_id=NodeId(path="test_box.py", names=(test,)),
                status=status,
                kind="fault",
            )
            for submission in patches
            for test, status in statuses.items()
        ],
    )
    return tmp_path


def test_labelled_pairs_become_examples(mined: Path) -> None:
    told: list[str] = []
    found = {one.node_id: one for one in collect_examples(MinedFolder(path=mined), told.append)}
    reached = found["test_box.py::test_size"]
    assert reached.is_asked
    assert not reached.is_pass
    assert reached.features["gone_number"] == 1
    assert not found["test_box.py::test_nothing"].is_asked
    assert len(found) == 2
    assert "fault-2" in told[1]
    assert "apply" in told[1]


def test_a_second_reading_analyses_nothing(mined: Path) -> None:
    first = list(collect_examples(MinedFolder(path=mined)))
    told: list[str] = []
    assert list(collect_examples(MinedFolder(path=mined), told.append)) == first
    assert [one for one in told if "apply" not in one] == []


def test_a_line_that_was_cut_off_is_analysed_again(mined: Path) -> None:
    first = list(collect_examples(MinedFolder(path=mined)))
    kept = mined / "static-examples.jsonl"
    kept.write_text(kept.read_text(encoding="utf-8")[:-40] + "\n", encoding="utf-8")
    assert list(collect_examples(MinedFolder(path=mined))) == first
