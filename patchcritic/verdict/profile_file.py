"""Profiles on disk: small JSON files that a person can read."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from patchcritic.errors import UsageProblem
from patchcritic.verdict.profile import PROFILE_VERSION, Profile

MARK = "patchcritic_profile"
"""The key that tells a profile from other JSON files, and its version."""
_WAY_OUT = "make it anew with patchcritic bench calibrate"


def format_profile(profile: Profile) -> str:
    """A profile as JSON; the same profile gives the same text."""
    fields = asdict(profile)
    return json.dumps({MARK: fields.pop("version"), **fields}, indent=1) + "\n"


def read_profile(path: Path) -> Profile:
    """Read what ``format_profile`` wrote; keys that a later version may have added are ignored.

    Raises:
        UsageProblem: there is no such file, it is no profile, or one that is damaged.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise UsageProblem(f"the profile {path} cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path} is no calibration profile; {_WAY_OUT}") from None
    try:
        fields = json.loads(text, parse_float=_read_number, parse_constant=_read_number)
    except (ValueError, RecursionError) as error:
        raise UsageProblem(f"the profile {path} is damaged ({error}); {_WAY_OUT}") from None
    if not isinstance(fields, dict) or MARK not in fields:
        raise UsageProblem(f"{path} is no calibration profile; {_WAY_OUT}")
    version = fields.pop(MARK)
    if version != PROFILE_VERSION:
        raise UsageProblem(
            f"the profile {path} has version {version!r}, and this patchcritic reads "
            f"{PROFILE_VERSION}; {_WAY_OUT}"
        )
    return _validate(path, fields)


def _validate(path: Path, fields: dict[str, Any]) -> Profile:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Profile).validate_python(fields)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
        # A calibrator is compared with every kind there is; that it is not another kind says little
        first = next((one for one in errors if one["type"] != "literal_error"), errors[0])
        place = ".".join(str(part) for part in first["loc"]) or "it"
        message = first["msg"].removeprefix("Value error, ")
        message = f"{place}: {message[0].lower()}{message[1:]}"
        raise UsageProblem(f"the profile {path} is damaged ({message}); {_WAY_OUT}") from None


def _read_number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no finite number")
    return number
