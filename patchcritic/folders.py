"""Where the cache lies, how its folder is made, and whether a path leaves its repository."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_NAME = "PATCHCRITIC_CACHE_DIR"


def cache_dir() -> Path:
    """The folder of everything that may be deleted without loss but time and money.

    ``PATCHCRITIC_CACHE_DIR`` when that is set and not empty, else the platform's cache folder.
    It is not created here: the first write does that.
    """
    chosen = os.environ.get(ENVIRONMENT_NAME, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("patchcritic", appauthor=False)


def make_private_dir(path: Path) -> None:
    """Create a folder that only its owner may enter; one that exists keeps its mode.

    Answers quote the user's code, so others on the machine must not read them. Raises OSError.
    """
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)


def leaves_repository(path: Path) -> bool:
    """Whether a path that stands inside a repository leads out of it through a symbolic link.

    Whoever wrote the repository may have made the link; a path outside of any repository is as its
    user wrote it.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - links must not be followed yet
    for folder in absolute.parents:
        if (folder / ".git").exists():
            return not _resolve(absolute).is_relative_to(_resolve(folder))
    return False


def _resolve(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError:  # a loop of links, which nobody can open
        return path
