"""A repository as GitHub has it, checkouts as actions/checkout makes them, and the events."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from patchcritic.action import Event

ROOT = Path(__file__).resolve().parents[2]
SCRIPTED = ROOT / "fixtures" / "scripted"
ZEROS = "0" * 40


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(
            ("PATCHCRITIC_", "GIT_", "GITHUB_", "INPUT_", "RUNNER_")
        ) or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATCHCRITIC_TRACER", "off")  # it has tests of its own
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("COLUMNS", "100")


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """The fixture library with a pull request that touches intervals, and its merge."""

    folder: Path
    old: str
    """Where the pull request left main."""
    base: str
    """Main's tip when the event was sent; main goes on after that."""
    newer: str
    """Main's tip when the runner merged."""
    head: str
    merge: str

    def pull_request(self, **changed: Any) -> dict[str, Any]:
        """The event's payload; ``fork`` is the full name of where the head lies."""
        theirs = changed.get("fork", "owner/openhours")
        return {
            "pull_request": {
                "number": 7,
                "title": "A title\n::error::with `code` $(touch canary)",
                "base": {"sha": self.base, "repo": {"full_name": "owner/openhours"}},
                "head": {
                    "sha": self.head,
                    "ref": changed.get("branch", "topic"),
                    "repo": None if theirs is None else {"full_name": theirs},
                },
            },
            "repository": {"default_branch": "main"},
        }

    def push(self, before: str, after: str, **more: Any) -> dict[str, Any]:
        """The payload of a push."""
        return {
            "before": before,
            "after": after,
            "repository": {"default_branch": "main"},
            "deleted": after == ZEROS,
            **more,
        }

    def describe_run(self, path: Path, payload: Any, **changed: str) -> dict[str, str]:
        """What the runner tells a step of the event; by default it is the pull request's."""
        path.write_text(json.dumps(payload), encoding="utf-8")
        return {
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_SHA": self.merge,
            "GITHUB_ACTOR": "someone",
            **changed,
        }

    def clone(self, dest: Path, commit: str, *, depth: int = 0) -> Path:
        """What actions/checkout leaves: a detached commit, and with depth 0 all branches."""
        dest.mkdir(parents=True)
        git(dest, "init", "--quiet", "--initial-branch=unused")
        git(dest, "remote", "add", "origin", f"file://{self.folder}")
        if depth:
            git(dest, "fetch", "--quiet", f"--depth={depth}", "origin", commit)
        else:
            git(dest, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", commit)
        git(dest, "checkout", "--quiet", "--detach", commit)
        return dest


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    spec = importlib.util.spec_from_file_location("make_repo", ROOT / "fixtures" / "make_repo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("hub") / "openhours"
    old = module.make_repo(folder)
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    commits = []
    for number in range(2):
        (folder / "NOTES.md").write_text(f"{number}\n", encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", "Notes")
        commits.append(git(folder, "rev-parse", "HEAD"))
    git(folder, "checkout", "--quiet", "-b", "topic", old)
    git(folder, "apply", "--index", str(ROOT / "fixtures/patches/interval-overlap.patch"))
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('\n[tool.patchcritic]\nfail_on = "never"\n')
    git(folder, "commit", "--quiet", "--all", "-m", "Overlap, and never mind the verdict")
    head = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "--quiet", "--detach", "main")
    git(folder, "merge", "--quiet", "--no-ff", "-m", "Merge", "topic")
    merge = git(folder, "rev-parse", "HEAD")
    git(folder, "update-ref", "refs/pull/7/merge", merge)
    git(folder, "checkout", "--quiet", "main")
    return Hub(folder=folder, old=old, base=commits[0], newer=commits[1], head=head, merge=merge)


@pytest.fixture
def pull_event(hub: Hub) -> Event:
    return Event(
        name="pull_request",
        ref="refs/pull/7/merge",
        sha=hub.merge,
        base=hub.base,
        head=hub.head,
        default_branch="main",
    )


@pytest.fixture
def write_event(tmp_path: Path) -> Callable[[Any], Path]:
    def write(payload: Any) -> Path:
        path = tmp_path / "event.json"
        path.write_text(json.dumps(payload), encoding="utf-8")
        return path

    return write
