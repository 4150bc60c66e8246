"""Model names as a user types them, and what kind of critic each means."""

from __future__ import annotations

from patchcritic.errors import UsageProblem

CHOICES = (
    "'local', 'local:0.5b' or 'local:1.5b' (embedded), a path to a .gguf file, "
    "'static' (a prior, no model), 'scripted:FILE', or a provider's model as litellm spells it, "
    "such as 'anthropic/claude-sonnet-4-5' or 'openai/gpt-4o' (with --api-base: 'openai/NAME')"
)


def kind_of(model: str) -> str:
    """What a model name means: a key of ``registry.CRITICS``. Raises ``UsageProblem``."""
    kind, colon, rest = model.partition(":")
    is_ill_formed = not model or model != model.strip() or not model.isprintable()
    if is_ill_formed or (colon and not rest) or model.startswith("-") or model == "scripted":
        raise UsageProblem(f"{model!r} names no model; give {CHOICES}.")
    if kind == "local" or model.endswith(".gguf"):
        return "local"
    if model == "static":
        return "static"
    return "scripted" if kind == "scripted" else "llm"
