"""Whether answers can be kept: where the cache lies, how large it is, who may write there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from patchcritic.cli.doctor.nouns import Check, State

LOW_BYTES = 200_000_000
"""Less free room than this is worth a warning: the answers alone may take 256 MB."""


def check_cache() -> Check:
    """The cache folder, by trying to write there; nothing is left behind."""
    from patchcritic.cache import cache_dir

    folder = cache_dir()
    problem = find_write_problem(folder)
    n_bytes = measure(folder)
    details = {"path": str(folder), "bytes": n_bytes, "is_writable": problem is None}
    if problem:
        message = (
            f"{folder} cannot be written ({problem}), so every question is paid anew: mend that, "
            "or set PATCHCRITIC_CACHE_DIR to a folder of yours."
        )
        return Check(name="cache", state=State.WARN, message=message, details=details)
    free = shutil.disk_usage(_nearest_folder(folder)).free
    details["free_bytes"] = free
    shown = f"{folder}, {n_bytes / 1e6:,.1f} MB"
    if free < LOW_BYTES:
        message = f"{shown}, and only {free / 1e6:,.0f} MB are free on its disk: make room there."
        return Check(name="cache", state=State.WARN, message=message, details=details)
    return Check(name="cache", state=State.OK, message=f"{shown}, writable.", details=details)


def find_write_problem(folder: Path) -> str | None:
    """Why nothing can be written into a folder, which need not exist yet; None when it can."""
    if not folder.is_dir():
        parent = _nearest_folder(folder)
        blocker = next((path for path in (folder, *folder.parents) if path.exists()), parent)
        if blocker != parent:
            return f"{blocker} is no folder"
        return None if os.access(parent, os.W_OK | os.X_OK) else f"{parent} may not be written"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0")
    except OSError as error:
        return error.strerror or str(error)
    return None


def measure(folder: Path) -> int:
    """Bytes of all files below a folder; 0 where there is none. Links are not followed."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).lstat().st_size
            except OSError:  # another process has just removed it
                continue
    return total


def _nearest_folder(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.is_dir())
