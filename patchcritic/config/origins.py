"""Where each value of a run's settings comes from, fit to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from patchcritic.redact import redact_message

HIDDEN = "***"
MAX_SHOWN = 200
"""Characters of a value that are shown."""

# The user part and the query of a URL, where passwords and keys stand.
_USER_PART = re.compile(r"(?<=://)[^/?#\s]*(?=@)")
_QUERY = re.compile(r"(?<=\?)[^\s#]+")


class Origin(StrEnum):
    """What a value was set by, the strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    TABLE = "table"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value of the settings, and by what it was set."""

    key: str
    value: object
    """Plain, with what looks like a secret hidden."""
    origin: Origin
    place: str
    """The flag, the variable, or the file and line; empty for a default."""


def hide_secrets(value: object) -> object:
    """The value as it may be shown: no password, query or key in it, and not endless."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = redact_message(_QUERY.sub(HIDDEN, _USER_PART.sub(HIDDEN, str(value))))
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
