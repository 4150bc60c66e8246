"""Settings from flags, environment and ``[tool.patchcritic]``, joined once at the top.

Flags win over ``PATCHCRITIC_*`` variables, and those over the table in pyproject.toml.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from patchcritic.errors import ConfigProblem

ENV_PREFIX = "PATCHCRITIC_"
OTHER_VARIABLES = frozenset(
    {"CACHE_DIR", "DEBUG", "DIFF", "BASE", "REPO", "TEST_PATCH", "REFERENCE"}
)
"""Variables that are read elsewhere: options that name a change, and where the cache lies."""
NOT_FROM_REPOSITORY = frozenset({"api_base", "profile"})
"""A repository under evaluation must choose neither where keys and code are sent nor what an answer
is worth."""


class Config(BaseSettings):
    """What a run may be tuned by; every field is also ``PATCHCRITIC_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, extra="forbid", frozen=True, env_ignore_empty=True
    )

    model: str = Field("auto", min_length=1)
    """A litellm model name, ``local``, a ``.gguf`` file, ``scripted:FILE``, or ``auto``."""
    api_base: str | None = None
    """The base URL of an OpenAI-compatible server."""
    concurrency: int = Field(8, ge=1, le=256)
    """Tests judged at once."""
    max_tests: int | None = Field(None, ge=1)
    """Judge only the best associated tests; None for all."""
    threshold: float = Field(0.5, ge=0.0, le=1.0)
    """The least ``p_pass`` with which a test counts as passing."""
    rule: Literal["strict-and", "product", "noisy-and", "logistic"] = "strict-and"
    """How the tests' probabilities become the patch's."""
    profile: Path | None = None
    """A calibration profile; None for the one that is shipped for the model, if there is one."""
    max_false_accept: float | None = Field(None, gt=0.0, lt=1.0)
    """Of the patches that are wrong, the share that may be accepted; chooses the threshold."""
    fail_on: Literal["fail", "uncertain", "never"] = "fail"
    """Which verdicts exit with 1."""
    format: Literal["console", "json", "html"] = "console"
    """The report on stdout."""
    context: Literal["none", "diff", "function", "slice"] = "slice"
    """How much code the critic sees."""
    context_budget: int | None = Field(None, ge=200, le=1_000_000)
    """Estimated tokens of code per test; None for what suits the model."""
    timeout: float = Field(120.0, gt=0)
    """Seconds that one answer may take."""
    prompt: str = Field("auto", min_length=1)
    """A prompt's name; ``auto`` for the one that suits the model."""
    samples: int = Field(1, ge=1, le=64)
    """Answers drawn per test at most."""
    combine: Literal["auto", "vote", "mean"] = "auto"
    """How samples fold into one prediction."""
    second_look: Literal["hidden", "shown"] | None = None
    """Ask again, without or with the first answer in view."""
    panel: bool = False
    """Whether four critics with different eyes are asked instead of one."""
    cascade: str | None = Field(None, pattern=r"^[^,\s][^,]*(,[^,\s][^,]*)+$")
    """Models in turn, cheapest first, with commas between; stands in place of ``model``."""
    explore: int = Field(0, ge=0, le=50)
    """Look-ups in the patched tree that a model may make per test."""
    max_cost: float | None = Field(None, gt=0)
    """USD that may be spent."""
    price: str | None = Field(None, pattern=r"^[\d.]+,[\d.]+(,[\d.]+)?$")
    """USD per million tokens: prompt, answer and, after a second comma, cached prompt."""
    fail_fast: bool = False
    """Whether to stop once a failing test has decided the verdict."""
    cache: bool = True
    """Whether answers and the symbol index are kept between runs."""


def load_config(repo: Path, **flags: Any) -> Config:
    """Join the flags that were given (None means not given), environment and pyproject.toml.

    Raises:
        ConfigProblem: an unknown key, with the nearest known one, or a value out of range; the
            message says where it stands.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    file = _find_file(repo.absolute())
    table = {} if file is None else _read_table(file)
    _check_variables(os.environ)

    class _Joined(Config):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, InitSettingsSource(settings_cls, table)

    try:
        return _Joined(**given)
    except ValidationError as error:
        raise ConfigProblem(_explain(error, given, table)) from None


def _find_file(start: Path) -> Path | None:
    """The nearest pyproject.toml of a folder and those above it, up to the repository's top."""
    for folder in (start, *start.parents):
        if (folder / "pyproject.toml").is_file():
            return folder / "pyproject.toml"
        if (folder / ".git").exists():
            break
    return None


def _read_table(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem(
            f"{path.name} cannot be read as TOML: {error}; mend it or use flags outside of it"
        ) from None
    tools = document.get("tool")
    table = tools.get("patchcritic") if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        return {}
    for key in table:
        _check_key(key)
    return dict(table)


def _check_variables(environment: Mapping[str, str]) -> None:
    known = {*(name.upper() for name in Config.model_fields), *OTHER_VARIABLES}
    for variable in environment:
        name = variable.removeprefix(ENV_PREFIX)
        if name == variable or name in known or name.startswith("BENCH_"):
            continue
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {ENV_PREFIX}{near[0]}?" if near else "unset it"
        raise ConfigProblem(f"the environment variable {variable} is not known; {hint}")


def _check_key(key: str) -> None:
    if key in NOT_FROM_REPOSITORY:
        raise ConfigProblem(
            f"[tool.patchcritic] may not set {key}, since a repository must choose neither where "
            "code and keys are sent nor what an answer is worth; use "
            f"--{key.replace('_', '-')} or PATCHCRITIC_{key.upper()}"
        )
    if key not in Config.model_fields:
        near = difflib.get_close_matches(key, Config.model_fields, n=1)
        hint = f"did you mean {near[0]}?" if near else "known: " + ", ".join(Config.model_fields)
        raise ConfigProblem(f"[tool.patchcritic] has an unknown key {key!r}; {hint}")


def _explain(error: ValidationError, given: dict[str, Any], table: dict[str, Any]) -> str:
    first = error.errors()[0]
    key = str(first["loc"][0]) if first["loc"] else "configuration"
    if key in given:
        place = f"--{key.replace('_', '-')}"
    elif ENV_PREFIX + key.upper() in os.environ:
        place = ENV_PREFIX + key.upper()
    else:
        place = f"[tool.patchcritic] {key}"
    message = first["msg"][0].lower() + first["msg"][1:]
    return f"{place} = {first['input']!r} cannot be used: {message}"
