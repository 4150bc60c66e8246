"""Configuration files, read for what shapes a test's outcome."""

from __future__ import annotations

import pytest

from patchcritic.tracer.testing.config import TestConfig, read_config


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "pytest.ini",
            "[pytest]\nfilterwarnings =\n    error\n    # no\n    ignore::UserWarning\n",
        ),
        ("tox.ini", "[pytest]\nfilterwarnings =\n    error\n    ignore::UserWarning\n"),
        ("setup.cfg", "[tool:pytest]\nfilterwarnings =\n  error\n  ignore::UserWarning\n"),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\nfilterwarnings = ["error", "ignore::UserWarning"]\n',
        ),
        ("pyproject.toml", '[tool.pytest]\nfilterwarnings = ["error", "ignore::UserWarning"]\n'),
        (".pytest.toml", '[pytest]\nfilterwarnings = ["error", "ignore::UserWarning"]\n'),
    ],
)
def test_warning_filters(name: str, text: str) -> None:
    config = read_config({name: text}.get)
    assert config.source == name
    assert config.filterwarnings == ("error", "ignore::UserWarning")


def test_the_first_file_that_configures_pytest_counts() -> None:
    files = {
        "pyproject.toml": "[tool.other]\nx = 1\n",
        "tox.ini": "[pytest]\nxfail_strict = true\n",
        "setup.cfg": "[tool:pytest]\nmarkers = slow\n",
    }
    config = read_config(files.get)
    assert config.source == "tox.ini"
    assert config.is_strict_about_xfail
    assert not config.markers


def test_an_empty_pytest_ini_counts() -> None:
    files = {"pytest.ini": "", "setup.cfg": "[tool:pytest]\nxfail_strict = true\n"}
    assert not read_config(files.get).is_strict_about_xfail


@pytest.mark.parametrize("text", ["[pytest", "[tool.pytest.ini_options]\nx = ["])
def test_a_file_that_cannot_be_read_is_passed_over(text: str) -> None:
    assert read_config({"pyproject.toml": text}.get) == TestConfig()


def test_options_and_marks() -> None:
    text = (
        '[pytest]\naddopts = -p plug -pother -p no:doctest --strict-markers "-k x"\n'
        "markers =\n  slow: takes long\n  other(x)\npython_functions = check_* test\n"
        "pythonpath = . src\nusefixtures = a b\nasyncio_mode = auto\n"
    )
    config = read_config({"pytest.ini": text}.get)
    assert config.plugins == ("plug", "other", "no:doctest")
    assert config.known_marks is not None
    assert {"slow", "other", "skipif"} <= config.known_marks
    assert config.python_functions == ("check_*", "test")
    assert config.pythonpath == (".", "src")
    assert config.usefixtures == ("a", "b")
    assert config.asyncio_mode == "auto"


def test_every_mark_is_known_without_strictness() -> None:
    assert read_config({"pytest.ini": "[pytest]\n"}.get).known_marks is None
