"""``patchcritic doctor``: looks at the machine and at the model, and says what to do."""

from __future__ import annotations

from patchcritic.cli.doctor.command import diagnose

__all__ = ["diagnose"]
