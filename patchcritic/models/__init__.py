"""The embedded models' weights: which are known, where they lie, and how to get them."""

from patchcritic.models.catalog import KNOWN_MODELS, KnownModel, default_local_model, find_known
from patchcritic.models.hub import DEFAULT_HUB
from patchcritic.models.pull import pull_model
from patchcritic.models.store import (
    find_model,
    known_model,
    model_path,
    models_dir,
    partial_path,
    remove_model,
    require_model,
)

__all__ = [
    "DEFAULT_HUB",
    "KNOWN_MODELS",
    "KnownModel",
    "default_local_model",
    "find_known",
    "find_model",
    "known_model",
    "model_path",
    "models_dir",
    "partial_path",
    "pull_model",
    "remove_model",
    "require_model",
]
