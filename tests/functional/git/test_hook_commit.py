"""The hook before a commit, with real git: which index it judges, and when it is asked at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

UserGit = Callable[..., CompletedProcess[str]]
Ok = Callable[..., str]
FAILING = "patchcritic: commit: FAIL"


@pytest.fixture
def hooked(repo: Path, install: Callable[..., Path]) -> Path:
    return install(repo, "pre-commit")


@pytest.fixture
def changed(hooked: Path, ok: Ok, patches: Path) -> Path:
    """What breaks tests is in the work tree, and not staged."""
    ok(hooked, "apply", patches / "interval-overlap.patch")
    return hooked


class TestTheIndexOfTheCommit:
    """Git commits what one of three indexes holds, and names it in GIT_INDEX_FILE."""

    def test_what_is_staged(self, changed: Path, user_git: UserGit, ok: Ok) -> None:
        ok(changed, "add", ".")
        done = user_git(changed, "commit", "-m", "x")
        assert done.returncode == 1
        assert done.stderr.startswith(FAILING)
        assert "Nothing was committed." in done.stderr
        assert "  git commit --no-verify  commits it as it is" in done.stderr

    @pytest.mark.parametrize(
        "arguments", [("-a",), ("src/openhours/intervals.py",), ("-i", "src")], ids=" ".join
    )
    def test_what_the_command_adds(
        self, changed: Path, user_git: UserGit, arguments: tuple[str, ...]
    ) -> None:
        done = user_git(changed, "commit", "-m", "x", *arguments)
        assert done.returncode == 1
        assert done.stderr.startswith(FAILING)

    def test_what_the_command_leaves_out(self, changed: Path, user_git: UserGit, ok: Ok) -> None:
        """The breaking change is staged, but another file alone is committed."""
        ok(changed, "add", ".")
        (changed / "README.md").write_text("only this\n", encoding="utf-8")
        done = user_git(changed, "commit", "-qm", "x", "README.md")
        assert done.returncode == 0
        assert "commit: nothing changes that a test can notice" in done.stderr

    @pytest.mark.parametrize("place", ["elsewhere/index", ".git/own"])
    def test_one_that_the_user_names(
        self, changed: Path, user_git: UserGit, ok: Ok, tmp_path: Path, place: str
    ) -> None:
        (tmp_path / "elsewhere").mkdir()
        own = tmp_path / place if place.startswith("e") else Path(place)
        for arguments in (("read-tree", "HEAD"), ("add", "-u")):
            user_git(changed, *arguments, env={"GIT_INDEX_FILE": str(own)})
        done = user_git(changed, "commit", "-m", "x", env={"GIT_INDEX_FILE": str(own)})
        assert done.stderr.startswith(FAILING)

    def test_what_is_not_staged_does_not_count(
        self, changed: Path, user_git: UserGit, ok: Ok
    ) -> None:
        (changed / "README.md").write_text("only this\n", encoding="utf-8")
        ok(changed, "add", "README.md")
        assert user_git(changed, "commit", "-qm", "x").returncode == 0


class TestWhenItIsAsked:
    def test_no_verify(self, changed: Path, user_git: UserGit) -> None:
        done = user_git(changed, "commit", "-qanm", "x")
        assert (done.returncode, done.stderr) == (0, "")

    def test_amend_judges_what_it_adds(self, changed: Path, user_git: UserGit) -> None:
        assert user_git(changed, "commit", "-a", "--amend", "--no-edit").returncode == 1

    def test_nothing_new_is_nothing_to_say(self, hooked: Path, user_git: UserGit) -> None:
        done = user_git(hooked, "commit", "-q", "--amend", "-m", "other words")
        assert (done.returncode, done.stderr) == (0, "")
        done = user_git(hooked, "commit", "-q", "--allow-empty", "-m", "empty")
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_cherry_pick_asks_only_after_conflicts(
        self, hooked: Path, user_git: UserGit, ok: Ok
    ) -> None:
        done = user_git(hooked, "cherry-pick", "overlap")
        assert done.returncode == 0
        assert "patchcritic" not in done.stderr
        ok(hooked, "reset", "-q", "--hard", "HEAD~1")
        make_conflict(hooked, ok)
        assert user_git(hooked, "cherry-pick", "overlap").returncode == 1
        take_theirs(hooked, ok)
        done = user_git(hooked, "cherry-pick", "--continue")
        assert done.returncode == 1
        assert FAILING in done.stderr

    def test_a_merge_asks_only_after_conflicts(
        self, hooked: Path, user_git: UserGit, ok: Ok
    ) -> None:
        make_conflict(hooked, ok)
        assert "patchcritic" not in user_git(hooked, "merge", "overlap").stderr
        take_theirs(hooked, ok)
        done = user_git(hooked, "merge", "--continue")
        assert done.returncode == 1
        assert FAILING in done.stderr

    def test_a_squashed_merge(self, hooked: Path, user_git: UserGit, ok: Ok) -> None:
        ok(hooked, "merge", "-q", "--squash", "overlap")
        assert FAILING in user_git(hooked, "commit", "-m", "squashed").stderr

    @pytest.mark.parametrize("arguments", [("revert", "--no-edit"), ("rebase", "-q", "--onto")])
    def test_revert_and_rebase_do_not_ask(
        self, hooked: Path, user_git: UserGit, ok: Ok, arguments: tuple[str, ...]
    ) -> None:
        if arguments[0] == "revert":
            done = user_git(hooked, *arguments, "HEAD")
        else:
            ok(hooked, "switch", "-q", "overlap")
            done = user_git(hooked, "rebase", "-q", "main")
        assert done.returncode == 0
        assert "patchcritic" not in done.stderr


class TestSettings:
    def test_ones_own_are_those_of_the_work_tree(self, changed: Path, user_git: UserGit) -> None:
        with (changed / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write('[tool.patchcritic]\nfail_on = "never"\n')
        done = user_git(changed, "commit", "-qm", "x", "src")
        assert done.returncode == 0
        assert done.stderr.startswith(FAILING)

    @pytest.mark.parametrize("taken", ["squash", "conflict"])
    def test_those_of_work_taken_over_do_not_count(
        self, hooked: Path, user_git: UserGit, ok: Ok, taken: str
    ) -> None:
        ok(hooked, "switch", "-q", "overlap")
        with (hooked / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write('[tool.patchcritic]\nfail_on = "never"\n')
        ok(hooked, "commit", "-qanm", "Be lenient")
        ok(hooked, "switch", "-q", "main")
        if taken == "squash":
            ok(hooked, "merge", "-q", "--squash", "overlap")
        else:
            make_conflict(hooked, ok)
            user_git(hooked, "merge", "overlap")
            take_theirs(hooked, ok)
        done = user_git(hooked, "commit", "-m", "taken over")
        assert done.returncode == 1
        assert FAILING in done.stderr


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_the_first_commit(
    repo: Path, user_git: UserGit, ok: Ok, install: Callable[..., Path], object_format: str
) -> None:
    new = repo.parent / "new"
    new.mkdir()
    ok(new, "init", "-q", f"--object-format={object_format}")
    for folder in ("src", "tests"):
        (repo / folder).rename(new / folder)
    install(new, "pre-commit")
    ok(new, "add", ".")
    done = user_git(new, "commit", "-m", "first")
    assert done.stderr.startswith(FAILING)  # the script says so of tests by their names


def test_a_work_tree_apart_from_its_repository(
    changed: Path, user_git: UserGit, tmp_path: Path
) -> None:
    """``git --git-dir --work-tree``, as people keep their dotfiles."""
    (changed / ".git").rename(tmp_path / "apart.git")
    places = (f"--git-dir={tmp_path / 'apart.git'}", f"--work-tree={changed}")
    done = user_git(tmp_path, *places, "commit", "-a", "-m", "x")
    assert done.returncode == 1
    assert FAILING in done.stderr


def make_conflict(repo: Path, ok: Ok) -> None:
    file = repo / "src/openhours/intervals.py"
    file.write_text(file.read_text(encoding="utf-8").replace("<=", "< "), encoding="utf-8")
    ok(repo, "commit", "-qanm", "Conflicts")


def take_theirs(repo: Path, ok: Ok) -> None:
    ok(repo, "checkout", "--theirs", ".")
    ok(repo, "add", ".")
