"""Which providers' keys are in the environment; their values are never shown."""

from __future__ import annotations

from collections.abc import Mapping

from patchcritic.cli.doctor.nouns import Check, State

VARIABLES = (
    "ANTHROPIC_API_KEY",
    "AWS_ACCESS_KEY_ID",
    "AZURE_API_KEY",
    "COHERE_API_KEY",
    "DEEPSEEK_API_KEY",
    "FIREWORKS_AI_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GROQ_API_KEY",
    "HF_TOKEN",
    "MISTRAL_API_KEY",
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "TOGETHERAI_API_KEY",
    "XAI_API_KEY",
)
"""The ones worth naming; a model chosen with --model is asked for its own key in any case."""


def check_keys(environment: Mapping[str, str]) -> Check:
    """The known keys that are set, and those with blanks around them, which providers refuse."""
    found = [name for name in VARIABLES if environment.get(name, "").strip()]
    padded = [name for name in found if environment[name] != environment[name].strip()]
    details = {"set": found, "with_blanks": padded}
    if padded:
        message = (
            f"{' and '.join(padded)} begins or ends with a blank or a line break, which providers "
            "refuse: set it without."
        )
        return Check(name="keys", state=State.WARN, message=message, details=details)
    if not found:
        message = "No provider's key is set: --model local needs none, nor does --api-base."
        return Check(name="keys", state=State.SKIP, message=message, details=details)
    message = f"{', '.join(found)} {'is' if len(found) == 1 else 'are'} set."
    return Check(name="keys", state=State.OK, message=message, details=details)
