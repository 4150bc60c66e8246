from __future__ import annotations

import pytest

from patchcritic.critics.messages import (
    add_recheck,
    add_repair,
    build_messages,
    needs_marked_prefix,
)
from patchcritic.domain import Image
from patchcritic.prompts import RenderedPrompt

PROMPT = RenderedPrompt(system="rules", prefix="patch", tail="test", digest="0")


def test_a_conversation() -> None:
    assert build_messages(PROMPT, marks_prefix=False) == [
        {"role": "system", "content": "rules"},
        {"role": "user", "content": PROMPT.user},
    ]


def test_a_marked_prefix_says_the_same_words() -> None:
    _, user = build_messages(PROMPT, marks_prefix=True)
    prefix, tail = user["content"]
    assert prefix["cache_control"] == {"type": "ephemeral"}
    assert "cache_control" not in tail
    assert prefix["text"] + tail["text"] == PROMPT.user


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("anthropic/claude-sonnet-4-5", True),
        ("claude-sonnet-4-5", True),
        ("bedrock/us.anthropic.claude-sonnet-4", True),
        ("openrouter/anthropic/claude-sonnet-4", True),
        ("openai/gpt-4o", False),
        ("gemini/gemini-2.5-pro", False),
    ],
)
def test_who_needs_marks(model: str, expected: bool) -> None:
    assert needs_marked_prefix(model) is expected


def test_pictures_stand_behind_the_text() -> None:
    image = Image(path="a.png", media_type="image/png", data=b"\x89PNG")
    shown = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}}
    _, user = build_messages(PROMPT, marks_prefix=False, images=[image, image])
    assert user["content"] == [{"type": "text", "text": PROMPT.user}, shown, shown]
    _, marked = build_messages(PROMPT, marks_prefix=True, images=[image])
    assert [part["type"] for part in marked["content"]] == ["text", "text", "image_url"]
    assert marked["content"][0]["cache_control"] == {"type": "ephemeral"}


def test_a_repair_is_appended_and_the_conversation_left_alone() -> None:
    messages = build_messages(PROMPT, marks_prefix=False)
    repaired = add_repair(messages, "nonsense", "no object", keys=["label", "p_pass"])
    assert len(messages) == 2
    assert [message["role"] for message in repaired[2:]] == ["assistant", "user"]
    assert "no object" in repaired[3]["content"]
    assert "label, p_pass" in repaired[3]["content"]


def test_an_empty_answer_is_not_shown_to_the_model() -> None:
    messages = build_messages(PROMPT, marks_prefix=False)
    assert add_repair(messages, " \n", "no object", keys=["label"]) == messages


def test_a_recheck_shows_what_does_not_hold() -> None:
    messages = build_messages(PROMPT, marks_prefix=False)
    *before, said, question = add_recheck(messages, "the answer", ["one thing", "another"])
    assert before == messages
    assert said == {"role": "assistant", "content": "the answer"}
    assert "- one thing\n- another\n" in question["content"]
