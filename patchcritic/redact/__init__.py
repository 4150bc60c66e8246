"""Keys and tokens taken out of what is shown, sent, kept or printed."""

from __future__ import annotations

from patchcritic.redact.find import is_secret_word
from patchcritic.redact.key import keep_key, local_key
from patchcritic.redact.nouns import redact_nouns
from patchcritic.redact.patch import redact_patch
from patchcritic.redact.redactor import Redacted, Redactor, has_placeholder, redact_message
from patchcritic.redact.tree import RedactedSnapshot

__all__ = [
    "Redacted",
    "RedactedSnapshot",
    "Redactor",
    "has_placeholder",
    "is_secret_word",
    "keep_key",
    "local_key",
    "redact_message",
    "redact_nouns",
    "redact_patch",
]
