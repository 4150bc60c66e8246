"""The one door to git: a clean environment in, bytes out, nothing of the user's run by it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from patchcritic.errors import RepositoryProblem

# Where the user's configuration lies is the user's to say (CI images allow a directory that
# way); everything else that git exports to hooks would point us at another index or repository.
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT")
_KEPT_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")

# Programs that a repository's configuration could name, and everything that reaches out.
_NO_PROGRAMS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",
)
_COMMON = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}

_environment_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class GitResult:
    """What one git process left behind."""

    code: int
    out: bytes
    err: str

    @property
    def reason(self) -> str:
        """The first line of what git complained about, without its ``fatal:``."""
        for line in self.err.splitlines():
            key, _, rest = line.partition(": ")
            if key in {"fatal", "error"}:
                return rest
        return self.err.strip().partition("\n")[0] or f"git exited with {self.code}"


class Git:
    """Runs git in one folder with a fixed environment."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**_COMMON, **environment}

    def run(
        self, *args: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> GitResult:
        """Run git to its end; a failure is a code, not an exception."""
        process = self.start(*args, stdin=subprocess.PIPE, environment=environment)
        try:
            out, err = process.communicate(stdin)
        except BaseException:  # interrupted, or out of time
            stop_process(process)
            raise
        return GitResult(
            code=process.returncode, out=out, err=err.decode("utf-8", "surrogateescape")
        )

    def start(
        self,
        *args: str,
        stdin: int | IO[bytes],
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start git; the caller waits for it. Raises RepositoryProblem when there is no git."""
        settings = (part for setting in _NO_PROGRAMS for part in ("-c", setting))
        with _without_inherited_variables():
            try:
                # Its import runs git once too.
                from git.cmd import Git as GitCommand
                from git.exc import GitCommandNotFound
            except ImportError as error:
                raise _no_git() from error
            try:
                handle: Any = GitCommand(self._folder).execute(
                    ["git", "--no-pager", *settings, *args],
                    istream=cast(Any, stdin),
                    as_process=True,
                    env={**self._environment, **(environment or {})},
                )
            except GitCommandNotFound as error:
                raise _no_git() from error
        process: subprocess.Popen[bytes] = handle.proc
        # GitPython's handle ends its process when it is collected; ours end with Workspace.close.
        handle.proc = None
        return process


def first_line(text: bytes) -> str:
    """The first line of git's output as text."""
    return text.partition(b"\n")[0].decode("utf-8", "surrogateescape")


def widen_pipe(pipe: IO[bytes]) -> None:
    """Let git write a megabyte ahead of us where the system has a call for that (Linux)."""
    set_size = getattr(fcntl, "F_SETPIPE_SZ", None)
    if set_size is not None:
        with suppress(OSError):  # over the user's limit of pipe pages
            fcntl.fcntl(pipe, set_size, 1 << 20)


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """End a process that may still run, and close its pipes."""
    process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):  # what was buffered for a dead reader stays unwritten
                pipe.close()
    process.wait()


def _no_git() -> RepositoryProblem:
    return RepositoryProblem("git was not found; install git 2.31 or newer and put it on PATH")


@contextmanager
def _without_inherited_variables() -> Iterator[None]:
    """Take git's variables out of our environment while a process starts.

    GitPython copies ``os.environ`` and can only add to it, so a variable that a calling hook
    exported (GIT_DIR, GIT_INDEX_FILE, ...) has to be away for the moment of the copy.
    """
    with _environment_lock:
        names = [
            name
            for name in os.environ
            if name.startswith("GIT_")
            and name not in _KEPT
            and not name.startswith(("GIT_PYTHON_", *_KEPT_PREFIXES))
        ]
        taken = {name: os.environ.pop(name) for name in names}
        try:
            yield
        finally:
            os.environ.update(taken)
