"""What the extra ``[train]`` brings, imported when it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from patchcritic.errors import UsageProblem


def import_sklearn(name: str) -> Any:
    """A module of scikit-learn. Raises ``UsageProblem`` when it is not installed."""
    return _import(f"sklearn.{name}")


def import_numpy() -> Any:
    """numpy, which scikit-learn needs. Raises ``UsageProblem`` when it is not installed."""
    return _import("numpy")


def limit_threads() -> Any:
    """A context in which small fits use one thread: on a busy machine threads that wait for each
    other made 20 fits take 200 s instead of 4."""
    return _import("threadpoolctl").threadpool_limits(limits=1)


def _import(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise UsageProblem(
            "training needs scikit-learn; run `pip install 'patchcritic[train]'`"
        ) from None
