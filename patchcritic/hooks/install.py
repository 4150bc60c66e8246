"""Puts our script where git runs it, and takes it away again; what was there before is kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from patchcritic.errors import UsageProblem
from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.state import HookState, State, read_state


def install_hook(folder: Path, kind: HookKind, script: str) -> tuple[str, ...]:
    """Write the script; a hook that is there already is moved aside, to be run first.

    Gives what a user should know, in sentences.
    Raises ``UsageProblem`` when another tool runs ours already, or the folder cannot be written.
    """
    state = read_state(folder, kind)
    if state.state is State.INDIRECT:
        raise UsageProblem(
            f"{state.path} runs our hook already, as {state.runs_as}; remove that one first if you "
            "want it made anew"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = _make_room(state)
        _write_whole(state.path, script)
    except OSError as error:
        raise _cannot_write(state.path, error) from None
    return notes


def uninstall_hook(folder: Path, kind: HookKind) -> tuple[str, ...]:
    """Take our script away and put back what was there before it, byte for byte, with its mode.

    Gives what was done, in sentences. Raises ``UsageProblem`` when another hook has taken the
    place of ours, or the folder cannot be written.
    """
    state = read_state(folder, kind)
    notes: tuple[str, ...] = ()
    if state.state in (State.FOREIGN, State.INDIRECT) and state.has_earlier:
        raise UsageProblem(
            f"{state.path} is no longer ours, so it stays; the hook that was there before ours is "
            f"{state.earlier.name}"
        )
    if state.state is State.INDIRECT:
        raise UsageProblem(f"{state.path} is another's and runs ours as {state.runs_as}")
    try:
        if state.state is State.EDITED:
            notes += (_set_aside(state.path),)
        elif state.is_ours:
            state.path.unlink()
            notes += (f"removed {state.path}",)
        if state.has_earlier:
            state.earlier.replace(state.path)
            notes += (f"put back the hook that was there before as {state.path}",)
    except OSError as error:
        raise _cannot_write(state.path, error) from None
    return notes


def _make_room(state: HookState) -> tuple[str, ...]:
    if state.state is State.EDITED:
        return (_set_aside(state.path),)
    if state.state is not State.FOREIGN:
        return ()
    if state.has_earlier:
        raise UsageProblem(
            f"{state.path} is another's, and so is {state.earlier.name}, which was there before "
            "ours; remove one of them first"
        )
    looks_at_name = _looks_at_its_name(state.path)
    state.path.replace(state.earlier)
    notes: tuple[str, ...] = (
        f"the hook that is there already runs first, as {state.earlier.name}",
    )
    if not os.access(state.earlier, os.X_OK):
        notes = (f"{state.earlier.name} was there already; git did not run it: no execute bit",)
    if looks_at_name:
        notes += (f"{state.earlier.name} seems to look at its own name, which is another one now",)
    return notes


def _looks_at_its_name(path: Path) -> bool:
    try:
        text = path.read_bytes()
    except OSError:  # a link that leads nowhere
        return False
    return any(word in text for word in (b'basename "$0"', b"basename $0", b"{0##*/}", b"argv[0]"))


def _set_aside(path: Path) -> str:
    """Move a script that somebody edited to a name of its own; gives the sentence that says so."""
    number = 1
    while (kept := path.with_name(f"{path.name}.edited-{number}")).exists():
        number += 1
    path.replace(kept)
    return f"the script had been edited; it is kept as {kept.name}"


def _write_whole(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
        file.write(text.encode("utf-8", "surrogateescape"))
    Path(file.name).chmod(0o755)
    Path(file.name).replace(path)


def _cannot_write(path: Path, error: OSError) -> UsageProblem:
    reason = error.strerror or error
    return UsageProblem(f"{path} cannot be written: {reason}; check the folder's permissions")
