"""One call to a model and what comes back: the nouns between critics and providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from patchcritic.critics.calling.reply import Reply

Message = dict[str, Any]
"""A chat message as OpenAI's API spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is sent to a model."""

    messages: tuple[Message, ...]
    shared: str = ""
    """The part at the beginning that other calls share, which providers keep in a prefix cache."""
    sample: int = 0
    """0 asks for the most likely reply, each other number for another sample of the same."""
    wants_logprobs: bool = False
    """Ask for the log-probabilities of the reply's tokens where the provider gives them."""
    schema: Mapping[str, Any] | None = None
    """JSON Schema of the reply, for providers that hold the model to it."""
    tools: tuple[Mapping[str, Any], ...] = ()
    """Functions the model may ask for instead of replying, as OpenAI's API describes them."""


class Asker(Protocol):
    """Sends calls to one model: a provider, or one with a store of replies in front."""

    async def ask(self, call: Call) -> Reply:
        """The reply. Raises ``faults.CallFailed`` for this call alone, and ``ModelUnavailable``
        when no call can ever succeed."""

    def forget(self, call: Call) -> None:
        """Do not give the reply to this call again: it led to no prediction. Nothing is lost by
        asking for what was never asked."""

    async def close(self) -> None:
        """Give back connections."""
