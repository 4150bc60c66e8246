"""A rendered prompt as chat messages, so that providers can reuse the part tests share."""

from __future__ import annotations

from typing import Any

from patchcritic.prompts import RenderedPrompt, render_repair

Message = dict[str, Any]


def build_messages(prompt: RenderedPrompt, *, marks_prefix: bool) -> list[Message]:
    """System and user message. With ``marks_prefix`` the shared prefix is a block of its own,
    marked as cacheable, which Anthropic's models need; others find the prefix by themselves."""
    if not marks_prefix:
        return [_say("system", prompt.system), _say("user", prompt.user)]
    shared = {"type": "text", "text": prompt.prefix, "cache_control": {"type": "ephemeral"}}
    return [_say("system", prompt.system), _say("user", [shared, _block(f"\n\n{prompt.tail}")])]


def needs_marked_prefix(model: str) -> bool:
    """Whether a model reuses a prompt's prefix only where it is marked: Anthropic's, wherever they
    are hosted (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching)."""
    return "claude" in model.lower() or model.startswith("anthropic/")


def add_repair(messages: list[Message], answer: str, problem: str) -> list[Message]:
    """The conversation with the unusable answer and a request for another one. An empty answer is
    left out, since providers take no empty message: the question is just asked again."""
    if not answer.strip():
        return messages
    return [*messages, _say("assistant", answer), _say("user", render_repair(problem))]


def _say(role: str, content: str | list[Message]) -> Message:
    return {"role": role, "content": content}


def _block(text: str) -> Message:
    return {"type": "text", "text": text}
