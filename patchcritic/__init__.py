"""patchcritic tells, without executing anything, whether a patch will make the tests pass."""

from __future__ import annotations

__version__ = "0.1.0"
