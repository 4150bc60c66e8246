"""Folders and helpers for the cache's tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "test.sqlite3"


@pytest.fixture
def start_python() -> Callable[..., subprocess.Popen[str]]:
    """Start real Python processes that import the package; arguments arrive in sys.argv."""

    def start(code: str, *args: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, args)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return start
