"""docs/configuration.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from patchcritic.config import Config
from patchcritic.config.fields import ENV_PREFIX
from patchcritic.config.policy import PROVIDERS, REFUSED
from patchcritic.config.variables import OTHER_VARIABLES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_DEFAULTS = {"all": None, "none": None, "the shipped one": None, "by the model": None}
_DEFAULTS |= {"from the list": None}


def test_every_key_has_a_row_with_its_default_and_who_may_set_it() -> None:
    rows = {row[1]: row for row in _ROW.finditer(PAGE)}

    assert set(rows) == set(Config.model_fields)
    for key, row in rows.items():
        shown = row[2].strip("` ")
        default = Config.model_fields[key].default
        plain = str(default).lower() if isinstance(default, bool) else f"{default}"
        assert _DEFAULTS.get(shown, shown) in (default, plain, plain.removesuffix(".0")), key
        assert row[4].startswith("no: ") is (key in REFUSED), key


def test_the_providers_are_all_named() -> None:
    [sentence] = re.findall(r"Providers that a repository may name: ([^.]+)\.", PAGE)

    assert set(re.findall(r"`(\w+)`", sentence)) == PROVIDERS


def test_the_variables_are_all_named() -> None:
    named = set(re.findall(rf"`{ENV_PREFIX}([A-Z_]+)`", PAGE))

    assert named - {key.upper() for key in Config.model_fields} == OTHER_VARIABLES
