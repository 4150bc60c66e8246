"""Whatever a repository's configuration, attributes and hooks name, no command of ours runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Git = Callable[..., str]

HOOKS = (
    "applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit",
    "post-commit", "pre-rebase", "post-checkout", "post-merge", "pre-push", "pre-auto-gc",
    "post-rewrite", "post-index-change", "reference-transaction", "fsmonitor-watchman",
    "post-update", "proc-receive",
)  # fmt: skip
# Keys of git-config(1) whose value is a program, or leads to one; {run} notes its first argument.
PROGRAMS = {
    "core.fsmonitor": "{run} fsmonitor",
    "core.hooksPath": "{hooks}",
    "core.pager": "{run} pager",
    "pager.diff-tree": "{run} pager-diff",
    "pager.rev-parse": "{run} pager-rev-parse",
    "core.editor": "{run} editor",
    "sequence.editor": "{run} sequence-editor",
    "core.askPass": "{run}",
    "core.sshCommand": "{run} ssh",
    "core.gitProxy": "{run}",
    "core.alternateRefsCommand": "{run} alternate-refs",
    "core.attributesFile": "{attributes}",
    "diff.external": "{run}",
    "diff.canary.textconv": "{run} textconv",
    "diff.canary.command": "{run} diff-command",
    "interactive.diffFilter": "{run} diff-filter",
    "filter.canary.clean": "{run} clean",
    "filter.canary.smudge": "{run} smudge",
    "filter.canary.process": "{run} process",
    "filter.canary.required": "true",
    "merge.canary.driver": "{run} merge %O %A %B",
    "merge.default": "canary",
    "alias.rev-parse": "!{run} alias-rev-parse",
    "alias.diff-tree": "!{run} alias-diff-tree",
    "alias.cat-file": "!{run} alias-cat-file",
    "credential.helper": "!{run} credential",
    "gpg.program": "{run}",
    "gpg.ssh.program": "{run}",
    "gpg.ssh.defaultKeyCommand": "{run} default-key",
    "log.showSignature": "true",
    "commit.gpgSign": "true",
    "uploadpack.packObjectsHook": "{run}",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "remote.origin.url": "ext::{run} remote",
    "remote.origin.uploadpack": "{run} uploadpack",
    "remote.origin.promisor": "true",
    "remote.origin.partialclonefilter": "blob:none",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
    "submodule.sub.update": "!{run} submodule",
    "submodule.recurse": "true",
    "diff.submodule": "diff",
    "status.submoduleSummary": "true",
    "trailer.see.command": "{run} trailer",
    "web.browser": "canary",
    "browser.canary.cmd": "{run} browser",
    "diff.tool": "canary",
    "difftool.canary.cmd": "{run} difftool",
    "include.path": "{included}",
    "core.commentChar": "auto",
    "color.ui": "always",
    "diff.noprefix": "true",
    "diff.renames": "copies",
    "core.quotePath": "true",
}
VARIABLES = {
    "GIT_EXTERNAL_DIFF": "{run}",
    "GIT_PAGER": "{run} GIT_PAGER",
    "GIT_SSH_COMMAND": "{run} GIT_SSH_COMMAND",
    "GIT_SSH": "{run}",
    "GIT_EDITOR": "{run} GIT_EDITOR",
    "GIT_ASKPASS": "{run}",
    "GIT_PROXY_COMMAND": "{run}",
    "GIT_EXEC_PATH": "{bin}",
    "GIT_TEMPLATE_DIR": "{hooks}",
    "GIT_ATTR_SOURCE": "HEAD",
    "GIT_TRACE": "{trace}",
    "GIT_ALLOW_PROTOCOL": "ext",
}
ATTRIBUTES = "* filter=canary diff=canary merge=canary\n*.py ident export-subst eol=crlf\n"
ENCODED = f"{ATTRIBUTES}*.py working-tree-encoding=UTF-16\n"


class Aviary:
    """A repository in which every program that git knows to run writes its name to a file."""

    def __init__(self, repo: Path, folder: Path, git: Git) -> None:
        self.repo, self.folder = repo, folder
        self._sung = folder / "sung"
        self.program = self._write(folder / "run.sh", f'echo "$0 $1" >> {self._sung}\n')
        hooks, names = folder / "hooks", {}
        for name in HOOKS:
            self._write(hooks / name, f'echo "hook {name}" >> {self._sung}\n')
            self._write(repo / ".git" / "hooks" / name, f'echo "hook {name}" >> {self._sung}\n')
        for name in ("git-rev-parse", "git-diff-tree", "git-cat-file", "git-remote-ext", "git"):
            self._write(folder / "bin" / name, f'echo "exec {name}" >> {self._sung}\n')
        names = {
            "run": str(self.program),
            "hooks": str(hooks),
            "bin": str(folder / "bin"),
            "attributes": str(folder / "attributes"),
            "included": str(folder / "included"),
            "trace": str(folder / "trace"),
        }
        (folder / "attributes").write_text(ATTRIBUTES, encoding="utf-8")
        (folder / "included").write_text(
            f"[core]\n\tfsmonitor = {self.program} included\n", encoding="utf-8"
        )
        (repo / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
        (repo / ".gitmodules").write_text(
            f'[submodule "sub"]\n\tpath = sub\n\turl = ext::{self.program} module\n',
            encoding="utf-8",
        )
        git(repo, "add", "--all")
        commit = git(repo, "rev-parse", "HEAD").strip()
        git(repo, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
        git(repo, "commit", "--quiet", "-m", "two")
        (repo / ".git" / "info").mkdir(exist_ok=True)
        (repo / ".git" / "info" / "attributes").write_text(ENCODED, encoding="utf-8")
        for key, value in PROGRAMS.items():
            config = repo / ".git" / "config"
            subprocess.run(
                ["git", "config", "--file", config, "--add", key, value.format(**names)], check=True
            )
        self.variables = {key: value.format(**names) for key, value in VARIABLES.items()}
        self._sung.unlink(missing_ok=True)

    @property
    def sung(self) -> str:
        """What ran so far, one a line."""
        said = self._sung.read_text(encoding="utf-8") if self._sung.exists() else ""
        traced = self.folder / "trace"
        return said + (traced.read_text(encoding="utf-8") if traced.exists() else "")

    def _write(self, path: Path, body: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
        path.chmod(0o755)
        return path


@pytest.fixture
def aviary(repo: Path, tmp_path: Path, git: Git) -> Aviary:
    return Aviary(repo, tmp_path, git)


@pytest.fixture
def commands(
    aviary: Aviary, patches: Path, script: Callable[[str], str], tmp_path: Path
) -> dict[str, tuple[object, ...]]:
    """One call of each command for each way of naming a change."""
    at = ("--repo", aviary.repo)
    judge = ("eval", *at, "-m", script("all-pass"))
    patch = patches / "format-clock.patch"
    row = {
        "repo": "acme/openhours",
        "instance_id": "acme__openhours-1",
        "base_commit": "HEAD~1",
        "patch": patch.read_text(encoding="utf-8"),
        "test_patch": "",
        "problem_statement": "",
        "FAIL_TO_PASS": "[]",
        "PASS_TO_PASS": "[]",
    }
    (tmp_path / "data.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "repos").mkdir()
    (tmp_path / "repos" / "acme__openhours").symlink_to(aviary.repo)
    bench = ("--dataset", tmp_path / "data.jsonl", "--repos", tmp_path / "repos")
    return {
        "eval file": (*judge, "--diff", patch),
        "eval file on base": (*judge, "--diff", patch, "--base", "HEAD~1"),
        "eval staged": (*judge, "--staged"),
        "eval base": (*judge, "--base", "HEAD~1"),
        "eval range": (*judge, "--diff", "HEAD~1..HEAD"),
        "eval symmetric": (*judge, "--diff", "HEAD~1...HEAD"),
        "eval missing": (*judge, "--diff", "1234567890..HEAD"),
        "dry run": (*judge, "--diff", patch, "--dry-run"),
        "prompt": (*judge, "--diff", patch, "--show-prompt", "tests/test_clock.py"),
        "requests": (
            "eval", *at, "--diff", patch, "-m", "openai/x", "--export-requests", tmp_path / "r",
        ),
        "tests": ("tests", *at, "--diff", patch),
        "rank": ("rank", patch, patches / "to-text.patch", *at, "-m", script("all-pass")),
        "hook status": ("hook", "status", *at),
        "hook run": ("hook", "run", "pre-commit", *at, "-m", script("all-pass")),
        "bench run": (
            "bench", "run", *bench, "--predictions", "gold", "-o", tmp_path / "rows",
            "-m", script("all-pass"),
        ),
    }  # fmt: skip


def test_no_command_runs_what_the_repository_names(
    aviary: Aviary,
    commands: dict[str, tuple[object, ...]],
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in aviary.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(aviary.repo)
    text = (aviary.repo / "src/openhours/clock.py").read_text(encoding="utf-8")
    (aviary.repo / "src/openhours/clock.py").write_text(f"{text}\nX = 1\n", encoding="utf-8")

    codes = {name: cli(*words).code for name, words in commands.items()}

    assert aviary.sung == ""
    judged = {name for name, code in codes.items() if code in (0, 1, 4)}
    assert judged >= {
        "eval file", "eval file on base", "eval base", "eval range", "eval symmetric", "dry run",
        "requests", "tests", "hook status", "bench run",
    }, codes  # fmt: skip


def test_a_missing_object_is_not_fetched(
    aviary: Aviary, cli: Cli, script: Callable[[str], str], git: Git
) -> None:
    """As in a partial clone, whose promisor names a program."""
    listing = subprocess.run(
        ["git", "-c", "core.fsmonitor=false", "ls-tree", "-r", "HEAD"],
        cwd=aviary.repo, capture_output=True, encoding="utf-8", check=True,
    ).stdout.split("\n")  # fmt: skip
    blob = next(line.split()[2] for line in listing if line.endswith("tests/test_clock.py"))
    objects = aviary.repo / ".git" / "objects"
    for pack in (objects / "pack").glob("*"):
        pytest.fail(f"unexpected {pack}")
    (objects / blob[:2] / blob[2:]).unlink()
    aviary.folder.joinpath("sung").unlink(missing_ok=True)

    result = cli("eval", "--repo", aviary.repo, "--base", "HEAD~1", "-m", script("all-pass"))

    assert aviary.sung == ""
    assert result.code in (0, 1, 2, 4)


_PLAIN = ("-c", "core.fsmonitor=false")


@pytest.mark.parametrize(
    ("words", "song"),
    [
        (("status",), "included"),
        (("add", "--all"), "process"),
        ((*_PLAIN, "add", "--all"), "clean"),
        ((*_PLAIN, "checkout", "-f", "HEAD~1", "--", "src"), "smudge"),
        ((*_PLAIN, "diff", "HEAD~1", "HEAD"), "diff-command"),
        ((*_PLAIN, "log", "-p", "--no-ext-diff", "--textconv", "-1"), "textconv"),
        ((*_PLAIN, "fetch", "origin"), "remote"),
        (
            (
                *_PLAIN,
                "-c",
                "user.name=n",
                "-c",
                "user.email=e@x",
                "commit",
                "--allow-empty",
                "-m",
                "x",
            ),
            "hook",
        ),
    ],
)
def test_the_canaries_can_sing(aviary: Aviary, words: tuple[str, ...], song: str) -> None:
    """Without this the tests above would pass with programs that git never runs."""
    (aviary.repo / "src/openhours/clock.py").write_text("X = 2\n", encoding="utf-8")
    git_program = shutil.which("git")
    assert git_program is not None
    if words[0] == "-c":  # the long-running filter and the encoding end git before others get to it
        config = (git_program, "config", "--file", aviary.repo / ".git" / "config")
        subprocess.run([*config, "--unset-all", "filter.canary.process"], check=True)
        (aviary.repo / ".git" / "info" / "attributes").unlink()
    done = subprocess.run(
        [git_program, *words],
        cwd=aviary.repo,
        env={"PATH": os.environ["PATH"], "HOME": str(aviary.folder)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert song in aviary.sung, done.stderr
