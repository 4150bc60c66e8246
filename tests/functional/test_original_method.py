"""One test per row of the table in docs/analysis.md: what the original method's code gets wrong."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.diff import is_test_path, parse_patch
from patchcritic.domain import Evaluation, Label
from patchcritic.pipeline import ChangeUnderTest, evaluate_patch

DOCS = Path(__file__).parents[2] / "docs" / "analysis.md"
PASSING = {"label": "pass", "p_pass": 0.9, "rationale": "traced"}


def git(repo: Path, *args: str) -> str:
    identity = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *args], cwd=repo, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def judge(
    tmp_path: Path,
    before: dict[str, str],
    after: dict[str, str],
    *,
    answers: list[dict[str, object]] | None = None,
) -> Evaluation:
    """Judge the difference between two sets of files, as a plain diff in git's own words."""
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    for name, text in before.items():
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_text(text, encoding="utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "before", "--allow-empty")
    for name, text in after.items():
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_text(text, encoding="utf-8")
    git(repo, "add", "-A")
    diff = git(repo, "diff", "--cached")
    git(repo, "reset", "-q", "--hard")
    script = tmp_path / "answers.jsonl"
    lines = answers or [{"match": "*", "response": PASSING}]
    script.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    critic = load_critic(f"scripted:{script}", CriticSettings())
    return evaluate_patch(repo, ChangeUnderTest(patch=parse_patch(diff)), critic, tracer="off")


def kinds(evaluation: Evaluation) -> dict[str, str]:
    return {str(item.node_id): item.kind for item in evaluation.associations}


def labels(evaluation: Evaluation) -> dict[str, Label]:
    return {str(item.node_id): item.label for item in evaluation.predictions}


TWO = "def test_one():\n    assert True\n\n\ndef test_two():\n    assert True\n"


def test_an_added_test_is_associated_as_itself(tmp_path: Path) -> None:
    """git's hunk header names test_two, which precedes the new test and does not change."""
    evaluation = judge(
        tmp_path,
        {"test_a.py": TWO},
        {"test_a.py": TWO + "\n\ndef test_three():\n    assert True\n"},
    )

    assert kinds(evaluation) == {"test_a.py::test_three": "added"}


def test_a_class_that_begins_with_set_up_keeps_its_tests(tmp_path: Path) -> None:
    text = (
        "import unittest\n\n\nclass TestA(unittest.TestCase):\n    def setUp(self):\n"
        "        self.x = 1\n\n    def test_x(self):\n        self.assertEqual(self.x, 1)\n"
    )

    evaluation = judge(tmp_path, {"a.txt": ""}, {"test_a.py": text})

    assert kinds(evaluation) == {"test_a.py::TestA::test_x": "added"}


def test_a_file_that_the_patch_adds_is_seen(tmp_path: Path) -> None:
    test = "import a\n\n\ndef test_f():\n    assert a.f() == 1\n"

    evaluation = judge(tmp_path, {"test_a.py": test}, {"a.py": "def f():\n    return 1\n"})

    assert kinds(evaluation) == {"test_a.py::test_f": "reaches"}
    assert {str(symbol) for symbol in evaluation.changed} >= {"a.py::f"}


def test_a_hunk_of_one_line_is_seen(tmp_path: Path) -> None:
    """git writes its header as ``@@ -1 +1 @@``."""
    test = "from a import X\n\n\ndef test_x():\n    assert X == 1\n"

    evaluation = judge(tmp_path, {"a.py": "X = 1\n", "test_a.py": test}, {"a.py": "X = 2\n"})

    assert kinds(evaluation) == {"test_a.py::test_x": "reaches"}


def test_a_hunk_outside_any_function_is_seen(tmp_path: Path) -> None:
    source = "LIMIT = 3\n\n\ndef f(x):\n    return min(x, LIMIT)\n"
    test = "from a import f\n\n\ndef test_f():\n    assert f(9) == 3\n"

    evaluation = judge(
        tmp_path, {"a.py": source, "test_a.py": test}, {"a.py": source.replace("3", "4")}
    )

    assert kinds(evaluation) == {"test_a.py::test_f": "reaches"}


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("src/testing/util.py", False),
        ("conftest.py", True),
        ("src/FooTest.java", True),
        ("src/foo.spec.ts", True),
    ],
)
def test_tests_and_production_are_told_apart(path: str, is_test: bool) -> None:
    assert is_test_path(path) is is_test


def test_a_test_never_takes_the_result_of_one_with_a_longer_name(tmp_path: Path) -> None:
    test = "from a import f\n\n\ndef test_f():\n    f()\n\n\ndef test_f_long():\n    f()\n"

    evaluation = judge(
        tmp_path,
        {"a.py": "def f():\n    return 1\n", "test_a.py": test},
        {"a.py": "def f():\n    return 2\n"},
        answers=[
            {"match": "test_a.py::test_f", "response": PASSING},
            {
                "match": "test_a.py::test_f_long",
                "response": {"label": "fail", "p_pass": 0.1, "rationale": "no"},
            },
        ],
    )

    assert labels(evaluation) == {
        "test_a.py::test_f": Label.PASS,
        "test_a.py::test_f_long": Label.FAIL,
    }


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("def f(:\n    return 1\n", id="syntax error"),
        pytest.param("def g():\n    return 1\n", id="missing name"),
    ],
)
def test_what_certainly_breaks_is_decided_and_not_ignored(tmp_path: Path, after: str) -> None:
    test = "from a import f\n\n\ndef test_f():\n    assert f() == 1\n"

    evaluation = judge(
        tmp_path, {"a.py": "def f():\n    return 1\n", "test_a.py": test}, {"a.py": after}
    )

    assert labels(evaluation) == {"test_a.py::test_f": Label.FAIL}
    assert evaluation.predictions[0].decided_by == "fact"


def test_one_answer_that_cannot_be_read_ends_nothing(tmp_path: Path) -> None:
    test = "from a import f\n\n\ndef test_f():\n    f()\n\n\ndef test_g():\n    f()\n"

    evaluation = judge(
        tmp_path,
        {"a.py": "def f():\n    return 1\n", "test_a.py": test},
        {"a.py": "def f():\n    return 2\n"},
        answers=[
            {"match": "*test_f", "response": "<label>pass"},
            {"match": "*", "response": PASSING},
        ],
    )

    assert labels(evaluation) == {"test_a.py::test_g": Label.PASS}
    assert [str(failure.node_id) for failure in evaluation.failures] == ["test_a.py::test_f"]


def test_every_row_of_the_table_names_a_test_of_this_file() -> None:
    named = set(re.findall(r"\| `(test_\w+)` \|$", DOCS.read_text(encoding="utf-8"), re.M))
    own = {name for name in globals() if name.startswith("test_") and "every_row" not in name}

    assert named == own
