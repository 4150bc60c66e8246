"""From a TOML file's text to the keys of ``[tool.patchcritic]``, checked."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from patchcritic.config.fields import ENV_PREFIX, Config
from patchcritic.config.places import NO_TEXT, TableText
from patchcritic.config.policy import find_refused
from patchcritic.errors import ConfigProblem

SECTION = "[tool.patchcritic]"
_ALIKE = 0.9
"""How alike a section's name is to be taken for ours, written wrongly: one letter of eleven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file sets; empty when there is no file or no table in it."""

    source: TableText = NO_TEXT
    values: dict[str, Any] = field(default_factory=dict)

    def place_of(self, key: str) -> str:
        """The file and the line at which a key is set; the file alone when that is hard to say."""
        line = _find_line(self.source.text, key)
        return self.source.name if line is None else f"{self.source.name}:{line}"


def read_table(source: TableText) -> Table:
    """The table of a file.

    Raises:
        ConfigProblem: the text is no TOML; the section is misspelt or holds no keys; a key is
            unknown, or not a repository's to set.
    """
    document = _parse(source)
    tools = document.get("tool")
    _check_sections(document, "", source.name)
    if not isinstance(tools, dict):
        return Table(source=source)
    _check_sections(tools, "tool.", source.name)
    values = tools.get("patchcritic", {})
    if not isinstance(values, dict):
        raise ConfigProblem(f"tool.patchcritic in {source.name} is no table; write {SECTION}")
    table = Table(source=source, values=values)
    for key in values:
        if key not in Config.model_fields:
            raise ConfigProblem(_explain_unknown(key, table.place_of(key)))
    for key, reason in find_refused(values):
        raise ConfigProblem(
            f"{SECTION} may not set {key} in this way ({table.place_of(key)}), since a repository "
            f"is not to judge itself: {reason}; use --{key.replace('_', '-')} or "
            f"{ENV_PREFIX}{key.upper()}"
        )
    return table


def _parse(source: TableText) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except ValueError as error:  # also numbers over Python's limit of digits
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply"
    raise ConfigProblem(
        f"{source.name} cannot be read as TOML: {reason}; mend it or use --isolated"
    )


def _check_sections(names: dict[str, Any], prefix: str, file: str) -> None:
    for name in names:
        plain = re.sub(r"[\W_]", "", name.casefold())
        alike = difflib.SequenceMatcher(None, plain, "patchcritic").ratio()
        is_right = prefix == "tool." and name == "patchcritic"
        if alike >= _ALIKE and not is_right:
            raise ConfigProblem(f"[{prefix}{name}] in {file} is not read; write {SECTION}")


def _explain_unknown(key: str, place: str) -> str:
    near = difflib.get_close_matches(key.casefold().replace("-", "_"), Config.model_fields, n=1)
    hint = f"did you mean {near[0]}?" if near else "known: " + ", ".join(Config.model_fields)
    return f"{SECTION} has an unknown key {key!r}; {hint} ({place})"


def _find_line(text: str, key: str) -> int | None:
    """The line after which the file, read so far, sets the key: tomllib keeps no positions."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        if key in line and _has_key("".join(lines[:number]), key):
            return number
    return None


def _has_key(text: str, key: str) -> bool:
    try:
        tools = tomllib.loads(text).get("tool", {})
    except (ValueError, RecursionError):
        return False
    table = tools.get("patchcritic", {}) if isinstance(tools, dict) else {}
    return isinstance(table, dict) and key in table
