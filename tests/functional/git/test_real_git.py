"""``patchcritic eval`` in repositories of every kind that git makes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Ok = Callable[..., str]
N_FAILING = 4


@pytest.fixture
def judge(cli: Cli, script: Callable[[str], str]) -> Cli:
    """``patchcritic eval`` in a folder, answered by a script; gives result and failing tests."""

    def run(folder: Path, *arguments: str | Path) -> Any:
        flags = ("-m", script("interval-overlap"), "-f", "json")
        return cli("eval", "--repo", folder, *arguments, *flags)

    return run


def assert_judged(result: Any) -> None:
    assert result.code == 1, result.stderr
    assert sum(label == "fail" for label in result.labels.values()) == N_FAILING
    assert result.report["verdict"]["label"] == "fail"


def assert_refused(result: Any, *words: str) -> None:
    assert result.code == 2, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    for word in words:
        assert word in line


def clone(repo: Path, ok: Ok, *arguments: str) -> Path:
    ok(repo, "config", "uploadpack.allowFilter", "true")
    ok(repo.parent, "clone", "-q", *arguments, f"file://{repo}", "clone")
    return repo.parent / "clone"


def rebuild(repo: Path, ok: Ok, *init: str) -> Path:
    """The same files in a new repository without a commit, all staged."""
    new = repo.parent / "new"
    new.mkdir()
    ok(new, "init", "-q", *init)
    for name in ("src", "tests", "pyproject.toml"):
        (repo / name).rename(new / name)
    ok(new, "add", ".")
    return new


def test_detached_head(repo: Path, ok: Ok, judge: Cli) -> None:
    ok(repo, "switch", "-q", "--detach", "overlap")
    assert_judged(judge(repo, "--base", "main"))


def test_a_work_tree(repo: Path, ok: Ok, judge: Cli, patches: Path) -> None:
    ok(repo, "worktree", "add", "-q", "../elsewhere", "overlap")
    elsewhere = repo.parent / "elsewhere"
    assert_judged(judge(elsewhere, "--base", "main"))
    ok(elsewhere, "revert", "--no-commit", "HEAD")
    ok(elsewhere, "commit", "-qm", "back")
    ok(elsewhere, "apply", "--cached", patches / "interval-overlap.patch")
    assert_judged(judge(elsewhere, "--staged"))
    assert_refused(judge(repo, "--staged"), "nothing is staged")


@pytest.mark.parametrize("arguments", [(), ("--sparse-index",), ("--no-cone",)], ids=" ".join)
def test_a_sparse_checkout(
    repo: Path, ok: Ok, judge: Cli, patches: Path, arguments: tuple[str, ...]
) -> None:
    ok(repo, "sparse-checkout", "set", *arguments, "src")
    assert not (repo / "tests").exists()
    assert_judged(judge(repo, "--diff", "main...overlap"))
    ok(repo, "apply", "--index", patches / "interval-overlap.patch")
    assert_judged(judge(repo, "--staged"))


class TestSubmodules:
    @pytest.fixture
    def above(self, repo: Path, ok: Ok) -> Path:
        folder = repo.parent / "above"
        folder.mkdir()
        ok(folder, "init", "-q")
        ok(folder, "submodule", "--quiet", "add", repo, "lib")
        ok(folder, "commit", "-qm", "lib")
        return folder

    def test_inside(self, above: Path, ok: Ok, judge: Cli) -> None:
        ok(above / "lib", "switch", "-q", "overlap")
        assert_judged(judge(above / "lib", "--base", "origin/main"))

    def test_what_a_new_commit_of_it_brings_is_not_known_above(
        self, above: Path, ok: Ok, judge: Cli
    ) -> None:
        ok(above / "lib", "switch", "-q", "overlap")
        ok(above, "add", "lib")
        result = judge(above, "--staged")
        assert result.code == 4
        assert result.report["verdict"]["label"] == "uncertain"


class TestShallowClones:
    @pytest.fixture
    def shallow(self, repo: Path, ok: Ok) -> Path:
        return clone(repo, ok, "--depth=1", "--no-single-branch")

    def test_what_is_there_is_judged(
        self, shallow: Path, ok: Ok, judge: Cli, patches: Path
    ) -> None:
        assert_judged(judge(shallow, "--diff", patches / "interval-overlap.patch"))
        assert_judged(judge(shallow, "--diff", "HEAD..origin/overlap"))

    @pytest.mark.parametrize(
        "arguments",
        [("--base", "origin/overlap"), ("--diff", "HEAD...origin/overlap"), ("--diff", "HEAD~1..")],
        ids=" ".join,
    )
    def test_what_is_not_is_said(
        self, shallow: Path, judge: Cli, arguments: tuple[str, ...]
    ) -> None:
        assert_refused(judge(shallow, *arguments), "shallow", "git fetch --unshallow")


class TestPartialClones:
    """Their missing files are never fetched: nobody is asked for anything."""

    def test_what_was_checked_out_is_judged(
        self, repo: Path, ok: Ok, judge: Cli, patches: Path
    ) -> None:
        partial = clone(repo, ok, "--filter=blob:none")
        result = judge(partial, "--diff", patches / "interval-overlap.patch")
        assert_judged(result)
        assert not any("partial clone" in text for text in result.report["warnings"])

    @pytest.mark.parametrize("arguments", [("--filter=blob:none",), ("--filter=tree:0",)])
    def test_what_is_missing_is_said_and_can_be_had(
        self, repo: Path, ok: Ok, judge: Cli, arguments: tuple[str, ...]
    ) -> None:
        partial = clone(repo, ok, *arguments)
        change = ("--diff", "origin/main~1..origin/overlap")
        assert_refused(judge(partial, *change), "partial clone", "git fetch --refetch --no-filter")
        ok(partial, "fetch", "-q", "--refetch", "--no-filter")
        assert_judged(judge(partial, *change))

    def test_without_a_checkout_not_even_a_patch_fits(
        self, repo: Path, ok: Ok, judge: Cli, patches: Path
    ) -> None:
        partial = clone(repo, ok, "--filter=blob:none", "--no-checkout")
        change = ("--diff", patches / "interval-overlap.patch")
        assert_refused(judge(partial, *change), "partial clone", "git fetch --refetch --no-filter")

    def test_tests_that_are_missing_are_no_reason_to_accept(
        self, repo: Path, ok: Ok, judge: Cli, patches: Path
    ) -> None:
        partial = clone(repo, ok, "--filter=blob:none", "--sparse")
        ok(partial, "sparse-checkout", "set", "src")
        result = judge(partial, "--diff", patches / "interval-overlap.patch")
        assert result.code == 4
        assert any("files are not in this partial clone" in w for w in result.report["warnings"])


class TestBareRepositories:
    def test_revisions_and_patches(self, repo: Path, ok: Ok, judge: Cli, patches: Path) -> None:
        bare = clone(repo, ok, "--bare")
        assert_judged(judge(bare, "--diff", "main...overlap"))
        assert_judged(judge(bare, "--diff", patches / "interval-overlap.patch"))

    @pytest.mark.parametrize("arguments", [("--bare",), ("--no-checkout",)], ids=" ".join)
    def test_nothing_can_be_staged(
        self, repo: Path, ok: Ok, judge: Cli, arguments: tuple[str, ...]
    ) -> None:
        """It would look as if every file were deleted."""
        assert_refused(judge(clone(repo, ok, *arguments), "--staged"), "has no index", "--diff")


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_before_the_first_commit(
    repo: Path, ok: Ok, judge: Cli, patches: Path, object_format: str
) -> None:
    new = rebuild(repo, ok, f"--object-format={object_format}")
    assert_judged(judge(new, "--staged"))
    assert_refused(judge(new, "--base", "main"), "'main' names no commit or tree")
    patch = patches / "interval-overlap.patch"
    assert_refused(judge(new, "--diff", patch), "is not in the base tree")
    ok(new, "rm", "-rq", "--cached", ".")
    assert_refused(judge(new, "--staged"), "nothing is staged")


def test_sha256(repo: Path, ok: Ok, judge: Cli, patches: Path) -> None:
    new = rebuild(repo, ok, "--object-format=sha256")
    ok(new, "commit", "-qm", "first")
    assert_judged(judge(new, "--diff", patches / "interval-overlap.patch"))
    ok(new, "switch", "-qc", "overlap")
    ok(new, "apply", "--index", patches / "interval-overlap.patch")
    assert_judged(judge(new, "--staged"))
    ok(new, "commit", "-qm", "overlap")
    assert len(ok(new, "rev-parse", "HEAD")) == 64
    assert_judged(judge(new, "--base", "main"))
    assert_judged(judge(new, "--diff", f"{ok(new, 'rev-parse', 'main')}..HEAD"))


@pytest.mark.parametrize("state", ["merge", "cherry-pick", "rebase"])
def test_unresolved_conflicts(repo: Path, ok: Ok, user_git: Cli, judge: Cli, state: str) -> None:
    file = repo / "src/openhours/intervals.py"
    file.write_text(file.read_text(encoding="utf-8").replace("<=", "< "), encoding="utf-8")
    ok(repo, "commit", "-qam", "Conflicts")
    assert user_git(repo, state, "overlap").returncode == 1
    assert_refused(judge(repo, "--staged"), "resolve the conflicts and git add them first")
    ok(repo, "checkout", "--ours" if state == "rebase" else "--theirs", ".")
    ok(repo, "add", ".")
    ok(repo, "diff", "--check")
    result = judge(repo, "--staged")
    if state == "rebase":  # HEAD is the other side already
        assert_refused(result, "nothing is staged")
    else:
        assert_judged(result)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_somebody_elses_repository(repo: Path, judge: Cli, tmp_path: Path, home: Path) -> None:
    theirs = tmp_path / "theirs"
    shutil.copytree(repo, theirs)
    for path in (theirs, *theirs.rglob("*")):
        os.chown(path, 12345, 12345)
    change = ("--diff", "main...overlap")
    assert_refused(judge(theirs, *change), "git config --global --add safe.directory", str(theirs))
    with (home / ".gitconfig").open("a", encoding="utf-8") as file:
        file.write(f"[safe]\ndirectory = {theirs}\n")
    assert_judged(judge(theirs, *change))
