"""The hook before a merge is committed, with real git: what git asks it about, and what then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

UserGit = Callable[..., CompletedProcess[str]]
FAILING = "FAIL 0.04  tests/test_intervals.py::TestIntervalSet::test_merges_what_touches"


@pytest.fixture
def hooked(repo: Path, install: Callable[..., Path]) -> Path:
    return install(repo)


class TestRejection:
    def test_says_why_and_how_to_go_on(
        self, hooked: Path, user_git: UserGit, ok: Callable[..., str]
    ) -> None:
        head = ok(hooked, "rev-parse", "HEAD")
        done = user_git(hooked, "merge", "overlap")
        assert done.returncode == 1
        lines = done.stderr.splitlines()
        assert lines[0].startswith("patchcritic: merge of overlap: FAIL, p_pass 0.04, 98 of 98 ")
        assert f"  {FAILING}" in lines
        assert "  git merge --abort       drops the merge" in lines
        assert "  git commit --no-verify  concludes it as it is" in lines
        assert len(lines) < 20
        assert ok(hooked, "rev-parse", "HEAD") == head
        assert "\x1b" not in done.stderr

    def test_the_merge_can_be_dropped(
        self, hooked: Path, user_git: UserGit, ok: Callable[..., str]
    ) -> None:
        user_git(hooked, "merge", "overlap")
        ok(hooked, "merge", "--abort")
        assert ok(hooked, "status", "--porcelain") == ""

    def test_the_merge_can_be_concluded(
        self, hooked: Path, user_git: UserGit, ok: Callable[..., str]
    ) -> None:
        user_git(hooked, "merge", "overlap")
        ok(hooked, "commit", "-m", "as it is")
        assert len(ok(hooked, "rev-parse", "HEAD^@").split()) == 2

    def test_no_verify_asks_nobody(self, hooked: Path, user_git: UserGit) -> None:
        done = user_git(hooked, "merge", "--no-verify", "overlap")
        assert (done.returncode, done.stderr) == (0, "")


def test_a_merge_that_breaks_nothing_takes_one_line(hooked: Path, user_git: UserGit) -> None:
    done = user_git(hooked, "merge", "-q", "lookup")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith("patchcritic: merge of lookup: PASS, ")


@pytest.mark.parametrize(
    "arguments", [("--squash", "overlap"), ("--no-commit", "overlap")], ids=" ".join
)
def test_what_makes_no_commit_is_not_asked_about(
    hooked: Path, user_git: UserGit, ok: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    """The commit that follows is an ordinary one: pre-commit is asked about it, see there."""
    done = user_git(hooked, "merge", *arguments)
    assert done.returncode == 0
    assert "patchcritic" not in done.stderr
    assert "patchcritic" not in user_git(hooked, "commit", "-m", "concluded").stderr


def test_a_fast_forward_is_not_asked_about_but_no_ff_is(
    hooked: Path, user_git: UserGit, ok: Callable[..., str]
) -> None:
    ok(hooked, "reset", "-q", "--hard", "HEAD~1")
    rejected = user_git(hooked, "merge", "--no-ff", "overlap")
    assert rejected.returncode == 1
    assert FAILING in rejected.stderr
    ok(hooked, "merge", "--abort")
    forwarded = user_git(hooked, "merge", "overlap")
    assert forwarded.returncode == 0
    assert "patchcritic" not in forwarded.stderr


def test_conflicts_come_before_the_hook(
    hooked: Path, user_git: UserGit, ok: Callable[..., str]
) -> None:
    file = hooked / "src/openhours/intervals.py"
    file.write_text(file.read_text(encoding="utf-8").replace("<=", "< "), encoding="utf-8")
    ok(hooked, "commit", "-qam", "Conflicts")
    conflict = user_git(hooked, "merge", "overlap")
    assert conflict.returncode == 1
    assert "CONFLICT" in conflict.stdout
    assert "patchcritic" not in conflict.stderr
    ok(hooked, "checkout", "--theirs", ".")
    ok(hooked, "add", ".")
    done = user_git(hooked, "merge", "--continue")
    assert done.returncode == 0
    assert "patchcritic" not in done.stderr


def test_a_pull_is_a_merge(hooked: Path, user_git: UserGit, ok: Callable[..., str]) -> None:
    ok(hooked.parent, "clone", "-q", hooked, "theirs")
    ok(hooked, "remote", "add", "theirs", hooked.parent / "theirs")
    done = user_git(hooked, "pull", "-q", "--no-rebase", "theirs", "overlap")
    assert done.returncode in (0, 1)
    ok(hooked, "reset", "-q", "--hard")
    ok(hooked.parent / "theirs", "switch", "-q", "overlap")
    done = user_git(hooked, "pull", "-q", "--no-rebase", "theirs", "overlap")
    assert done.returncode == 1
    assert FAILING in done.stderr


def test_two_branches_at_once(hooked: Path, user_git: UserGit) -> None:
    done = user_git(hooked, "merge", "overlap", "lookup")
    assert done.returncode == 1
    assert "merge of overlap and lookup: FAIL" in done.stderr or "lookup and overlap" in done.stderr


def test_a_work_tree_shares_the_hook(
    hooked: Path, user_git: UserGit, ok: Callable[..., str]
) -> None:
    ok(hooked, "worktree", "add", "-q", "-b", "elsewhere", "../elsewhere", "main")
    done = user_git(hooked.parent / "elsewhere", "merge", "overlap")
    assert done.returncode == 1
    assert FAILING in done.stderr
    assert ok(hooked, "status", "--porcelain") == ""


def test_detached_head(hooked: Path, user_git: UserGit, ok: Callable[..., str]) -> None:
    ok(hooked, "switch", "-q", "--detach", "main")
    assert FAILING in user_git(hooked, "merge", "overlap").stderr


@pytest.mark.parametrize("arguments", [(), ("--sparse-index",), ("--no-cone",)], ids=" ".join)
def test_a_sparse_checkout_is_judged_whole(
    hooked: Path, user_git: UserGit, ok: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    """The tests are outside of what is checked out."""
    ok(hooked, "sparse-checkout", "set", *arguments, "src")
    assert not (hooked / "tests").exists()
    done = user_git(hooked, "merge", "overlap")
    assert done.returncode == 1
    assert FAILING in done.stderr


def test_in_a_submodule(
    hooked: Path, user_git: UserGit, ok: Callable[..., str], install: Callable[..., Path]
) -> None:
    above = hooked.parent / "above"
    above.mkdir()
    ok(above, "init", "-q")
    ok(above, "submodule", "--quiet", "add", hooked, "lib")
    install(above / "lib")
    done = user_git(above / "lib", "merge", "origin/overlap")
    assert done.returncode == 1
    assert FAILING in done.stderr


def test_sha256(
    hooked: Path, user_git: UserGit, ok: Callable[..., str], install: Callable[..., Path],
    patches: Path,
) -> None:  # fmt: skip
    new = hooked.parent / "sha256"
    new.mkdir()
    ok(new, "init", "-q", "--object-format=sha256")
    for folder in ("src", "tests"):
        (hooked / folder).rename(new / folder)
    ok(new, "add", ".")
    ok(new, "commit", "-qm", "first")
    ok(new, "switch", "-qc", "overlap")
    ok(new, "apply", "--index", patches / "interval-overlap.patch")
    ok(new, "commit", "-qm", "overlap")
    ok(new, "switch", "-q", "main")
    install(new)
    done = user_git(new, "merge", "--no-ff", "overlap")
    assert done.returncode == 1
    assert FAILING in done.stderr


class TestSettings:
    """A branch must not choose how it is judged."""

    @pytest.fixture
    def sly(self, hooked: Path, ok: Callable[..., str]) -> Path:
        ok(hooked, "switch", "-q", "overlap")
        with (hooked / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write('[tool.patchcritic]\nfail_on = "never"\nmax_tests = 1\n')
        ok(hooked, "commit", "-qam", "Be lenient")
        ok(hooked, "switch", "-q", "main")
        return hooked

    def test_those_of_the_merged_branch_do_not_count(self, sly: Path, user_git: UserGit) -> None:
        done = user_git(sly, "merge", "overlap")
        assert done.returncode == 1
        assert "98 of 98" in done.stderr

    def test_nor_when_they_cannot_be_read(
        self, hooked: Path, user_git: UserGit, ok: Callable[..., str]
    ) -> None:
        ok(hooked, "switch", "-q", "overlap")
        (hooked / "pyproject.toml").write_text("[tool.patchcritic]\nnope = [\n", encoding="utf-8")
        ok(hooked, "commit", "-qam", "Break the settings")
        ok(hooked, "switch", "-q", "main")
        assert user_git(hooked, "merge", "overlap").returncode == 1

    def test_ones_own_do(self, sly: Path, user_git: UserGit, ok: Callable[..., str]) -> None:
        ok(sly, "checkout", "-q", "overlap", "--", "pyproject.toml")
        ok(sly, "commit", "-qm", "Lenient by choice")
        done = user_git(sly, "merge", "overlap")
        assert done.returncode == 0
        assert "FAIL" in done.stderr
