"""What every test runs under."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Busy machines miss deadlines, and a pipeline must not fail by the luck of its draw.
settings.register_profile(
    "patchcritic",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("patchcritic")
