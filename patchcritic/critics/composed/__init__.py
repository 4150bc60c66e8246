"""Critics around critics: samples, looks, panels, cascades."""

from __future__ import annotations
