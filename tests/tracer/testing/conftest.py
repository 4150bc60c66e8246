"""A session over files given as text, and suites whose truth is a real run of pytest."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace
from patchcritic.tracer.testing import Session


class Files:
    """A tree given as texts by path."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def read(self, path: str) -> str | None:
        return self._files.get(path)

    def read_bytes(self, path: str) -> bytes | None:
        text = self._files.get(path)
        return None if text is None else text.encode()

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        start = f"{path}/" if path else ""
        names = set()
        for one in self._files:
            if one.startswith(start):
                name, slash, _ = one[len(start) :].partition("/")
                names.add(name + slash)
        return tuple(sorted(names)) or (None if path else ())


Tracer = Callable[..., Trace]


@pytest.fixture
def open_session() -> Callable[[dict[str, str]], Session]:
    return lambda files: Session(Files({path: dedent(text) for path, text in files.items()}), {})


@pytest.fixture
def trace(open_session: Callable[[dict[str, str]], Session]) -> Tracer:
    """Traces one test of a file ``test_x.py``; other files by keyword, ``/`` as ``__``."""

    def run(text: str, name: str = "test_it", files: dict[str, str] | None = None) -> Trace:
        session = open_session({"test_x.py": text, **(files or {})})
        return session.trace(NodeId.parse(f"test_x.py::{name}"))

    return run
