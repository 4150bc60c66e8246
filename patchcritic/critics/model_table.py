"""Which prompt suits which model, and what its tokens can tell: one table."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

AUTO = "auto"
"""The setting that leaves the prompt to the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """How some models are asked."""

    names: str
    """Patterns for names in lower case, with spaces between."""
    prompt: Literal["full", "checkpoints", "plain"]
    """``full`` spells the whole procedure out, ``checkpoints`` trusts the model with it."""
    wants_logprobs: bool = False
    has_scale: bool = False
    """Whether it is asked for a grade from A to T, whose letters' probabilities tell more than
    those of the label (LLM-as-a-Verifier)."""


MODELS: tuple[ModelRow, ...] = (
    # Claude gives no logprobs.
    ModelRow(names="*claude-3-haiku* *claude-3-5-haiku* *claude-2*", prompt="full"),
    ModelRow(names="*claude* anthropic/*", prompt="checkpoints"),
    # Reasoning models think before the answer, give no logprobs and take no temperature.
    ModelRow(names="*gpt-5*chat*", prompt="checkpoints", wants_logprobs=True),
    ModelRow(
        names="o[134] o[134]-* */o[134] */o[134]-* *gpt-5* *gpt-oss* *deepseek-r* "
        "*deepseek-reasoner* *qwq* *magistral* *thinking* *reasoning*",
        prompt="checkpoints",
    ),
    ModelRow(
        names="*gpt-4*mini* *gpt-4*nano* *gpt-3.5*",
        prompt="full",
        wants_logprobs=True,
        has_scale=True,
    ),
    ModelRow(names="*gpt-4*", prompt="checkpoints", wants_logprobs=True, has_scale=True),
    ModelRow(names="*gemini*flash-lite* *gemini*8b*", prompt="full"),
    ModelRow(names="*gemini* *grok*", prompt="checkpoints"),
    # ollama's own API gives no logprobs.
    ModelRow(names="ollama/* ollama_chat/*", prompt="full"),
    # Up to 19 billion parameters, and mixtures with as many at work.
    ModelRow(names="*[!0-9][1-9]b* *[!0-9]1[0-9]b*", prompt="full", wants_logprobs=True),
    ModelRow(
        names="*deepseek* *kimi* *glm-* *mistral-large* *devstral* *codestral* *qwen3-coder* "
        "*qwen*max* *70b* *72b* *235b* *405b* *480b*",
        prompt="checkpoints",
        wants_logprobs=True,
    ),
    ModelRow(names="*", prompt="full", wants_logprobs=True),
)
"""The first row that fits counts; the last fits all. Asking for logprobs where there are none
costs nothing: the answer's own number is taken then."""


def find_row(model: str) -> ModelRow:
    """The row for a model's name as litellm spells it."""
    name = model.lower()
    return next(
        row for row in MODELS if any(fnmatchcase(name, pattern) for pattern in row.names.split())
    )


def choose_prompt(model: str, setting: str = AUTO) -> str:
    """The prompt's name: the one that is set, or the table's for ``auto``."""
    return find_row(model).prompt if setting == AUTO else setting
