"""Runs a program of somebody else's: clean environment, no network, ended when its time is up."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

# Each ends in the program to run. The first that works is taken: a network namespace of its own
# has no way out but needs user namespaces, which some systems forbid to all but bubblewrap.
_WITHOUT_NETWORK = (
    ("unshare", "-rn"),
    ("bwrap", "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent"),
)
_KEPT = ("LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_KEPT_FOR_INSTALLING = ("PIP_", "UV_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "HTTP_PROXY",
    "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")  # fmt: skip


@cache
def network_wrapper() -> tuple[str, ...] | None:
    """The words that start a program without network; None when the system allows none."""
    for words in _WITHOUT_NETWORK:
        with suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run([*words, "true"], capture_output=True, timeout=20, check=False)
            if done.returncode == 0:
                return words
    return None


def clean_environment(home: Path, *, is_installing: bool = False) -> dict[str, str]:
    """An environment without keys, tokens or the user's home folder."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    if is_installing:
        kept |= {
            name: value
            for name, value in os.environ.items()
            if name.startswith(_KEPT_FOR_INSTALLING)
        }
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        **kept,
    }


class Sandbox:
    """Starts programs and can end all that still run, from any thread."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._is_stopped = False

    def run(
        self,
        words: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
        seconds: float,
    ) -> int | None:
        """The exit status; None when the time was up or ``stop`` was called.

        Everything the program started in its process group ends with it.
        """
        with log.open("wb") as file, self._lock:
            if self._is_stopped:
                return None
            process = subprocess.Popen(
                [*(network_wrapper() or ()), *words],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.add(process)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end_group(process)
            with self._lock:
                self._running.discard(process)
        return None if self._is_stopped else code

    @property
    def is_stopped(self) -> bool:
        """Whether outcomes from now on are those of programs that were ended."""
        return self._is_stopped

    def stop(self) -> None:
        """End everything that runs, and start nothing more."""
        with self._lock:
            self._is_stopped = True
            for process in self._running:
                _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
