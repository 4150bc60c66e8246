"""Which keys a repository may set for itself: it is judged, so it must not choose its judge.

Nothing here is about mistakes; it is about a repository, or a candidate change in it, that would
like to be accepted, or to see the keys or the money of whoever judges it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

REFUSED = {
    "api_base": "it must not choose where code and keys are sent",
    "profile": "it must not choose what an answer is worth",
    "baseline": "it must not say which failures are overlooked",
    "redact": "it must not choose that your secrets are sent",
    "price": "it must not say what spends your budget",
}
"""Keys that only flags and environment set, and what a repository could do with each."""

PROVIDERS = frozenset(
    {
        "anthropic",
        "azure",
        "bedrock",
        "cohere",
        "deepseek",
        "gemini",
        "groq",
        "mistral",
        "openai",
        "openrouter",
        "vertex_ai",
        "xai",
    }
)
"""Those whose address does not depend on the model's name, and who serve no stranger's weights."""

_EMBEDDED = re.compile(r"auto|static|local(:[\w.]+)?")
_HOSTED = re.compile(r"(?P<provider>\w+)/(?!arn:)[\w@][\w.:@-]*(/[\w@][\w.:@-]*)*")


def find_refused(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each key whose value a repository may not choose, with the reason as half a sentence."""
    for key, value in table.items():
        if key in REFUSED:
            yield key, REFUSED[key]
        elif key == "tracer" and value == "on":
            yield key, "it must not choose that its code is traced where nothing keeps it in"
        elif key in ("model", "cascade") and isinstance(value, str):
            for name in value.split(",") if key == "cascade" else [value]:
                if not may_name(name.strip()):
                    yield key, _explain_model(name.strip())


def may_name(model: str) -> bool:
    """Whether a repository may choose this model: embedded ones by name, and those of providers
    whose name alone says where code goes; no file of answers or weights, no URL."""
    if model.endswith(".gguf"):
        return False
    hosted = _HOSTED.fullmatch(model)
    return bool(_EMBEDDED.fullmatch(model)) or (
        hosted is not None and hosted["provider"] in PROVIDERS
    )


def _explain_model(model: str) -> str:
    if model.startswith("scripted:"):
        return "a file of answers would decide its own verdict"
    if model.endswith(".gguf"):
        return "weights from a file of its choice would be loaded into this process"
    if "/" not in model:
        return f"{model!r} does not say whose model it is: write provider/name, as in openai/NAME"
    return f"{model!r} is not one of " + ", ".join(sorted(PROVIDERS)) + ", by a plain name"
