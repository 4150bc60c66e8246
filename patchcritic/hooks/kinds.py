"""The hooks that git runs before something is let through, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

_MERGED = "GITHEAD_"


class HookKind(StrEnum):
    """A hook by git's name for it."""

    PRE_MERGE_COMMIT = "pre-merge-commit"
    PRE_PUSH = "pre-push"
    PRE_COMMIT = "pre-commit"

    @property
    def noun(self) -> str:
        """What is about to happen."""
        return {"pre-merge-commit": "merge", "pre-push": "push"}.get(self, "commit")

    @property
    def refusal(self) -> str:
        """What a rejection leaves behind."""
        return {
            "pre-merge-commit": "The merge is not committed; its result is staged.",
            "pre-push": "Nothing was pushed.",
        }.get(self, "Nothing was committed.")

    @property
    def remains(self) -> str:
        """What an interruption leaves behind, which ends git as well."""
        if self == "pre-merge-commit":  # git notes that a merge is under way only after the hook
            return "Nothing was committed; git reset --merge drops what the merge has staged."
        return self.refusal

    @property
    def ways_on(self) -> tuple[tuple[str, str], ...]:
        """What a rejected user may do: a command, and what it is for."""
        if self == "pre-merge-commit":
            return (
                ("git merge --abort", "drops the merge"),
                ("git commit", "concludes it, once what is wrong is mended and added"),
                ("git commit --no-verify", "concludes it as it is"),
            )
        if self == "pre-push":
            return (
                ("git push", "again, once what is wrong is mended and committed"),
                ("git push --no-verify", "pushes it as it is"),
            )
        return (
            ("git commit", "again, once what is wrong is mended and added"),
            ("git commit --no-verify", "commits it as it is"),
        )


def guess_kind(environment: Mapping[str, str]) -> HookKind:
    """The hook whose turn it is, where nobody says so: by what git and pre-commit export."""
    if environment.get("PRE_COMMIT_REMOTE_NAME") or environment.get("PRE_COMMIT_TO_REF"):
        return HookKind.PRE_PUSH
    if any(name.startswith(_MERGED) for name in environment):
        return HookKind.PRE_MERGE_COMMIT
    return HookKind.PRE_COMMIT


def name_merged(environment: Mapping[str, str]) -> str:
    """What is being merged, as the user named it; git leaves that in ``GITHEAD_<id>``."""
    return " and ".join(
        value for name, value in sorted(environment.items()) if name.startswith(_MERGED)
    )
