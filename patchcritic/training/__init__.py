"""Fitting what the product ships: needs the extra ``[train]``, and labelled cases."""

from __future__ import annotations

from patchcritic.training.collecting import Listener, MinedFolder, collect_examples
from patchcritic.training.example import Example
from patchcritic.training.figures import HEADER, Figures
from patchcritic.training.static_trainer import Training, fit_examples, train_static

__all__ = [
    "HEADER",
    "Example",
    "Figures",
    "Listener",
    "MinedFolder",
    "Training",
    "collect_examples",
    "fit_examples",
    "train_static",
]
