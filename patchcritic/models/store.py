"""Where weights lie on this machine, and which of them are there."""

from __future__ import annotations

from pathlib import Path

from patchcritic.errors import ModelUnavailable, UsageProblem
from patchcritic.folders import cache_dir
from patchcritic.models.catalog import KNOWN_MODELS, KnownModel, find_known

# The first four bytes of every GGUF file, by its specification.
_MAGIC = b"GGUF"


def models_dir() -> Path:
    """The folder that holds weights: ``models`` in the cache folder. It may not exist yet."""
    return cache_dir() / "models"


def known_model(name: str) -> KnownModel:
    """The known model of that name or alias. Raises ``UsageProblem`` that lists the choices."""
    model = find_known(name)
    if model is None:
        choices = ", ".join(f"{known.name} ({known.alias})" for known in KNOWN_MODELS)
        raise UsageProblem(f"No model is named {name!r}: choose one of {choices}.")
    return model


def model_path(model: KnownModel, directory: Path | None = None) -> Path:
    """Where the model's weights belong, whether they are there or not."""
    return (directory or models_dir()) / model.file


def partial_path(model: KnownModel, directory: Path | None = None) -> Path:
    """Where an unfinished download of the model is kept."""
    return (directory or models_dir()) / f"{model.file}.partial"


def find_model(name: str, directory: Path | None = None) -> Path | None:
    """The weights for a known name, an alias, or a path to any ``.gguf`` file; None when absent.

    Raises ``ModelUnavailable`` when the file is there and is not GGUF.
    """
    known = find_known(name)
    path = model_path(known, directory) if known else Path(name).expanduser()
    if not path.is_file():
        return None
    check_gguf(path)
    return path


def require_model(name: str, directory: Path | None = None) -> Path:
    """As ``find_model``; absent weights raise ``ModelUnavailable`` with the command to run."""
    path = find_model(name, directory)
    if path is not None:
        return path
    known = find_known(name)
    if known is None:
        raise ModelUnavailable(f"There is no model file {name}: give the path of a .gguf file.")
    raise ModelUnavailable(
        f"The weights of {known.name} are not on this machine: run "
        f"`patchcritic models pull {known.alias}` ({known.size / 1e6:,.0f} MB) first."
    )


def check_gguf(path: Path) -> None:
    """Raise ``ModelUnavailable`` unless the file begins as GGUF files do."""
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise ModelUnavailable(f"The model file {path} cannot be read: {error.strerror}.") from None
    if magic != _MAGIC:
        raise ModelUnavailable(
            f"The model file {path} is not in GGUF format (it begins with {magic!r}): "
            "give a .gguf file that llama.cpp can load."
        )


def remove_model(model: KnownModel, directory: Path | None = None) -> int:
    """Delete the model's weights and any unfinished download; the number of bytes freed."""
    n_bytes = 0
    for path in (model_path(model, directory), partial_path(model, directory)):
        if path.is_file():
            n_bytes += path.stat().st_size
            path.unlink()
    return n_bytes
