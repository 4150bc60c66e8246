"""Evaluates syntax trees of a repository with the host's own objects as values."""

from __future__ import annotations

from patchcritic.tracer.lang.interpreter import Interpreter

__all__ = ["Interpreter"]
