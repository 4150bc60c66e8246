"""Coverage-guided fuzzing of what reads strangers' text: ``make fuzz``, or ``python -m fuzz``."""

from __future__ import annotations
