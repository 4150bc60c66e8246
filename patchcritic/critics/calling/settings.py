"""What a user may set about asking a model, whichever model it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchcritic.cache import AnswerStore
    from patchcritic.critics.calling.deadline import Deadline
    from patchcritic.critics.calling.prices import Prices
    from patchcritic.critics.calling.purse import Purse
    from patchcritic.critics.calling.requests_file import RequestsFile


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
    sample_temperature: float = 0.7
    """For every further sample of a question; 0 would give the same reply again."""
    seed: int | None = None
    """Passed on where the provider takes one; the number of the sample is added to it."""
    max_tokens: int = 4096
    """Longest answer; models that think aloud count their thoughts."""
    prompt: str = "auto"
    """Name of a file of ``prompts/``, without its ending; ``auto`` leaves it to the table of
    models."""
    explore: int = 0
    """Look-ups a model may make in the patched tree before it answers."""
    store: AnswerStore | None = None
    """Keeps the replies, so that no call is paid for twice; None keeps nothing."""
    requests: RequestsFile | None = None
    """Where calls without a kept reply are written down instead of being sent; needs ``store``."""
    purse: Purse | None = None
    """What the calls are paid from; None sets no bound."""
    deadline: Deadline | None = None
    """When asking ends; what is kept is still given. None sets no bound."""
    prices: Prices | None = None
    """What the model costs, when the user says so; None leaves it to litellm's list."""
    n_threads: int | None = None
    """Threads of the embedded model; None leaves one core free."""
