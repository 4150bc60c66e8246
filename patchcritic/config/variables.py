"""``PATCHCRITIC_*``: which variables there are, and which of them are set."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from patchcritic.config.fields import ENV_PREFIX, Config
from patchcritic.errors import ConfigProblem

OTHER_VARIABLES = frozenset(
    {
        "BASE",
        "CACHE_DIR",
        "CONFIG",
        "CONFIG_FROM",
        "DATASET",
        "DEBUG",
        "DIFF",
        "ENGINE",
        "FAILING_BEFORE",
        "HOOK_MAX_TIME",
        "HOOK_ON_NO_VERDICT",
        "INSTANCE",
        "ISOLATED",
        "JOBS",
        "LABELS",
        "OUTPUT",
        "PREDICTIONS",
        "QUIET",
        "REFERENCE",
        "REPO",
        "REPOS",
        "TESTS",
        "TEST_PATCH",
        "VERBOSE",
    }
)
"""Variables that are read elsewhere: options that name a change, and where the cache lies."""
OTHER_PREFIXES = ("BENCH_",)
"""Of variables that belong to the project's own measurements."""


def check_variables(environment: Mapping[str, str]) -> None:
    """Raise ``ConfigProblem`` for a variable that nobody reads, with the nearest one."""
    known = {*(name.upper() for name in Config.model_fields), *OTHER_VARIABLES}
    for variable in environment:
        name = variable.upper().removeprefix(ENV_PREFIX)
        if name == variable.upper() or name in known or name.startswith(OTHER_PREFIXES):
            continue
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {ENV_PREFIX}{near[0]}?" if near else "unset it"
        raise ConfigProblem(f"the environment variable {variable} is not known; {hint}")


def find_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Key -> the variable that sets it, for all that are set to something; case does not count."""
    keys = {ENV_PREFIX + key.upper(): key for key in Config.model_fields}
    return {keys[name.upper()]: name for name in environment
            if name.upper() in keys and environment[name]}  # fmt: skip
