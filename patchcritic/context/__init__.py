"""What the critic sees for one test: the code that decides it, inside a token budget."""

from __future__ import annotations

from patchcritic.context.builder import ContextBuilder, ContextMode
from patchcritic.context.tokens import count_tokens

__all__ = ["ContextBuilder", "ContextMode", "count_tokens"]
