from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from patchcritic.cli.app import app
from patchcritic.config import Config, Origin, load_config, trace_config
from patchcritic.config.fields import ENV_PREFIX
from patchcritic.config.variables import OTHER_VARIABLES, check_variables, find_variables
from patchcritic.errors import ConfigProblem


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, child in getattr(command, "commands", {}).items():
        yield from walk(child, (*path, name))
    yield path, command


def variables_of(command: Any) -> set[str]:
    found: set[str] = set()
    for option in command.params:
        named = option.envvar or ()
        found.update([named] if isinstance(named, str) else named)
    return {name for name in found if name.startswith(ENV_PREFIX)}


COMMANDS = dict(walk(typer.main.get_command(app)))


def test_every_variable_of_an_option_is_known_and_every_known_one_is_read() -> None:
    read = {name for command in COMMANDS.values() for name in variables_of(command)}
    known = {ENV_PREFIX + name for name in OTHER_VARIABLES}

    assert read <= known | {ENV_PREFIX + key.upper() for key in Config.model_fields}
    assert known - read == {"PATCHCRITIC_CACHE_DIR", "PATCHCRITIC_DEBUG"}


WITHOUT = {
    "help",
    "staged",  # these three name what is judged just now
    "best",
    "first",
    "dry_run",  # these ask for something else than a verdict
    "show_prompt",
    "export_requests",
    "update_baseline",
    "compare",
    "resolution",
    "patches",
}
"""Options of eval and rank that are no variables: what is meant for one call alone."""


@pytest.mark.parametrize("name", ["eval", "rank"])
def test_every_option_that_lasts_is_a_variable(name: str) -> None:
    renamed = {"format_name": "format", "no_cache": "cache", "no_redact": "redact"}
    for option in COMMANDS[(name,)].params:
        key = renamed.get(option.name, option.name)
        assert key in Config.model_fields or option.envvar or option.name in WITHOUT, option.name


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        ("PATCHCRITIC_TRESHOLD", "did you mean PATCHCRITIC_THRESHOLD?"),
        ("patchcritic_modle", "did you mean PATCHCRITIC_MODEL?"),
        ("PATCHCRITIC_", "unset it"),
    ],
)
def test_a_variable_that_nobody_reads(variable: str, says: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        check_variables({"HOME": "x", variable: "1"})

    assert str(caught.value) == f"the environment variable {variable} is not known; {says}"


def test_variables_of_other_prefixes_are_not_ours() -> None:
    check_variables({"PATCHCRITICS": "1", "MODEL": "x", "_PATCHCRITIC_COMPLETE": "complete_bash"})


def test_case_does_not_count_and_empty_ones_are_unset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("patchcritic_threshold", "0.25")
    monkeypatch.setenv("PATCHCRITIC_MAX_TESTS", "")

    assert load_config(tmp_path).threshold == 0.25
    assert load_config(tmp_path).max_tests is None
    places = {setting.key: setting.place for setting in trace_config(tmp_path)}
    assert places["threshold"] == "patchcritic_threshold"
    origins = {setting.key: setting.origin for setting in trace_config(tmp_path)}
    assert origins["max_tests"] is Origin.DEFAULT


def test_which_are_set() -> None:
    assert find_variables({"PATCHCRITIC_PANEL": "1", "PATCHCRITIC_MODEL": "", "PANEL": "1"}) == {
        "panel": "PATCHCRITIC_PANEL"
    }
