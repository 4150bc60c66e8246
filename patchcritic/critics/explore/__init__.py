"""Read-only look-ups that a model may make in the patched tree before it answers."""

from __future__ import annotations
