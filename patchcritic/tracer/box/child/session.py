"""What a world runs."""

from __future__ import annotations

from typing import Protocol

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace
from patchcritic.tracer.core.realm import Realm


class Session(Protocol):
    """What traces tests of one tree; ``patchcritic.tracer.testing.Session`` is one."""

    @property
    def realm(self) -> Realm:
        """The world that it traces in."""

    def load(self, path: str) -> None:
        """Evaluate a test file's modules."""

    def trace(self, node_id: NodeId) -> Trace:
        """Trace one test of a loaded file."""
