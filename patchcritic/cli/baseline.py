"""``--baseline`` and ``--update-baseline``: what is accepted, read from a file and written back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.output import write_whole
from patchcritic.domain import Baseline
from patchcritic.errors import UsageProblem
from patchcritic.reports.baseline import parse_baseline, render_baseline
from patchcritic.verdict import regate_updated, update_baseline

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation
    from patchcritic.verdict import Profile

MAX_BYTES = 100_000_000


def read_baseline(path: Path | None, *, is_updated: bool) -> Baseline | None:
    """The baseline of a file; an empty one when the file is to be written and is not there yet.

    Raises:
        UsageProblem: the file is not there or holds no baseline, or there is none to update.
    """
    if path is None:
        if is_updated:
            raise UsageProblem("--update-baseline needs --baseline FILE, the file to write")
        return None
    if is_updated and not path.exists():
        return Baseline(name=str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageProblem(f"--baseline {path} has over {MAX_BYTES // 10**6} MB: is it one?")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageProblem(f"--baseline {path} is not UTF-8 text: is it a baseline?") from None
    except OSError as error:
        raise UsageProblem(
            f"--baseline {path} cannot be read: {error.strerror}; add --update-baseline to write it"
        ) from None
    return parse_baseline(text, str(path))


def renew_baseline(
    evaluation: Evaluation, baseline: Baseline, path: Path, *, profile: Profile | None
) -> Evaluation:
    """Write what this run found to the baseline's file, whole or not at all; gives the evaluation
    gated on the baseline as it is from now on.

    Raises:
        UsageProblem: the file cannot be written.
    """
    renewed = update_baseline(baseline, evaluation)
    try:
        write_whole(path, render_baseline(renewed))
    except OSError as error:
        raise UsageProblem(
            f"--baseline {path} cannot be written: {error.strerror}; name a file in a folder of "
            "your own"
        ) from None
    gate = regate_updated(evaluation, baseline, renewed, profile=profile)
    return replace(evaluation, gate=gate)


def warn_of_touched(evaluation: Evaluation, path: Path, repo: Path) -> Evaluation:
    """With a warning when the patch changes the very baseline that it is gated on."""
    folders = (repo.resolve(), *repo.resolve().parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), folders[0])
    try:
        inside = path.resolve().relative_to(top).as_posix()
    except ValueError:
        return evaluation
    if all(inside not in (file.path, file.old_path) for file in evaluation.patch.files):
        return evaluation
    warning = f"the patch changes {inside}, the baseline that it is gated on: read that change"
    return replace(evaluation, warnings=(warning, *evaluation.warnings))
