from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.config import Origin, trace_config
from patchcritic.config.origins import MAX_SHOWN, hide_secrets

KEY = "sk-proj-Zx81bQ0vKp3mN7rT5wLs9dYc2hG4jF6aE1uR8tX0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (0.5, 0.5),
        ("local", "local"),
        (Path("a/b.json"), "a/b.json"),
        ("https://me:secret@host/v1", "https://***@host/v1"),
        ("https://token@host:1/v1?key=abc&x=1#y", "https://***@host:1/v1?***#y"),
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("x" * 500, "x" * (MAX_SHOWN - 1) + "…"),
    ],
)
def test_what_is_shown_of_a_value(value: object, shown: object) -> None:
    assert hide_secrets(value) == shown


def test_a_key_in_the_wrong_place_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATCHCRITIC_MODEL", KEY)
    monkeypatch.setenv("PATCHCRITIC_API_BASE", f"https://host/{KEY}")

    assert KEY not in repr(trace_config(tmp_path))


def test_each_origin_and_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        "[tool.patchcritic]\nthreshold = 0.1\nsamples = 3\nmodel = 'local'\n", encoding="utf-8"
    )
    monkeypatch.setenv("PATCHCRITIC_SAMPLES", "5")

    found = {
        setting.key: (setting.value, setting.origin, setting.place)
        for setting in trace_config(tmp_path, model="static", cache=False)
    }

    assert found["model"] == ("static", Origin.FLAG, "--model")
    assert found["cache"] == (False, Origin.FLAG, "--no-cache")
    assert found["samples"] == (5, Origin.ENVIRONMENT, "PATCHCRITIC_SAMPLES")
    assert found["threshold"] == (0.1, Origin.TABLE, "pyproject.toml:2")
    assert found["timeout"] == (120.0, Origin.DEFAULT, "")
