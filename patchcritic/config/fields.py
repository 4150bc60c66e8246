"""What a run may be tuned by: the fields, their ranges and their defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_PREFIX = "PATCHCRITIC_"


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
    baseline: Path | None = None
    """A JSON report or a baseline; only failures that it lacks count."""
    format: Literal["console", "json", "jsonl", "junit", "sarif", "github", "markdown", "html"] = (
        "console"
    )
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
    tracer: Literal["auto", "on", "off"] = "auto"
    """Whether values are worked out on syntax trees before a model is asked; ``auto`` is on, but
    for a stranger's change where the wall around the tracer is not complete."""
    redact: bool = True
    """Whether keys and tokens are taken out of what is sent, kept and printed."""
    cache: bool = True
    """Whether answers and the symbol index are kept between runs."""
