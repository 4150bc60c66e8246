"""From pushed refs to the ranges that the remote side does not have yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from patchcritic.hooks.change import HookChange, NoRange
from patchcritic.snapshot.git import first_line

if TYPE_CHECKING:
    from patchcritic.hooks.pushed import PushedRef
    from patchcritic.snapshot.git import Git

_NO_CODE = ("refs/notes/", "refs/stash")
_MAX_KNOWN = 1000
"""Remote branches to compare a new one with, the newest ones: 41 kB of arguments."""


def find_ranges(
    git: Git, pushed: Iterable[PushedRef], *, remote: str
) -> list[HookChange | NoRange]:
    """What each pushed ref brings to the remote, counted from their merge base.

    Deletions are left out. A new ref starts at the newest commit that the remote's branches, as of
    the last fetch, are known to hold. Refs that bring the same commits are one range.
    """
    found: dict[tuple[str, str] | str, HookChange | NoRange] = {}
    for ref in pushed:
        if ref.is_deletion or ref.remote_ref.startswith(_NO_CODE):
            continue
        one = _find_range(git, ref, remote)
        same = found.get(key) if (key := _key_of(one)) else None
        if isinstance(same, HookChange) and isinstance(one, HookChange):
            one = replace(same, title=f"{same.title}, {one.title}")
        found[key or one.title] = one
    return list(found.values())


def _key_of(one: HookChange | NoRange) -> tuple[str, str] | None:
    return None if isinstance(one, NoRange) or one.new is None else (one.old, one.new)


def _find_range(git: Git, ref: PushedRef, remote: str) -> HookChange | NoRange:
    title = ref.describe(remote)
    new = _peel(git, ref.local_id)
    if new is None:
        return NoRange(title=title, reason="it is no commit", is_settled=True)
    old = None if ref.is_new else _peel(git, ref.remote_id)
    known = [old] if old else _known_commits(git, remote)
    if not known:
        reason = f"nothing is known of {remote} to compare it with; git fetch first"
        return NoRange(title=title, reason=reason, is_settled=False)
    base = git.run("merge-base", new, *known)
    if base.code != 0:
        return NoRange(title=title, reason=_explain_no_base(git, remote), is_settled=False)
    if first_line(base.out) == new:
        reason = f"{remote} has all its commits already"
        return NoRange(title=title, reason=reason, is_settled=True)
    return HookChange(title=title, old=first_line(base.out), new=new)


def _peel(git: Git, rev: str) -> str | None:
    """The commit behind an id, which may be a tag's; None when it is none or is not here."""
    result = git.run("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
    return first_line(result.out) if result.code == 0 else None


def _known_commits(git: Git, remote: str) -> list[str]:
    """Where the remote's branches stood when they were last fetched or pushed; those of every
    remote when it was given as an address."""
    for pattern in (f"refs/remotes/{remote}/", "refs/remotes/"):
        listed = git.run(
            "for-each-ref",
            "--format=%(objectname)",
            "--sort=-committerdate",
            f"--count={_MAX_KNOWN}",
            pattern,
        )
        if listed.out or _is_configured(git, remote):
            return list(dict.fromkeys(listed.out.decode("ascii").split()))
    return []


def _is_configured(git: Git, remote: str) -> bool:
    return git.run("config", "--get", f"remote.{remote}.url").code == 0


def _explain_no_base(git: Git, remote: str) -> str:
    reason = f"it shares no commit with what {remote} has"
    shallow = git.run("rev-parse", "--is-shallow-repository")
    if first_line(shallow.out) == "true":
        reason += "; the clone is shallow, so run: git fetch --unshallow"
    return reason
