"""What ``patchcritic hook install`` writes into the script, and what it says about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from patchcritic.cli.model_choice import choose_models
from patchcritic.config import load_config
from patchcritic.critics.names import kind_of
from patchcritic.hooks.folder import find_hooks_folder
from patchcritic.hooks.install import install_hook
from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.script import render_script


def install_hooks(
    repo: Path,
    kinds: Sequence[HookKind],
    flags: dict[str, Any],
    *,
    max_time: float,
    blocks: bool,
) -> Iterator[str]:
    """Install each hook; gives the lines to print.

    Raises:
        UsageProblem: an option cannot be used, no model is chosen, or the folder cannot be written.
    """
    folder = find_hooks_folder(repo)
    flags = {name: _anchor(name, value) for name, value in flags.items()}
    models = choose_models(load_config(repo, **flags))
    for model in models:
        kind_of(model)  # git would find out at the first merge
    options = tuple(
        part
        for name, value in flags.items()
        if value is not None
        for part in (f"--{name.replace('_', '-')}", str(value))
    )
    options += ("--max-time", f"{max_time:g}", "--on-no-verdict", "block" if blocks else "allow")
    for kind in dict.fromkeys(kinds):
        script = render_script(kind, python=sys.executable, options=options, blocks=blocks)
        notes = install_hook(folder.path, kind, script)
        yield f"installed {folder.path / kind}: asks {', then '.join(models)}"
        yield from (f"note: {note}" for note in notes)
    if folder.note:
        yield f"note: {folder.note}"


def _anchor(name: str, value: Any) -> Any:
    """Paths as seen from anywhere: git starts a hook at the top of the work tree."""
    if name == "profile" and value is not None:
        return Path(value).absolute()
    if name not in ("model", "cascade") or value is None:
        return value
    models = value.split(",") if name == "cascade" else [value]
    return ",".join(_anchor_model(model.strip()) for model in models)


def _anchor_model(model: str) -> str:
    scheme, _, path = model.partition(":")
    if path and (scheme == "scripted" or path.endswith(".gguf")):
        return f"{scheme}:{Path(path).absolute()}"
    return str(Path(model).absolute()) if model.endswith(".gguf") else model
