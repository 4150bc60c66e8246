"""Repositories as they are found: nothing odd in them ends a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.diff import parse_patch
from patchcritic.domain import Evaluation
from patchcritic.pipeline import ChangeUnderTest, evaluate_patch
from tests.functional.test_original_method import git

SOURCE = "def f(x):\n    return x + 1\n"
TEST = "from lib import f\n\n\ndef test_f():\n    assert f(1) == 2\n"


def write_latin1(repo: Path) -> None:
    (repo / "odd.py").write_bytes(
        "# -*- coding: latin-1 -*-\nNAME = 'f\xe9'\nf = 1\n".encode("latin-1")
    )


def write_syntax_error(repo: Path) -> None:
    (repo / "odd.py").write_text("def f(:\n    return 1\n", encoding="utf-8")


def write_large(repo: Path) -> None:
    row = "    ('f', 12345, 'some generated text that goes on'),\n"
    text = "ROWS = [\n" + row * (5_000_000 // len(row)) + "]\n"
    (repo / "odd.py").write_text(text, encoding="utf-8")


def write_deep(repo: Path) -> None:
    text = "f = " + "(" * 2000 + "1" + ")" * 2000 + "\n"
    (repo / "odd.py").write_text(text, encoding="utf-8")
    chain = "f2 = " + "f(" * 90 + "1" + ")" * 90 + "\n"
    (repo / "chain.py").write_text(chain + "y = 1" + " + 1" * 5000 + "\n", encoding="utf-8")


def write_symlink_loop(repo: Path) -> None:
    (repo / "odd.py").symlink_to("other.py")
    (repo / "other.py").symlink_to("odd.py")
    (repo / "up").symlink_to("..")


def write_nul(repo: Path) -> None:
    (repo / "odd.py").write_bytes(b"f = 1\x00\n")


ODD: list[Callable[[Path], None]] = [
    write_latin1, write_syntax_error, write_large, write_deep, write_symlink_loop, write_nul,
]  # fmt: skip


def judge_beside(repo: Path, odd: Callable[[Path], None], *, change_odd: bool) -> Evaluation:
    repo.mkdir()
    (repo / "lib.py").write_text(SOURCE, encoding="utf-8")
    (repo / "test_lib.py").write_text(TEST, encoding="utf-8")
    git(repo, "init", "-q", "-b", "main")
    if not change_odd:
        odd(repo)
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "one")
    if change_odd:
        odd(repo)
    (repo / "lib.py").write_text(SOURCE.replace("+ 1", "+ 2"), encoding="utf-8")
    git(repo, "add", "-A")
    diff = git(repo, "diff", "--cached", "--binary")
    git(repo, "reset", "-q", "--hard")
    script = repo.parent / "answers.jsonl"
    answer = {"label": "fail", "p_pass": 0.1, "rationale": "3 is not 2"}
    script.write_text(json.dumps({"match": "*", "response": answer}), encoding="utf-8")
    critic = load_critic(f"scripted:{script}", CriticSettings())
    return evaluate_patch(repo, ChangeUnderTest(patch=parse_patch(diff)), critic, tracer="off")


@pytest.mark.parametrize("change_odd", [False, True], ids=["at base", "in the patch"])
@pytest.mark.parametrize("odd", ODD)
def test_the_run_goes_on(odd: Callable[[Path], None], change_odd: bool, tmp_path: Path) -> None:
    evaluation = judge_beside(tmp_path / "repo", odd, change_odd=change_odd)

    assert "test_lib.py::test_f" in {str(p.node_id) for p in evaluation.predictions}
    assert evaluation.verdict.label == "fail"


@pytest.mark.parametrize("odd", [write_syntax_error, write_deep, write_nul, write_large])
def test_what_is_read_as_a_whole_file_is_said(odd: Callable[[Path], None], tmp_path: Path) -> None:
    evaluation = judge_beside(tmp_path / "repo", odd, change_odd=True)

    assert any("odd.py" in warning for warning in evaluation.warnings)
