"""What ``patchcritic action`` leaves of an event, run in this process."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from patchcritic.action.step import MAX_SUMMARY
from patchcritic.cli.action_run import run_action
from patchcritic.errors import PatchcriticError
from tests.action.conftest import ROOT, SCRIPTED, ZEROS, Hub, git
from tests.action.runner import read_outputs

ALL_PASS = f"scripted:{SCRIPTED / 'all-pass.jsonl'}"
FORK = "stranger/openhours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    code: int
    message: str
    """Of the exception that ended the run."""
    stdout: str
    outputs: dict[str, str]
    summary: str


Act = Callable[..., Done]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "a workspace"


@pytest.fixture
def act(workspace: Path, hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Act:
    """Run on the pull request, by default on the merge that the runner made."""

    def run(
        inputs: dict[str, str], payload: Any = None, *, depth: int = 0, **environment: str
    ) -> Done:
        if not workspace.exists():
            hub.clone(workspace, hub.merge, depth=depth)
        files = {"GITHUB_OUTPUT": tmp_path / "out", "GITHUB_STEP_SUMMARY": tmp_path / "summary"}
        for path in files.values():
            path.write_text("", encoding="utf-8")
        event = hub.describe_run(tmp_path / "event.json", payload or hub.pull_request())
        given = {f"INPUT_{name.replace('-', '_').upper()}": text for name, text in inputs.items()}
        capsys.readouterr()
        code, message = 0, ""
        try:
            code = run_action(
                {
                    "GITHUB_WORKSPACE": str(workspace),
                    "RUNNER_TEMP": str(tmp_path),
                    **{name: str(path) for name, path in files.items()},
                    **event,
                    **environment,
                    **given,
                }
            )
        except PatchcriticError as error:
            code, message = error.exit_code, str(error)
        return Done(
            code=code,
            message=message,
            stdout=capsys.readouterr().out,
            outputs=read_outputs(files["GITHUB_OUTPUT"].read_text("utf-8")),
            summary=files["GITHUB_STEP_SUMMARY"].read_text("utf-8"),
        )

    return run


def test_a_fork_without_secrets_ends_neutral(act: Act, hub: Hub) -> None:
    done = act({"model": "openai/gpt-5-mini"}, hub.pull_request(fork=FORK))

    assert done.code == 0, done.message
    assert done.outputs["verdict"] == "neutral"
    assert done.outputs["p-pass"] == done.outputs["sarif-path"] == ""
    assert "::notice title=patchcritic%3A neutral::" in done.stdout
    assert "OPENAI_API_KEY" in done.stdout
    assert done.summary.startswith("## patchcritic: neutral\n")
    assert "no secrets" in Path(done.outputs["comment-path"]).read_text("utf-8")


def test_a_fork_that_facts_decide_needs_no_secrets(act: Act, hub: Hub, workspace: Path) -> None:
    clone = hub.clone(workspace, hub.old)
    git(clone, "apply", "--index", str(ROOT / "fixtures/patches/watch-sleep.patch"))
    git(clone, "commit", "--quiet", "-m", "A parenthesis too few")

    done = act(
        {"model": "openai/gpt-5-mini", "base": hub.old, "head": "HEAD"},
        hub.pull_request(fork=FORK),
    )

    assert (done.code, done.outputs["verdict"]) == (1, "fail"), done.message


def test_a_missing_key_is_an_error_where_there_could_be_one(act: Act) -> None:
    done = act({"model": "openai/gpt-5-mini"})

    assert done.code == 3
    assert done.outputs["verdict"] == "error"
    assert "OPENAI_API_KEY" in done.message
    assert "in the step's env" in done.message
    assert done.stdout.startswith("::error title=patchcritic%3A error::The model")
    assert done.summary.startswith("## patchcritic: error\n")


def test_no_model_at_all(act: Act) -> None:
    done = act({})

    assert done.code == 3
    assert "patchcritic models pull" in done.message
    assert done.message.endswith("name a model with the input model and give its key, from a "
                                 "secret, in the step's env.")  # fmt: skip


def test_a_summary_that_is_nearly_full(act: Act, tmp_path: Path) -> None:
    summary = tmp_path / "full"
    summary.write_text("x" * (MAX_SUMMARY - 3000), encoding="utf-8")

    done = act({"model": ALL_PASS}, GITHUB_STEP_SUMMARY=str(summary))

    assert done.code == 0
    assert MAX_SUMMARY - 2000 < summary.stat().st_size <= MAX_SUMMARY


def test_a_shallow_checkout(act: Act) -> None:
    done = act({"model": ALL_PASS}, depth=1)

    assert done.code == 2
    assert "`fetch-depth: 0`" in done.message


def test_pull_request_target_is_refused(act: Act) -> None:
    done = act({"model": ALL_PASS}, GITHUB_EVENT_NAME="pull_request_target")

    assert done.code == 2
    assert "pull_request_target is refused" in done.message


def test_a_branch_that_was_deleted(act: Act, hub: Hub) -> None:
    done = act({}, hub.push(hub.base, ZEROS), GITHUB_EVENT_NAME="push")

    assert (done.code, done.outputs["verdict"]) == (0, "neutral")


def test_the_tables_of_the_base_count(act: Act, hub: Hub, workspace: Path) -> None:
    clone = hub.clone(workspace, hub.old)
    with (clone / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.patchcritic]\nmax_tests = 3\nfail_on = 'uncertain'\n")
    git(clone, "commit", "--quiet", "--all", "-m", "Three tests")
    base = git(clone, "rev-parse", "HEAD")
    git(clone, "apply", "--index", str(ROOT / "fixtures/patches/format-clock.patch"))
    (clone / "pyproject.toml").write_text("[tool.patchcritic]\nmax_tests = 9\n", encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "-m", "Nine")

    done = act({"model": ALL_PASS, "base": base, "head": "HEAD"})

    assert done.code == 1, done.message
    assert done.outputs["verdict"] == "uncertain"
    report = json.loads(Path(done.outputs["report-path"]).read_text("utf-8"))
    assert report["verdict"]["coverage"]["judged"] == 3
    strict = act({"model": ALL_PASS, "base": base, "head": "HEAD", "fail-on": "fail"})
    allowed = act(
        {"model": ALL_PASS, "base": base, "head": "HEAD", "fail-on": "fail",
         "on-no-verdict": "allow"}
    )  # fmt: skip
    assert (strict.code, allowed.code) == (4, 0)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("threshold", "high", "the input threshold = 'high' cannot be used"),
        ("base", "$(touch canary)", "the base '$(touch canary)' is not in this clone"),
        ("head", "`touch canary`", "the head '`touch canary`' is not in this clone"),
        ("model", "scripted:$(touch canary)", "canary"),
        ("format", "$(touch canary);", "the input format = '$(touch'"),
        ("config", "a b;touch canary", "holds no file a b;touch canary"),
        ("path", "a' \"b", "does not exist"),
    ],
)
def test_hostile_inputs(act: Act, workspace: Path, name: str, value: str, says: str) -> None:
    done = act({"model": ALL_PASS, name: value})

    assert done.code == 2
    assert says in done.stdout + done.message
    assert not list(workspace.parent.rglob("canary*"))


@pytest.mark.parametrize("branch", ["$(touch canary)", "--ünïcode;x"])
def test_hostile_names_of_branches(act: Act, hub: Hub, workspace: Path, branch: str) -> None:
    payload = hub.pull_request(branch=branch)
    payload["repository"]["default_branch"] = branch

    done = act({"model": ALL_PASS}, payload, GITHUB_HEAD_REF=branch, GITHUB_BASE_REF=branch)

    assert done.code == 0, done.message
    assert not list(workspace.parent.rglob("canary*"))


HOSTILE = "\n".join(
    (
        "fine",
        "::error::taken over",
        "::stop-commands::x",
        "\x1b[2J</details><script>x",
        "##[error]x",
    )
)
COMMAND = re.compile(
    r"::(group::patchcritic|endgroup::|(error|warning|notice) \S|(stop-commands::)?[0-9a-f]{32})"
)


def test_what_a_model_says_is_no_command(act: Act, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answer = {"label": "fail", "p_pass": 0.1, "rationale": HOSTILE}
    line = json.dumps({"match": "*", "response": answer})
    answers.write_text(f"{line}\n", encoding="utf-8")

    done = act({"model": f"scripted:{answers}", "max-tests": "3"})

    commands = [one for one in done.stdout.splitlines() if one.lstrip().startswith(("::", "##["))]
    assert all(map(COMMAND.match, commands)), commands
    assert all("::error::" not in command for command in commands)
    assert "\x1b" not in done.stdout + done.summary
    assert re.search(r"(?<!\\)<script", done.summary) is None


def test_a_secret_in_an_error_is_not_told(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "hunter2hunter2")

    done = act({"base": "hunter2hunter2"})

    assert done.code == 2
    assert "hunter2" not in done.stdout + done.summary
    assert "(SOME_API_KEY)" in done.stdout
