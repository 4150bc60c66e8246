"""Read-only trees of a repository, at base and with patches applied, without touching it."""

from __future__ import annotations

from patchcritic.snapshot.memory import MemorySnapshot
from patchcritic.snapshot.text import MAX_TEXT_BYTES
from patchcritic.snapshot.tree import GitSnapshot
from patchcritic.snapshot.workspace import Workspace

__all__ = ["MAX_TEXT_BYTES", "GitSnapshot", "MemorySnapshot", "Workspace"]
