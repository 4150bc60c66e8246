"""What is said to a critic: templates, one file per prompt, and how a request fills them."""

from __future__ import annotations

from patchcritic.prompts.render import RenderedPrompt, render_prompt, render_repair
from patchcritic.prompts.templates import known_prompts, prompt_digest

__all__ = ["RenderedPrompt", "known_prompts", "prompt_digest", "render_prompt", "render_repair"]
