"""Input that cannot be used ends with exit code 2 and one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

ESCAPING = """\
diff --git a/../outside.txt b/../outside.txt
new file mode 100644
--- /dev/null
+++ b/../outside.txt
@@ -0,0 +1 @@
+out
"""
GIT_DIR = ESCAPING.replace("../outside.txt", ".git/hooks/pre-commit")
ABSOLUTE = "--- /dev/null\n+++ /etc/outside.txt\n@@ -0,0 +1 @@\n+out\n"
OTHER_FILE = "--- a/absent.py\n+++ b/absent.py\n@@ -1 +1 @@\n-old\n+new\n"


def assert_one_sentence(result: Any, *words: str, code: int = 2) -> None:
    assert result.code == code
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("patchcritic: ")
    for word in words:
        assert word in lines[0]


@pytest.mark.parametrize(
    ("diff", "word"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\n", "empty", id="blank"),
        pytest.param(b"this is not a diff\n", "diff", id="prose"),
        pytest.param(bytes(range(256)) * 9, "diff", id="bytes"),
        pytest.param(b"--- a/x.py\n+++ b/x.py\n@@ -1,3 +1,3 @@\n-a\n", "hunk", id="cut"),
        pytest.param(ESCAPING.encode(), "outside.txt", id="escaping"),
        pytest.param(GIT_DIR.encode(), ".git", id="git-folder"),
        pytest.param(ABSOLUTE.encode(), "outside.txt", id="absolute"),
        pytest.param(OTHER_FILE.encode(), "absent.py", id="no-such-file"),
    ],
)
def test_diffs(eval_patch: Cli, repo: Path, diff: bytes, word: str) -> None:
    assert_one_sentence(eval_patch(None, "--diff", "-", stdin=diff), word)
    assert not (repo.parent / "outside.txt").exists()


def test_does_not_apply(eval_patch: Cli) -> None:
    assert_one_sentence(eval_patch("render-days.patch"), "src/openhours/render.py", "hunk")


def test_a_test_patch_that_does_not_apply(eval_patch: Cli, patches: Path) -> None:
    tests = patches / "render-days.patch"
    result = eval_patch("format-clock.patch", "--test-patch", tests)
    assert_one_sentence(result, "src/openhours/render.py")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "--diff"),
        (("--diff", "absent.patch"), "absent.patch"),
        (("--diff", "main..absent"), "absent"),
        (("--base", "absent"), "absent"),
        (("--staged", "--base", "main"), "--staged"),
        (("--staged", "--threshold", "2"), "threshold"),
        (("--staged", "--threshold", "nan"), "threshold"),
        (("--staged", "--max-tests", "0"), "max-tests"),
        (("--staged", "--concurrency", "0"), "concurrency"),
        (("--staged", "--fail-on", "sometimes"), "fail-on"),
        (("--staged", "--format", "yaml"), "format"),
    ],
    ids=" ".join,
)
def test_options(eval_patch: Cli, arguments: tuple[str, ...], word: str) -> None:
    assert_one_sentence(eval_patch(None, *arguments), word)


def test_a_folder_in_place_of_a_diff(eval_patch: Cli, repo: Path) -> None:
    assert_one_sentence(eval_patch(repo), str(repo))


def test_no_repository(cli: Cli, tmp_path: Path, patches: Path, script: Cli) -> None:
    flags = ("--diff", patches / "breaks.patch", "-m", script("all-pass"))
    assert_one_sentence(cli("eval", "--repo", tmp_path, *flags), str(tmp_path))
    assert_one_sentence(cli("eval", "--repo", tmp_path / "absent", *flags), "absent")


def test_a_repository_without_commits(
    cli: Cli, tmp_path: Path, git: Callable[..., str], patches: Path, script: Cli
) -> None:
    git(tmp_path, "init", "--quiet")
    flags = ("--diff", patches / "breaks.patch", "-m", script("all-pass"))
    assert_one_sentence(cli("eval", "--repo", tmp_path, *flags), "base tree")


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (None, "answers.jsonl"),
        ("not json\n", "answers.jsonl"),
        ('{"match": "*"}\n', "response"),
    ],
    ids=["absent", "no-json", "no-response"],
)
def test_scripted_answers(
    cli: Cli, repo: Path, patches: Path, tmp_path: Path, lines: str | None, word: str
) -> None:
    answers = tmp_path / "answers.jsonl"
    if lines is not None:
        answers.write_text(lines, encoding="utf-8")
    patch = patches / "breaks.patch"
    result = cli("eval", "--repo", repo, "--diff", patch, "-m", f"scripted:{answers}")
    assert result.code in {2, 3}
    assert_one_sentence(result, word, code=result.code)


def test_weights_that_are_not_here(
    cli: Cli, repo: Path, patches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = cli("eval", "--repo", repo, "--diff", patches / "breaks.patch")
    assert_one_sentence(result, "patchcritic models pull", code=3)


def test_a_key_alone_does_not_choose_a_provider(
    cli: Cli, repo: Path, patches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    result = cli("eval", "--repo", repo, "--diff", patches / "breaks.patch")
    assert_one_sentence(result, "--model")


def test_a_key_that_is_missing(cli: Cli, repo: Path, patches: Path) -> None:
    patch = patches / "breaks.patch"
    result = cli("eval", "--repo", repo, "--diff", patch, "-m", "openai/gpt-5-mini")
    assert_one_sentence(result, "OPENAI_API_KEY", code=3)


def test_interrupted(repo: Path, script: Cli) -> None:
    """Ctrl-C while the diff is awaited on standard input."""
    command = [sys.executable, "-m", "patchcritic", "eval", "--diff", "-", "-m", script("all-pass")]
    process = subprocess.Popen(
        command,
        cwd=repo,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        encoding="utf-8",
    )
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
