"""A rendered prompt as chat messages, so that providers can reuse the part tests share."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from patchcritic.critics.calling.calls import Message
from patchcritic.domain import Image
from patchcritic.prompts import RenderedPrompt, render_recheck, render_repair


def build_messages(
    prompt: RenderedPrompt, *, marks_prefix: bool, images: Sequence[Image] = ()
) -> list[Message]:
    """System and user message, pictures behind the text.

    With ``marks_prefix`` the shared prefix is a block of its own, marked as cacheable, which
    Anthropic's models need; others find the prefix by themselves.
    """
    shown = [_show(image) for image in images]
    if marks_prefix:
        shared = {"type": "text", "text": prompt.prefix, "cache_control": {"type": "ephemeral"}}
        user = _say("user", [shared, _block(f"\n\n{prompt.tail}"), *shown])
    else:
        user = _say("user", [_block(prompt.user), *shown] if shown else prompt.user)
    return [_say("system", prompt.system), user]


def needs_marked_prefix(model: str) -> bool:
    """Whether a model reuses a prompt's prefix only where it is marked: Anthropic's, wherever they
    are hosted (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching)."""
    return "claude" in model.lower() or model.startswith("anthropic/")


def add_repair(
    messages: Sequence[Message], answer: str, problem: str, *, keys: Iterable[str]
) -> list[Message]:
    """The conversation with the unusable answer and a request for another one. An empty answer is
    left out, since providers take no empty message: the question is just asked again."""
    if not answer.strip():
        return [*messages]
    return _go_on(messages, answer, render_repair(problem, keys=keys))


def add_recheck(messages: Sequence[Message], answer: str, problems: Sequence[str]) -> list[Message]:
    """The conversation with an answer that does not hold, and what is wrong with it."""
    return _go_on(messages, answer, render_recheck(problems))


def _go_on(messages: Sequence[Message], answer: str, question: str) -> list[Message]:
    return [*messages, _say("assistant", answer), _say("user", question)]


def _say(role: str, content: str | list[Message]) -> Message:
    return {"role": role, "content": content}


def _block(text: str) -> Message:
    return {"type": "text", "text": text}


def _show(image: Image) -> Message:
    """In OpenAI's shape, which litellm translates for the others."""
    data = base64.b64encode(image.data).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:{image.media_type};base64,{data}"}}
