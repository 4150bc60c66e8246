"""Replies kept call by call, so that nothing that was paid for is asked again."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from patchcritic.critics.calling.calls import Asker, Call
from patchcritic.critics.calling.reply import Reply, TokenChoices, ToolCall
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.calling.wire import build_body
from patchcritic.critics.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from patchcritic.cache import AnswerStore


class KeptCalls:
    """Stands before an asker, and gives kept replies where it can.

    A reply is kept the moment it arrives, so a run that is killed loses those under way and no
    others. Of equal calls made at the same time one is sent, the others wait for it.
    """

    def __init__(
        self, asker: Asker, store: AnswerStore, *, model: str, settings: CriticSettings
    ) -> None:
        self._asker = asker
        self._store = store
        self._model = model
        self._settings = settings
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def ask(self, call: Call) -> Reply:
        """The kept reply, or a new one, which is kept if a conversation can go on from it: an
        empty one or a filter's refusal is not. Raises what the asker raises."""
        key = self.key_of(call)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            saved = self._store.get(key)
            kept = None if saved is None else load_reply(saved)
            if kept is not None:
                return kept
            reply = await self._asker.ask(call)
            if not reply.is_refusal and (reply.text.strip() or reply.tool_calls):
                self._store.put(key, save_reply(reply))
            return reply

    def forget(self, call: Call) -> None:
        """Delete the reply to this call, so that the next run asks again."""
        self._store.delete(self.key_of(call))
        self._asker.forget(call)

    async def close(self) -> None:
        """Close the asker and the store."""
        await self._asker.close()
        self._store.close()

    def key_of(self, call: Call) -> str:
        """The digest of everything that shapes the reply: whom it is sent to, every word and
        argument of it, which sample it is, and what answers mean."""
        parts = {
            "model": self._model,
            "api_base": self._settings.api_base,
            "sample": call.sample,
            "schema": SCHEMA_VERSION,
            **build_body(call, self._settings),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("ascii")).hexdigest()


def save_reply(reply: Reply) -> dict[str, Any]:
    """What is worth keeping of a reply; not its usage, which is paid for once."""
    saved: dict[str, Any] = {"text": reply.text}
    if reply.is_cut:
        saved["is_cut"] = True
    if reply.tokens:
        saved["tokens"] = [[token.text, token.top] for token in reply.tokens]
    if reply.tool_calls:
        saved["tool_calls"] = [asdict(call) for call in reply.tool_calls]
    return saved


def load_reply(saved: dict[str, Any]) -> Reply | None:
    """The reply that was saved, marked as kept; None when it is not one of ours."""
    try:
        return Reply(
            text=_as_text(saved["text"]),
            is_cut=bool(saved.get("is_cut", False)),
            tokens=tuple(
                TokenChoices(text=text, top=tuple((word, float(value)) for word, value in top))
                for text, top in saved.get("tokens", ())
            ),
            tool_calls=tuple(ToolCall(**call) for call in saved.get("tool_calls", ())),
            is_kept=True,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a reply's text is a string")
    return value
