"""From an event to the two commits between which the change lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.errors import RepositoryProblem, UsageProblem
from patchcritic.snapshot.git import Git, first_line
from patchcritic.snapshot.location import find_repository

if TYPE_CHECKING:
    from patchcritic.action.event import Event
    from patchcritic.action.inputs import Inputs

DEPTH = "give actions/checkout `fetch-depth: 0`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The commits that the change lies between."""

    base: str
    """The commit that the change is to land on; settings are read from it."""
    head: str

    @property
    def revisions(self) -> str:
        """The change as git spells it: since head left base."""
        return f"{self.base}...{self.head}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToJudge:
    """An event that brings no change."""

    reason: str


def find_ends(repo: Path, event: Event, inputs: Inputs) -> Ends | NothingToJudge:
    """The commits that an event, or the inputs in its place, mean.

    Raises:
        UsageProblem: nothing says what to compare with, or it is the same.
        RepositoryProblem: a commit is not in this clone; says what to give actions/checkout.
    """
    if event.is_deletion:
        return NothingToJudge(reason="a branch was deleted")
    clone = _Clone(repo)
    head = clone.commit_of(inputs.head or _default_head(event), what="head")
    base = _find_base(clone, event, inputs, head)
    start = first_line(clone.git.run("merge-base", base, head).out)
    if not start:
        hint = f"; the clone is shallow, so {DEPTH}" if clone.is_shallow else ""
        raise RepositoryProblem(f"{base} and {head} have no commit in common here{hint}")
    if clone.find(start, "tree") != clone.find(head, "tree"):
        return Ends(base=base, head=head)
    if event.name == "push":
        return NothingToJudge(reason=f"{head} changes nothing that {base} has not")
    raise UsageProblem(
        f"{head} changes nothing that {base} has not; is it the change that was checked out, and "
        "the inputs base and head right?"
    )


class _Clone:
    """The checkout, asked for commits."""

    def __init__(self, repo: Path) -> None:
        self.git = Git(repo, {})
        self.is_shallow = find_repository(repo, self.git).is_shallow

    def find(self, rev: str, kind: str = "commit") -> str | None:
        found = self.git.run("rev-parse", "--verify", "--quiet", f"{rev}^{{{kind}}}")
        return first_line(found.out) if found.code == 0 else None

    def commit_of(self, rev: str, *, what: str) -> str:
        """The commit of a revision, or of a branch that only the remote has here."""
        found = self.find(rev) or self.find(f"refs/remotes/origin/{rev}")
        if found is not None:
            return found
        hint = DEPTH if self.is_shallow else f"name another one with the input {what}"
        clone = "this shallow clone" if self.is_shallow else "this clone"
        raise RepositoryProblem(f"the {what} {rev!r} is not in {clone}; {hint}")


def _default_head(event: Event) -> str:
    """What is judged: for a pull request the merge that the runner checks out, as it would land."""
    return "HEAD" if event.name.startswith("pull_request") else event.head or "HEAD"


def _find_base(clone: _Clone, event: Event, inputs: Inputs, head: str) -> str:
    if inputs.base:
        return clone.commit_of(inputs.base, what="base")
    merged_into = _find_merged_into(clone, event, head)
    if merged_into is not None:
        return merged_into
    if event.base is not None:
        is_there = clone.find(event.base) is not None
        if is_there or not event.is_forced:
            return clone.commit_of(event.base, what="base")
    branch = event.default_branch
    if branch is None or event.ref == f"refs/heads/{branch}":
        raise UsageProblem(
            f"{event.name} does not say what to compare {head} with; give the input base"
        )
    return clone.commit_of(f"refs/remotes/origin/{branch}", what="base")


def _find_merged_into(clone: _Clone, event: Event, head: str) -> str | None:
    """The branch's tip that the runner merged a pull request into, which may be newer than the
    event's. Only for the runner's own merge: the author of a change could make one too."""
    is_runners = event.ref.startswith("refs/pull/") and event.ref.endswith("/merge")
    if not is_runners or head != event.sha or event.head is None:
        return None
    return clone.find(f"{head}^1") if clone.find(f"{head}^2") == event.head else None
