"""A table's values have the types that TOML gave them: ``"0.5"`` is no number there."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from patchcritic.config.fields import Config
from patchcritic.config.origins import hide_secrets
from patchcritic.config.table import SECTION, Table
from patchcritic.errors import ConfigProblem


def check_types(table: Table) -> None:
    """Raise ``ConfigProblem`` for the first value of another type, or out of range."""
    if not table.values:
        return
    try:
        _strict_model().model_validate(table.values)
    except ValidationError as error:
        key, refusal = first_refusal(error)
        raise ConfigProblem(f"{SECTION} {key} {refusal} ({table.place_of(key)})") from None


def first_refusal(error: ValidationError) -> tuple[str, str]:
    """The key that was refused first, and why, to be put behind its name."""
    first = error.errors()[0]
    key = str(first["loc"][0]) if first["loc"] else "configuration"
    message = first["msg"][0].lower() + first["msg"][1:]
    return key, f"= {hide_secrets(first['input'])!r} cannot be used: {message}"


@cache
def _strict_model() -> type[BaseModel]:
    fields = {name: (field.annotation, field) for name, field in Config.model_fields.items()}
    strict = ConfigDict(strict=True, extra="forbid")
    model: type[BaseModel] = create_model("Strict", __config__=strict, **fields)  # type: ignore[call-overload]
    return model
