"""``patchcritic hook run``: ceilings, policies, and what keeps it from judging."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Ok = Callable[..., str]
ROOT = Path(__file__).resolve().parents[3]
PASS = {"label": "pass", "p_pass": 0.9, "rationale": "fine"}


@pytest.fixture
def staged(repo: Path, patches: Path, ok: Ok, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository where ``format-clock.patch``, which breaks nothing, is staged; we are in it."""
    ok(repo, "apply", "--index", patches / "format-clock.patch")
    monkeypatch.chdir(repo)
    return repo


@pytest.fixture
def answers(tmp_path: Path) -> Callable[..., str]:
    """``answers((match, keys), ...)``: the model that answers in this way."""

    def write(*lines: tuple[str, dict[str, Any]]) -> str:
        path = tmp_path / "answers.jsonl"
        texts = [json.dumps({"match": match, **keys}) for match, keys in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return f"scripted:{path}"

    return write


class TestTheTimeCeiling:
    def test_there_is_no_verdict_after_it(
        self, staged: Path, cli: Cli, answers: Callable[..., str]
    ) -> None:
        model = answers(("*1440*", {"response": PASS}), ("*", {"response": PASS, "delay_s": 60}))
        begin = time.monotonic()
        result = cli("hook", "run", "-m", model, "--max-time", "6")
        assert time.monotonic() - begin < 40
        assert result.code == 0
        assert re.search(
            r"^patchcritic: commit: no verdict: \d+ of \d+ tests judged; The 6 s that the run "
            r"may take are over$",
            result.stderr,
            re.MULTILINE,
        ), result.stderr
        assert "The commit goes on; --on-no-verdict block would hold it back." in result.stderr

    def test_nor_when_nothing_was_asked_yet(self, staged: Path, script: Cli) -> None:
        flags = ("-m", script("all-pass"), "--on-no-verdict", "block", "--max-time", "0.1")
        done = subprocess.run(
            [sys.executable, "-P", "-m", "patchcritic", "hook", "run", *flags],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 4, done.stderr
        assert "The 0.1 s that the run may take are over" in done.stderr
        assert "Nothing was committed." in done.stderr

    def test_what_is_kept_needs_no_time(
        self, staged: Path, cli: Cli, answers: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model = answers(("*", {"response": PASS}))
        first = cli("hook", "run", "-m", model)
        assert (first.code, "PASS" in first.stderr) == (0, True)
        # From here on there is time for the static part only.
        monkeypatch.setattr("patchcritic.cli.hook_judge.limit_time", _unlimited)
        again = cli("hook", "run", "-m", model, "--max-time", "0.1", "--on-no-verdict", "block")
        assert (again.code, "PASS" in again.stderr) == (0, True)
        monkeypatch.setenv("PATCHCRITIC_CACHE", "false")
        lost = cli("hook", "run", "-m", model, "--max-time", "0.1", "--on-no-verdict", "block")
        assert lost.code == 4

    def test_a_failing_test_decides_all_the_same(
        self, staged: Path, cli: Cli, answers: Callable[..., str]
    ) -> None:
        fail = {"label": "fail", "p_pass": 0.1, "rationale": "no"}
        model = answers(("*1440*", {"response": fail}), ("*", {"response": PASS, "delay_s": 60}))
        result = cli("hook", "run", "-m", model, "--max-time", "6")
        assert result.code == 1
        assert "test_format_clock[1440-24:00]" in result.stderr


class _unlimited:  # noqa: N801 - stands in for a function
    def __init__(self, _seconds: float) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *_error: object) -> None: ...


class TestWithoutAVerdict:
    """Whatever keeps it from judging is no verdict; the policy decides."""

    @pytest.mark.parametrize(("policy", "code"), [("allow", 0), ("block", 4)])
    @pytest.mark.parametrize(
        ("flags", "reason"),
        [
            (("-m", "scripted:absent.jsonl"), "absent.jsonl cannot be read"),
            (("-m", "openai/nobody-knows-it"), "no price is known for openai/nobody-knows-it"),
            (("--threshold", "7"), "--threshold"),
        ],
    )
    def test_problems(
        self, staged: Path, cli: Cli, flags: tuple[str, ...], reason: str, policy: str, code: int
    ) -> None:
        result = cli("hook", "run", *flags, "--on-no-verdict", policy)
        assert result.code == code
        assert result.stderr.startswith("patchcritic: commit: no verdict: ")
        assert reason in result.stderr
        assert result.stdout == ""

    def test_a_fault_of_ours(
        self, staged: Path, cli: Cli, script: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_arguments: object, **_options: object) -> None:
            raise ZeroDivisionError("oh")

        for name in ("judge_as_configured", "read_settings"):
            monkeypatch.setattr(f"patchcritic.cli.hook_judge.{name}", fail)
            result = cli("hook", "run", "-m", script("all-pass"))
            assert result.code == 0
            assert "no verdict: internal error: ZeroDivisionError: oh" in result.stderr

    def test_abstentions(self, staged: Path, cli: Cli, answers: Callable[..., str]) -> None:
        model = answers(("*", {"error": "timeout"}))
        result = cli("hook", "run", "-m", model)
        assert result.code == 0
        assert "0 of " in result.stderr

    def test_too_many_tests(self, repo: Path, ok: Ok, cli: Cli, script: Cli, patches: Path,
                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
        ok(repo, "apply", "--index", patches / "interval-overlap.patch")
        monkeypatch.chdir(repo)
        result = cli("hook", "run", "-m", script("all-pass"))
        assert result.code == 0
        assert "50 of 98 tests judged, 48 beyond --max-tests, none fails" in result.stderr

    def test_no_test_is_associated(self, repo: Path, ok: Ok, cli: Cli, script: Cli,
                                   monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
        (repo / "tools.py").write_text("def mend():\n    return 1\n", encoding="utf-8")
        ok(repo, "add", ".")
        monkeypatch.chdir(repo)
        result = cli("hook", "run", "-m", script("all-pass"), "--on-no-verdict", "block")
        assert result.code == 4
        assert "no test is associated with this change" in result.stderr

    def test_words_alone_need_no_verdict(self, repo: Path, ok: Ok, cli: Cli, script: Cli,
                                         monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
        (repo / "README.md").write_text("words\n", encoding="utf-8")
        ok(repo, "add", ".")
        monkeypatch.chdir(repo)
        result = cli("hook", "run", "-m", script("all-pass"), "--on-no-verdict", "block")
        assert result.code == 0
        assert "nothing changes that a test can notice" in result.stderr


def test_a_baseline_sets_known_failures_aside(
    repo: Path,
    ok: Ok,
    cli: Cli,
    script: Callable[[str], str],
    patches: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ok(repo, "apply", "--index", patches / "interval-overlap.patch")
    monkeypatch.chdir(repo)
    model = ("-m", script("interval-overlap"))
    report = tmp_path / "known.json"
    cli("eval", "--staged", *model, "-o", report)
    assert cli("hook", "run", *model, "--max-tests", "200").code == 1
    monkeypatch.setenv("PATCHCRITIC_BASELINE", str(report))
    result = cli("hook", "run", *model, "--max-tests", "200")
    assert result.code == 0, result.stderr
    assert "98 of 98 tests judged, 4 set aside by the baseline" in result.stderr


def test_options_that_cannot_be_used(staged: Path, cli: Cli) -> None:
    result = cli("hook", "run", "--on-no-verdict", "maybe")
    assert result.code == 2
    assert "it is allow or block" in result.stderr


def test_variables_stand_in_for_options(
    staged: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATCHCRITIC_MODEL", "scripted:absent.jsonl")
    monkeypatch.setenv("PATCHCRITIC_HOOK_ON_NO_VERDICT", "block")
    monkeypatch.setenv("PATCHCRITIC_HOOK_MAX_TIME", "30")
    assert cli("hook", "run").code == 4


def test_nothing_staged_is_nothing_to_say(
    repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo)
    result = cli("hook", "run", "pre-commit")
    assert (result.code, result.stdout, result.stderr) == (0, "", "")


def test_more_is_said_on_request(staged: Path, cli: Cli, script: Cli) -> None:
    result = cli("hook", "run", "-m", script("all-pass"), "-v")
    assert result.code == 0
    assert "test_format_clock" in result.stderr
    assert result.stdout == ""


def test_what_git_says_to_a_push_must_be_gits(repo: Path, cli: Cli,
                                              monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(repo)
    result = cli("hook", "run", "pre-push", "origin", "url", stdin=b"nonsense\n")
    assert result.code == 0
    assert "is not what git tells a pre-push hook" in result.stderr


def test_an_interruption_lets_nothing_through(
    staged: Path, answers: Callable[..., str], tmp_path: Path
) -> None:
    model = answers(("*", {"response": PASS, "delay_s": 60}))
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "patchcritic", "hook", "run", "-m", model],
        cwd=staged,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr
    assert "interrupted" in stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize("name", ["typer.py", "patchcritic.py", "sitecustomize.py"])
def test_modules_of_the_repository_are_not_imported(
    repo: Path, user_git: Cli, install: Cli, name: str, ok: Ok
) -> None:
    """Git starts the hook in the repository, where Python would look for modules first."""
    canary = repo.parent / "canary"
    (repo / name).write_text(f"open({str(canary)!r}, 'w')\n", encoding="utf-8")
    install(repo, "pre-commit")
    ok(repo, "add", ".")
    done = user_git(repo, "commit", "-m", "x")
    assert "patchcritic: commit: " in done.stderr
    assert not canary.exists()
