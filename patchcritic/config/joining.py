"""Joins flags, environment and table into the settings of a run, and says what came from where."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from patchcritic.config.fields import Config
from patchcritic.config.origins import Origin, Setting, hide_secrets
from patchcritic.config.places import TableSource, find_text
from patchcritic.config.strict import check_types, first_refusal
from patchcritic.config.table import SECTION, Table, read_table
from patchcritic.config.variables import check_variables, find_variables
from patchcritic.errors import ConfigProblem


def spell_flag(key: str) -> str:
    """How the command line calls a setting."""
    is_on_anyway = Config.model_fields[key].default is True
    return f"--{'no-' * is_on_anyway}{key.replace('_', '-')}"


def load_config(
    repo: Path,
    source: TableSource | None = None,
    *,
    spell: Callable[[str], str] = spell_flag,
    **flags: Any,
) -> Config:
    """Join the flags that were given (None means not given), environment and the table.

    Args:
        repo: a folder in the repository, from which the nearest pyproject.toml is looked for.
        source: where to look for the table instead.
        spell: how messages call the setting that a flag gives.
        flags: values by field name.

    Raises:
        ConfigProblem: an unknown key, with the nearest known one, or a value out of range; the
            message says where it stands.
        RepositoryProblem: the source names a revision that is not there.
    """
    return _join(repo, source, flags, spell)[0]


def trace_config(
    repo: Path, source: TableSource | None = None, **flags: Any
) -> tuple[Setting, ...]:
    """What ``load_config`` would give, value by value with its origin. Raises what it raises."""
    config, table, given, variables = _join(repo, source, flags, spell_flag)
    return tuple(
        _trace(key, getattr(config, key), given, variables, table) for key in Config.model_fields
    )


def _join(
    repo: Path, source: TableSource | None, flags: dict[str, Any], spell: Callable[[str], str]
) -> tuple[Config, Table, dict[str, Any], dict[str, str]]:
    given = {name: value for name, value in flags.items() if value is not None}
    text = find_text(repo, source or TableSource())
    table = Table() if text is None else read_table(text)
    check_types(table)
    check_variables(os.environ)
    variables = find_variables(os.environ)
    # What is handed to the class wins over the environment, so of the table only the rest is.
    below = {key: value for key, value in table.values.items() if key not in variables}
    try:
        return Config(**{**below, **given}), table, given, variables
    except ValidationError as error:
        key, refusal = first_refusal(error)
        what = spell(key) if key in given else variables.get(key, f"{SECTION} {key}")
        raise ConfigProblem(f"{what} {refusal}") from None


def _trace(
    key: str, value: object, given: dict[str, Any], variables: dict[str, str], table: Table
) -> Setting:
    origin, place = Origin.DEFAULT, ""
    if key in given:
        origin, place = Origin.FLAG, spell_flag(key)
    elif key in variables:
        origin, place = Origin.ENVIRONMENT, variables[key]
    elif key in table.values:
        origin, place = Origin.TABLE, table.place_of(key)
    return Setting(key=key, value=hide_secrets(value), origin=origin, place=place)
