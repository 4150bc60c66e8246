"""What stands where git looks for a hook."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.script import EARLIER_SUFFIX, VERSION, Script, read_script

_MAX_SCRIPT = 100_000
"""Ours has 2 kB; a larger file is not read to the end to learn that it is another's."""


class State(StrEnum):
    """Whose hook it is."""

    ABSENT = "absent"
    INSTALLED = "installed"
    EDITED = "edited"
    FOREIGN = "foreign"
    INDIRECT = "indirect"
    """Another's, and ours lies beside it under the name that it calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookState:
    """One hook's place."""

    kind: HookKind
    path: Path
    state: State
    script: Script | None = None
    runs_as: str = ""
    """What another's hook calls ours by."""

    @property
    def is_ours(self) -> bool:
        """Whether git runs our script."""
        return self.state in (State.INSTALLED, State.EDITED)

    @property
    def earlier(self) -> Path:
        """Where the hook that was there before ours is kept."""
        return self.path.with_name(self.path.name + EARLIER_SUFFIX)

    @property
    def has_earlier(self) -> bool:
        """Whether there was one; a link that leads nowhere counts."""
        return os.path.lexists(self.earlier)

    def describe(self) -> str:
        """The state in a few words for a reader."""
        if self.state is State.INDIRECT:
            return f"another's, which runs ours as {self.runs_as}"
        if self.state is State.FOREIGN:
            return "another's"
        if self.script is None:
            return "not installed"
        words = ["installed"]
        if self.state is State.EDITED:
            words.append("edited by hand")
        if self.script.version != VERSION:
            words.append(f"by version {self.script.version} of the script, install it again")
        if not os.access(self.path, os.X_OK):
            words.append("not executable, so git does not run it")
        if not os.access(self.script.python, os.X_OK):
            words.append(f"{self.script.python} is gone, so patchcritic is looked for on PATH")
        if self.has_earlier:
            words.append(f"after {self.earlier.name}")
        return ", ".join(words)


def read_state(folder: Path, kind: HookKind) -> HookState:
    """Look at one hook's place; nothing is run."""
    path = folder / kind
    if not os.path.lexists(path):
        return HookState(kind=kind, path=path, state=State.ABSENT)
    script = _read(path)
    if script is not None:
        state = State.EDITED if script.is_edited else State.INSTALLED
        return HookState(kind=kind, path=path, state=state, script=script)
    # As pre-commit does it: it moves what it finds to pre-push.legacy and runs that first.
    for other in sorted(folder.glob(f"{kind}.*")):
        if ".edited-" not in other.name and (script := _read(other)):
            return HookState(
                kind=kind, path=path, state=State.INDIRECT, script=script, runs_as=other.name
            )
    return HookState(kind=kind, path=path, state=State.FOREIGN)


def _read(path: Path) -> Script | None:
    try:
        with path.open("rb") as file:
            return read_script(file.read(_MAX_SCRIPT))
    except OSError:  # a folder, or a link that leads nowhere
        return None
