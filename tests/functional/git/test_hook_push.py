"""The hook before a push, with real git and a real remote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

UserGit = Callable[..., CompletedProcess[str]]
Ok = Callable[..., str]


@pytest.fixture
def hooked(repo: Path, ok: Ok, install: Callable[..., Path]) -> Path:
    """A remote that has main as it stood before it moved on; the hook is installed."""
    ok(repo.parent, "init", "-q", "--bare", "remote.git")
    ok(repo, "remote", "add", "origin", "../remote.git")
    ok(repo, "push", "-q", "origin", "main~1:refs/heads/main")
    return install(repo, "pre-push")


def remote_refs(repo: Path, ok: Ok) -> set[str]:
    listed = ok(repo.parent / "remote.git", "for-each-ref", "--format=%(refname:short)")
    return set(listed.split())


class TestRejection:
    def test_of_a_new_branch(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        done = user_git(hooked, "push", "origin", "overlap")
        assert done.returncode == 1
        assert done.stderr.startswith("patchcritic: overlap -> origin/overlap: FAIL, p_pass 0.04")
        assert "Nothing was pushed. Go on with one of" in done.stderr
        assert "  git push --no-verify  pushes it as it is" in done.stderr
        assert remote_refs(hooked, ok) == {"main"}

    def test_no_verify(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        done = user_git(hooked, "push", "-q", "--no-verify", "origin", "overlap")
        assert (done.returncode, done.stderr) == (0, "")
        assert remote_refs(hooked, ok) == {"main", "overlap"}

    def test_one_bad_ref_holds_all_back(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        done = user_git(hooked, "push", "-q", "origin", "main", "lookup", "overlap")
        assert done.returncode == 1
        said = [line for line in done.stderr.splitlines() if line.startswith("patchcritic: ")]
        assert {line.split()[1] for line in said} == {"lookup", "main", "overlap"}
        assert remote_refs(hooked, ok) == {"main"}

    def test_a_dry_run_is_asked_about_too(self, hooked: Path, user_git: UserGit) -> None:
        assert user_git(hooked, "push", "--dry-run", "origin", "overlap").returncode == 1


class TestTheRange:
    def test_an_update_starts_at_what_the_remote_has(
        self, hooked: Path, user_git: UserGit, ok: Ok
    ) -> None:
        """What was pushed with --no-verify is not judged again."""
        ok(hooked, "push", "-q", "--no-verify", "origin", "overlap")
        ok(hooked, "switch", "-q", "overlap")
        (hooked / "README.md").write_text("more\n", encoding="utf-8")
        ok(hooked, "commit", "-qam", "More")
        done = user_git(hooked, "push", "-q", "origin", "overlap")
        assert done.returncode == 0
        (line,) = done.stderr.splitlines()
        assert line.startswith("patchcritic: overlap -> origin/overlap: nothing changes that a")

    def test_a_forced_push_starts_where_the_two_part(
        self, hooked: Path, user_git: UserGit, ok: Ok
    ) -> None:
        ok(hooked, "push", "-q", "--no-verify", "origin", "overlap")
        ok(hooked, "switch", "-q", "overlap")
        ok(hooked, "commit", "-q", "--amend", "-m", "The same in other words")
        done = user_git(hooked, "push", "--force", "origin", "overlap")
        assert done.returncode == 1
        assert "FAIL" in done.stderr

    def test_commits_that_are_there_are_not_judged_again(
        self, hooked: Path, user_git: UserGit, ok: Ok
    ) -> None:
        ok(hooked, "push", "-q", "--no-verify", "origin", "overlap")
        for arguments in (
            ("overlap",),  # up to date
            ("overlap:refs/heads/same",),
            ("--force", "main~1:overlap"),  # back
            ("--delete", "overlap"),
        ):
            done = user_git(hooked, "push", "-q", "origin", *arguments)
            assert (done.returncode, done.stderr) == (0, ""), arguments
        assert remote_refs(hooked, ok) == {"main", "same"}

    def test_the_same_commits_under_several_names_are_judged_once(
        self, hooked: Path, user_git: UserGit, ok: Ok
    ) -> None:
        ok(hooked, "tag", "-a", "v1", "-m", "v1", "overlap")
        names = ("overlap", "overlap:refs/heads/other", "v1")
        done = user_git(hooked, "push", "-q", "origin", *names)
        assert done.returncode == 1
        assert done.stderr.count("FAIL, p_pass") == 1
        for name in ("overlap -> origin/overlap", "origin/other", "tags/v1 -> origin/tags/v1"):
            assert name in done.stderr

    def test_detached_head(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        ok(hooked, "switch", "-q", "--detach", "overlap")
        done = user_git(hooked, "push", "origin", "HEAD:refs/heads/here")
        assert done.returncode == 1
        assert "patchcritic: HEAD -> origin/here: FAIL" in done.stderr

    def test_to_an_address(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        assert user_git(hooked, "push", "../remote.git", "overlap").returncode == 1

    def test_from_another_work_tree(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        ok(hooked, "worktree", "add", "-q", "../elsewhere", "overlap")
        assert user_git(hooked.parent / "elsewhere", "push", "origin", "HEAD").returncode == 1


class TestWithoutARange:
    @pytest.mark.parametrize(("blocks", "code"), [(False, 0), (True, 1)])
    def test_the_first_push_of_all(
        self,
        repo: Path,
        user_git: UserGit,
        ok: Ok,
        install: Callable[..., Path],
        blocks: bool,
        code: int,
    ) -> None:
        ok(repo.parent, "init", "-q", "--bare", "empty.git")
        ok(repo, "remote", "add", "origin", "../empty.git")
        policy = "block" if blocks else "allow"
        install(repo, "pre-push", options=("--on-no-verdict", policy))
        done = user_git(repo, "push", "-q", "origin", "main")
        assert done.returncode == code
        assert "no verdict: nothing is known of origin to compare it with" in done.stderr
        assert ("Nothing was pushed." in done.stderr) == blocks

    def test_a_shallow_clone_that_lacks_the_merge_base(
        self, hooked: Path, user_git: UserGit, ok: Ok, install: Callable[..., Path]
    ) -> None:
        ok(hooked, "push", "-q", "--no-verify", "origin", "overlap", "lookup")
        remote = f"file://{hooked.parent / 'remote.git'}"
        ok(hooked.parent, "clone", "-q", "--depth=1", "--no-single-branch", remote, "shallow")
        shallow = install(hooked.parent / "shallow", "pre-push")
        done = user_git(shallow, "push", "-f", "origin", "origin/lookup:refs/heads/overlap")
        assert "git fetch --unshallow" in done.stderr
        assert "The push goes on; --on-no-verdict block would hold it back." in done.stderr


def test_sha256(
    repo: Path, user_git: UserGit, ok: Ok, install: Callable[..., Path], patches: Path
) -> None:
    new = repo.parent / "new"
    new.mkdir()
    ok(new, "init", "-q", "--object-format=sha256")
    for folder in ("src", "tests"):
        (repo / folder).rename(new / folder)
    ok(new, "add", ".")
    ok(new, "commit", "-qm", "first")
    ok(new, "init", "-q", "--bare", "--object-format=sha256", "../remote.git")
    ok(new, "remote", "add", "origin", "../remote.git")
    ok(new, "push", "-q", "origin", "main")
    ok(new, "apply", "--index", patches / "interval-overlap.patch")
    ok(new, "commit", "-qm", "overlap")
    install(new, "pre-push")
    assert "main -> origin/main: FAIL" in user_git(new, "push", "origin", "main").stderr
    ok(new, "push", "-q", "--no-verify", "origin", "main:gone")
    done = user_git(new, "push", "-q", "origin", ":gone")
    assert (done.returncode, done.stderr) == (0, "")
