"""Lets a model look a few things up in the patched tree before it answers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace

from patchcritic.critics.calling.calls import Asker, Call, Message
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.reply import Reply, ToolCall
from patchcritic.critics.explore.tools import TOOLS, LookUps
from patchcritic.domain import Snapshot, Usage
from patchcritic.prompts.fences import fence, sanitize

_OFFER = (
    "Before you answer you may look things up in the patched tree with the functions given, "
    "{n} in all, several at once if you like. Look only for what decides this test."
)
_ENOUGH = "What you looked up in the patched tree:\n{found}\nNo more look-ups: answer now."
_SPOILED = re.compile(r"[^\w-]", re.ASCII)
_ABOUT_TOOLS = re.compile(r"\btools?\b|\btool_|function.?call", re.IGNORECASE)


class ExploringAsker:
    """Asks another asker about one test, with at most ``n_max`` read-only look-ups in between.

    Replies to later calls that continue the same conversation, such as a repair, are asked for
    with what was looked up, and without further look-ups. Make one per test.
    """

    def __init__(self, asker: Asker, tree: Snapshot, n_max: int) -> None:
        self._asker = asker
        self._look_ups = LookUps(tree)
        self._n_left = n_max
        self._n_asked: int | None = None
        """Messages of the first call, behind which what was looked up belongs."""
        self._found: list[str] = []
        self._turns: list[Call] = []

    async def ask(self, call: Call) -> Reply:
        """The reply that answers, its usage that of all turns: at most ``n_max`` + 1 of them.

        A model that cannot look up, or does not want to, answers at once and is paid for once.
        Raises what the asker raises.
        """
        if self._n_asked is not None:
            return await self._ask_once(self._add_found(call))
        self._n_asked = len(call.messages)
        try:
            return await self._ask_in_turns(call)
        except CallFailed as error:
            is_early = not self._found and error.fault.kind == "provider"
            if not is_early or not _ABOUT_TOOLS.search(error.fault.message):
                raise
            return _add_usage(await self._ask_once(call), error.usage)

    def forget(self, call: Call) -> None:
        """Do not give the replies that led to this one again."""
        for turn in (call, *self._turns):
            self._asker.forget(turn)

    async def close(self) -> None:
        """The asker behind serves other tests too: it stays open."""

    async def _ask_in_turns(self, call: Call) -> Reply:
        offered = _append(call.messages, _OFFER.format(n=self._n_left))
        # A schema would keep models from calling functions, and Gemini refuses both at once.
        turn = replace(call, messages=offered, tools=TOOLS, schema=None)
        spent, is_kept = Usage(), True
        try:
            while self._n_left > 0:
                reply = await self._ask_once(turn)
                spent, is_kept = spent + reply.usage, is_kept and reply.is_kept
                wanted = _make_safe(reply.tool_calls, len(self._found))
                if not wanted:
                    return replace(reply, usage=spent, is_kept=is_kept)
                results = await self._look_up(wanted)
                rows = [_say_calls(reply.text, wanted), *map(_say_result, wanted, results)]
                turn = replace(turn, messages=(*turn.messages, *rows))
            # Some providers refuse tool messages without tools, and a model that sees tools goes
            # on calling them: the last turn is the plain question with all that was found.
            reply = await self._ask_once(self._add_found(call))
        except CallFailed as error:
            raise CallFailed(error.fault, spent + error.usage) from error
        return replace(_add_usage(reply, spent), is_kept=is_kept and reply.is_kept)

    async def _ask_once(self, call: Call) -> Reply:
        self._turns.append(call)
        return await self._asker.ask(call)

    async def _look_up(self, wanted: Sequence[ToolCall]) -> list[str]:
        """The results of as many as are left, in order; off the event loop, since git is read."""
        taken = wanted[: self._n_left]
        self._n_left -= len(taken)
        results = [await asyncio.to_thread(self._look_ups.answer, one) for one in taken]
        fenced = [fence(result) for result in results]
        self._found += fenced
        return fenced + ["No look-ups are left."] * (len(wanted) - len(taken))

    def _add_found(self, call: Call) -> Call:
        if not self._found:
            return call
        head, rest = call.messages[: self._n_asked], call.messages[self._n_asked :]
        text = _ENOUGH.format(found="\n".join(self._found))
        return replace(call, messages=(*_append(head, text), *rest))


def _add_usage(reply: Reply, spent: Usage) -> Reply:
    return replace(reply, usage=spent + reply.usage)


def _append(messages: Sequence[Message], text: str) -> tuple[Message, ...]:
    """The conversation with a text behind its last message: two of the same role in a row are
    refused by many chat templates."""
    *before, last = messages
    content = last["content"]
    if isinstance(content, str):
        return (*before, {**last, "content": f"{content}\n\n{text}"})
    return (*before, {**last, "content": [*content, {"type": "text", "text": f"\n\n{text}"}]})


def _make_safe(calls: Sequence[ToolCall], n_before: int) -> tuple[ToolCall, ...]:
    """Calls with ids of their own, and names that a provider takes back.

    An id that can be used stays as it is: litellm puts Gemini's thought signature into it.
    """
    seen: set[str] = set()
    safe = []
    for n, one in enumerate(calls, start=n_before):
        call_id = one.id if one.id and one.id not in seen else f"call_{n}"
        seen.add(call_id)
        safe.append(replace(one, id=call_id, name=_SPOILED.sub("_", one.name)[:64] or "none"))
    return tuple(safe)


def _say_calls(text: str, calls: Sequence[ToolCall]) -> Message:
    """The model's turn, as OpenAI's API wants it back."""
    functions = [
        {
            "id": one.id,
            "type": "function",
            "function": {"name": one.name, "arguments": _read_back(one.arguments)},
        }
        for one in calls
    ]
    return {"role": "assistant", "content": sanitize(text) or None, "tool_calls": functions}


def _read_back(arguments: str) -> str:
    """What a model wrote, if it is an object: litellm parses it again for Anthropic's API."""
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        value = None
    return json.dumps(value if isinstance(value, dict) else {})


def _say_result(call: ToolCall, result: str) -> Message:
    return {"role": "tool", "tool_call_id": call.id, "content": result}
