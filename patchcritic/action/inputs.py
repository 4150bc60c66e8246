"""What a workflow asks for under ``with:``, as action.yml hands it over in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from patchcritic.errors import UsageProblem
from patchcritic.reports import FORMATS

PREFIX = "INPUT_"
SETTINGS = ("model", "fail_on", "threshold", "max_cost", "max_tests")
"""Inputs that are settings; an empty one leaves it to the environment and the base's table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs of one step, empty ones left out."""

    base: str | None = None
    head: str | None = None
    config: Path | None = None
    """A TOML file in the base revision, relative to the top of the repository."""
    path: Path = Path()
    """A folder of the workspace that holds the checkout, or part of it."""
    formats: tuple[str, ...] = ("json",)
    """Reports to write besides SARIF and the comment; names of ``reports.FORMATS``."""
    accepts_no_verdict: bool = False
    """Whether a change that nobody can judge is let through."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Values of ``SETTINGS`` as text, for ``load_config``."""


def read_inputs(environment: Mapping[str, str]) -> Inputs:
    """The inputs in ``INPUT_*`` variables. Raises ``UsageProblem`` naming the one that is wrong."""
    given = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    config = given.get("config")
    return Inputs(
        base=_check_revision(given, "base"),
        head=_check_revision(given, "head"),
        config=None if config is None else _check_path("config", config),
        path=_check_path("path", given.get("path", ".")),
        formats=_read_formats(given.get("format", "json")),
        accepts_no_verdict=_read_choice(given, "on_no_verdict", ("block", "allow")) == "allow",
        settings={name: given[name] for name in SETTINGS if name in given},
    )


def spell_input(key: str) -> str:
    """How a setting is called under ``with:``, for messages."""
    return f"the input {key.replace('_', '-')}"


def _read_formats(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for name in re.split(r"[\s,]+", text) if name))
    for name in names:
        if name not in FORMATS:
            raise UsageProblem(
                f"the input format = {name!r} is not known; choose from {', '.join(FORMATS)}"
            )
    return names


def _read_choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = given.get(name, choices[0])
    if value not in choices:
        raise UsageProblem(f"{spell_input(name)} = {value!r}: choose {' or '.join(choices)}")
    return value


def _check_revision(given: Mapping[str, str], name: str) -> str | None:
    value = given.get(name)
    if value is not None and (value.startswith("-") or ".." in value or not value.isprintable()):
        raise UsageProblem(f"{spell_input(name)} = {value!r} is not a commit, a branch or a tag")
    return value


def _check_path(name: str, value: str) -> Path:
    path = Path(value)
    if path.is_absolute() or ".." in path.parts or "\0" in value:
        raise UsageProblem(
            f"{spell_input(name)} = {value!r} leaves the checkout; give a path relative to its top"
        )
    return path
