"""The pytest options of a folder: which file they come from and what they say."""

from __future__ import annotations

import configparser
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

CONFIG_FILES: Final = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)
"""In pytest's order of precedence within one folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PytestOptions:
    """What a project's configuration says about collecting tests."""

    source: str = ""
    """The file the options come from; empty when there is none."""
    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    python_classes: tuple[str, ...] = ("Test",)
    python_functions: tuple[str, ...] = ("test",)
    testpaths: tuple[str, ...] = ()
    norecursedirs: tuple[str, ...] = (
        "*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}",
    )  # fmt: skip
    pythonpath: tuple[str, ...] = ()
    usefixtures: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """``--ignore`` in addopts, relative to the configuration's folder."""
    ignored_globs: tuple[str, ...] = ()
    deselected: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    """Modules named by ``-p`` in addopts."""
    has_doctests: bool = False
    collects_imported: bool = True
    is_escaped: bool = True
    long_text: str = "short"


def parse_options(name: str, text: str) -> PytestOptions | None:
    """The options a configuration file holds; None when it configures no pytest.

    Raises ValueError when the file is not well-formed.
    """
    table = _read_table(name.rpartition("/")[2], text)
    return None if table is None else _to_options(name, table)


def _read_table(name: str, text: str) -> Mapping[str, Any] | None:
    if name.endswith(".toml"):
        document = tomllib.loads(text)
        if name != "pyproject.toml":
            return _as_table(document.get("pytest"))
        section = _as_table(_as_table(document.get("tool")).get("pytest"))
        if "ini_options" in section:
            return _as_table(section["ini_options"])
        return section or None
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from error
    section_name = "tool:pytest" if name == "setup.cfg" else "pytest"
    if parser.has_section(section_name):
        return dict(parser.items(section_name))
    return {} if name in ("pytest.ini", ".pytest.ini") else None


def _as_table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _to_options(source: str, table: Mapping[str, Any]) -> PytestOptions:
    defaults = PytestOptions()
    addopts = _words(table.get("addopts"), ())
    return PytestOptions(
        source=source,
        python_files=_words(table.get("python_files"), defaults.python_files),
        python_classes=_words(table.get("python_classes"), defaults.python_classes),
        python_functions=_words(table.get("python_functions"), defaults.python_functions),
        testpaths=_words(table.get("testpaths"), ()),
        norecursedirs=_words(table.get("norecursedirs"), defaults.norecursedirs),
        pythonpath=_words(table.get("pythonpath"), ()),
        usefixtures=_words(table.get("usefixtures"), ()),
        ignored=_option_values(addopts, "--ignore"),
        ignored_globs=_option_values(addopts, "--ignore-glob"),
        deselected=_option_values(addopts, "--deselect"),
        plugins=tuple(p for p in _option_values(addopts, "-p") if not p.startswith("no:")),
        has_doctests=any(
            word.startswith(("--doctest-modules", "--doctest-glob")) for word in addopts
        ),
        collects_imported=not _is_off(table.get("collect_imported_tests")),
        is_escaped=not _is_on(
            table.get("disable_test_id_escaping_and_forfeit_all_rights_to_community_support")
        ),
        long_text=str(table.get("parametrize_long_str_id_strategy", defaults.long_text)),
    )


def _words(value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    if value is None:
        return default
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    lines = [line for line in str(value).splitlines() if not line.lstrip().startswith("#")]
    try:
        return tuple(shlex.split("\n".join(lines)))
    except ValueError:
        return tuple("\n".join(lines).split())


def _option_values(words: tuple[str, ...], option: str) -> tuple[str, ...]:
    values: list[str] = []
    for index, word in enumerate(words):
        if word.startswith(f"{option}="):
            values.append(word.partition("=")[2])
        elif word == option and index + 1 < len(words):
            values.append(words[index + 1])
        elif option == "-p" and word.startswith("-p") and len(word) > 2 and word[2] != "-":
            values.append(word[2:])
    return tuple(values)


def _is_on(value: Any) -> bool:
    return str(value).lower() in ("1", "true", "yes", "on")


def _is_off(value: Any) -> bool:
    return str(value).lower() in ("0", "false", "no", "off")
