"""What is said to a critic: templates, one file per prompt, and how a request fills them."""

from __future__ import annotations

from patchcritic.prompts.render import (
    RenderedPrompt,
    render_prompt,
    render_recheck,
    render_repair,
)
from patchcritic.prompts.templates import (
    DEFAULT_PROMPT,
    known_prompts,
    prompt_digest,
    schema_of,
)

__all__ = [
    "DEFAULT_PROMPT",
    "RenderedPrompt",
    "known_prompts",
    "prompt_digest",
    "render_prompt",
    "render_recheck",
    "render_repair",
    "schema_of",
]
