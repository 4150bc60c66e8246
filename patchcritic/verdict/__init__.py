"""How per-test predictions become one decision about the patch."""

from __future__ import annotations

from patchcritic.verdict.rules import decide_verdict, is_failing, verdict_without_change

__all__ = ["decide_verdict", "is_failing", "verdict_without_change"]
