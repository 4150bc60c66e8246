"""Signs that a patch speaks to its judge, and what becomes of an answer given under them."""

from __future__ import annotations
