"""Two candidate patches side by side, for the order of those that are near."""

from __future__ import annotations
