"""What git tells a pre-push hook on its standard input."""

from __future__ import annotations

from dataclasses import dataclass

from patchcritic.errors import UsageProblem

_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedRef:
    """One line of it: a ref that is about to be made, moved or deleted."""

    local_ref: str
    """As the user named it; ``(delete)`` for a deletion."""
    local_id: str
    remote_ref: str
    remote_id: str

    @property
    def is_deletion(self) -> bool:
        """Whether the ref goes away."""
        return not self.local_id.strip("0")

    @property
    def is_new(self) -> bool:
        """Whether the remote has no such ref yet."""
        return not self.remote_id.strip("0")

    def describe(self, remote: str) -> str:
        """``feature -> origin/feature``."""
        local = self.local_ref.removeprefix(_HEADS).removeprefix("refs/")
        there = self.remote_ref.removeprefix(_HEADS).removeprefix("refs/")
        return f"{local} -> {remote}/{there}"


def read_pushed(text: str) -> tuple[PushedRef, ...]:
    """Read ``<local ref> <local id> <remote ref> <remote id>``, one a line.

    Raises:
        UsageProblem: a line is none of these.
    """
    pushed = []
    for line in text.splitlines():
        # The first field may hold blanks, as in `git push origin ':/fix it:fix'`.
        fields = line.rsplit(" ", 3)
        if len(fields) != 4 or not all(_is_id(field) for field in fields[1::2]):
            raise UsageProblem(
                f"standard input is not what git tells a pre-push hook: {line[:80]!r}; let git run "
                "it, or judge a range with patchcritic eval --diff A..B"
            )
        local_ref, local_id, remote_ref, remote_id = fields
        pushed.append(
            PushedRef(
                local_ref=local_ref, local_id=local_id, remote_ref=remote_ref, remote_id=remote_id
            )
        )
    return tuple(pushed)


def _is_id(text: str) -> bool:
    return len(text) in {40, 64} and not text.strip("0123456789abcdef")
