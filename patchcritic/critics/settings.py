"""What a user may set about asking a model, whichever model it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticSettings:
    """How a critic is asked."""

    api_base: str | None = None
    """URL of an OpenAI-compatible server, for example ``http://localhost:8000/v1``."""
    timeout_s: float = 120.0
    """Seconds for one call from sending to the last byte."""
    concurrency: int = 8
    """Calls that may be under way at once; at least 1."""
    max_retries: int = 4
    """Further tries after a call that failed in a way that may pass."""
    temperature: float = 0.0
    seed: int | None = None
    """Passed on where the provider takes one."""
    max_tokens: int = 4096
    """Longest answer; models that think aloud count their thoughts."""
    prompt: str = "judge"
    """Name of a file of ``prompts/``, without its ending."""
    n_threads: int | None = None
    """Threads of the embedded model; None leaves one core free."""
