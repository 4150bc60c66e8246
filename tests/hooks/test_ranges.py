from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.hooks import HookChange, NoRange
from patchcritic.hooks.pushed import PushedRef
from patchcritic.hooks.ranges import find_ranges
from patchcritic.snapshot.git import Git as Door

Git = Callable[..., str]
Commit = Callable[[Path, str], str]
ZEROS = "0" * 40


def pushed(local_id: str, remote_id: str = ZEROS, ref: str = "refs/heads/f") -> PushedRef:
    return PushedRef(local_ref=ref, local_id=local_id, remote_ref=ref, remote_id=remote_id)


@pytest.fixture
def clone(repo: Path, git: Git, commit: Commit, tmp_path: Path) -> Path:
    """A clone of a repository whose main has two commits."""
    commit(repo, "second")
    git(tmp_path, "clone", "-q", "repo", "clone")
    return tmp_path / "clone"


def find(clone: Path, *refs: PushedRef, remote: str = "origin") -> list[HookChange | NoRange]:
    return find_ranges(Door(clone, {}), refs, remote=remote)


def ends(found: HookChange | NoRange) -> tuple[str, str | None]:
    assert isinstance(found, HookChange), found
    return found.old, found.new


def test_what_a_branch_adds(clone: Path, git: Git, commit: Commit) -> None:
    old = git(clone, "rev-parse", "HEAD")
    new = commit(clone, "third")
    (found,) = find(clone, pushed(new, old))
    assert ends(found) == (old, new)
    assert found.title == "f -> origin/f"


def test_a_new_branch_starts_at_what_the_remote_has(clone: Path, git: Git, commit: Commit) -> None:
    base = git(clone, "rev-parse", "HEAD")
    commit(clone, "third")
    new = commit(clone, "fourth")
    assert ends(find(clone, pushed(new))[0]) == (base, new)


def test_a_branch_on_a_pushed_branch_starts_there(clone: Path, git: Git, commit: Commit) -> None:
    lower = commit(clone, "third")
    git(clone, "push", "-q", "origin", "HEAD:refs/heads/lower")
    upper = commit(clone, "fourth")
    assert ends(find(clone, pushed(upper))[0]) == (lower, upper)


def test_a_forced_push_starts_where_the_two_part(clone: Path, git: Git, commit: Commit) -> None:
    base = git(clone, "rev-parse", "HEAD")
    theirs = commit(clone, "third")
    git(clone, "reset", "-q", "--hard", base)
    ours = commit(clone, "other")
    assert ends(find(clone, pushed(ours, theirs))[0]) == (base, ours)


def test_what_the_remote_has_is_unknown_here(clone: Path, git: Git, commit: Commit) -> None:
    base = git(clone, "rev-parse", "HEAD")
    new = commit(clone, "third")
    assert ends(find(clone, pushed(new, "1" * 40))[0]) == (base, new)


def test_the_same_commits_once(clone: Path, git: Git, commit: Commit) -> None:
    new = commit(clone, "third")
    git(clone, "tag", "-a", "v1", "-m", "v1")
    tag = git(clone, "rev-parse", "v1")
    assert tag != new
    (found,) = find(
        clone, pushed(new), pushed(new, ref="refs/heads/g"), pushed(tag, ref="refs/tags/v1")
    )
    assert found.title == "f -> origin/f, g -> origin/g, tags/v1 -> origin/tags/v1"


def test_what_needs_no_judging(clone: Path, git: Git, commit: Commit) -> None:
    head, first = git(clone, "rev-parse", "HEAD", "HEAD~1").split()
    tree = git(clone, "rev-parse", "HEAD^{tree}")
    deletion = PushedRef(
        local_ref="(delete)", local_id=ZEROS, remote_ref="refs/heads/g", remote_id=head
    )
    found = find(
        clone,
        deletion,
        pushed(head, ref="refs/notes/commits"),
        pushed(head),
        pushed(first, head, ref="refs/heads/rewound"),
        pushed(tree, ref="refs/tags/tree"),
    )
    assert all(isinstance(one, NoRange) and one.is_settled for one in found)
    assert len(found) == 3


def test_a_remote_given_as_an_address_is_compared_with_all(
    clone: Path, git: Git, commit: Commit, repo: Path
) -> None:
    base = git(clone, "rev-parse", "HEAD")
    new = commit(clone, "third")
    assert ends(find(clone, pushed(new), remote=str(repo))[0]) == (base, new)


def test_a_remote_nobody_knows_anything_of(clone: Path, git: Git) -> None:
    git(clone, "remote", "add", "empty", "../empty.git")
    (found,) = find(clone, pushed(git(clone, "rev-parse", "HEAD")), remote="empty")
    assert isinstance(found, NoRange)
    assert not found.is_settled
    assert "git fetch first" in found.reason


def test_unrelated_histories(clone: Path, git: Git) -> None:
    git(clone, "switch", "-q", "--orphan", "alone")
    git(clone, "commit", "-q", "--allow-empty", "-m", "alone")
    (found,) = find(clone, pushed(git(clone, "rev-parse", "HEAD")))
    assert isinstance(found, NoRange)
    assert found.reason == "it shares no commit with what origin has"


def test_a_shallow_clone_says_what_it_lacks(
    repo: Path, git: Git, commit: Commit, tmp_path: Path
) -> None:
    git(repo, "branch", "other")
    commit(repo, "second")
    clone = ("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repo}", "shallow")
    git(tmp_path, *clone)
    shallow = tmp_path / "shallow"
    head = git(shallow, "rev-parse", "HEAD")
    (found,) = find(shallow, pushed(head, git(shallow, "rev-parse", "origin/other")))
    assert isinstance(found, NoRange)
    assert "git fetch --unshallow" in found.reason
