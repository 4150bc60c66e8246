"""A temporary git directory that borrows a repository's objects and nothing else of it."""

from __future__ import annotations

import os
from pathlib import Path

from patchcritic.snapshot.git import Git

_CONFIG = """\
[core]
\trepositoryFormatVersion = 1
\tbare = true
\tquotePath = false
\tattributesFile = {null}
\tfsync = none
[extensions]
\tobjectFormat = {object_format}
"""


def make_store(folder: Path, objects: Path, object_format: str) -> Git:
    """Make a git directory in an empty folder, and the git that works in it.

    It has its own index and its own object directory, with the repository's objects as
    alternates, so all that is written goes to the folder. Neither the repository's
    configuration, attributes, hooks, replacements and grafts nor the user's take part: no
    filter, textconv or diff driver can run, and git prints the same for everybody.
    """
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    config = _CONFIG.format(null=os.devnull, object_format=object_format)
    (folder / "config").write_text(config, encoding="ascii")
    return Git(
        folder,
        {
            "GIT_DIR": str(folder),
            "GIT_INDEX_FILE": str(folder / "index"),
            "GIT_OBJECT_DIRECTORY": str(folder / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quote(str(objects)),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "0",
            "GIT_ATTR_NOSYSTEM": "1",
        },
    )


def _quote(path: str) -> str:
    """Quote a path for a list that is separated by colons (git 2.11 and newer)."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
