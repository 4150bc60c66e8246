"""The project's pytest configuration, as far as it shapes what a test does."""

from __future__ import annotations

import configparser
import shlex
import tomllib
from collections.abc import Callable, Mapping
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
"""In pytest's order of precedence."""

HARMLESS_PLUGINS: Final = frozenset({"pytester", "no:cacheprovider", "no:doctest", "no:warnings"})
_MARKS: Final = frozenset(
    {"parametrize", "skip", "skipif", "xfail", "usefixtures", "filterwarnings"}
    | {"tryfirst", "trylast", "no_cover"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestConfig:
    """What a project's configuration says about running tests."""

    __test__ = False

    source: str = ""
    python_classes: tuple[str, ...] = ("Test",)
    python_functions: tuple[str, ...] = ("test",)
    pythonpath: tuple[str, ...] = ()
    usefixtures: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    """Modules named by ``-p`` in addopts."""
    filterwarnings: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    is_strict_about_markers: bool = False
    is_strict_about_xfail: bool = False
    imports_by_path: bool = False
    """``--import-mode=importlib``."""
    asyncio_mode: str = ""
    is_escaped: bool = True
    long_text: str = "short"

    @property
    def known_marks(self) -> frozenset[str] | None:
        """With ``--strict-markers``: every mark that may be used."""
        if not self.is_strict_about_markers:
            return None
        return _MARKS | {one.partition(":")[0].partition("(")[0].strip() for one in self.markers}


def read_config(read: Callable[[str], str | None]) -> TestConfig:
    """The configuration at the repository's root; the first file that holds one counts.

    Args:
        read: gives a file's text by its repository-relative path, None when it is absent.
    """
    for name in CONFIG_FILES:
        text = read(name)
        if text is None:
            continue
        try:
            table = _read_table(name, text)
        except (ValueError, configparser.Error):
            continue
        if table is not None:
            return _to_config(name, table)
    return TestConfig()


def _read_table(name: str, text: str) -> Mapping[str, Any] | None:
    if name.endswith(".toml"):
        document = tomllib.loads(text)
        if name != "pyproject.toml":
            found = document.get("pytest")
            return found if isinstance(found, dict) else {}
        section = document.get("tool", {}).get("pytest", {})
        return section.get("ini_options", section) or None if isinstance(section, dict) else None
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    section_name = "tool:pytest" if name == "setup.cfg" else "pytest"
    if parser.has_section(section_name):
        return dict(parser.items(section_name))
    return {} if name in ("pytest.ini", ".pytest.ini") else None


def _to_config(source: str, table: Mapping[str, Any]) -> TestConfig:
    options = _words(table.get("addopts"))
    strict = _is_on(table.get("strict"))
    return TestConfig(
        source=source,
        python_classes=_words(table.get("python_classes")) or ("Test",),
        python_functions=_words(table.get("python_functions")) or ("test",),
        pythonpath=_words(table.get("pythonpath")),
        usefixtures=_words(table.get("usefixtures")),
        plugins=_values_of(options, "-p"),
        filterwarnings=_lines(table.get("filterwarnings")),
        markers=_lines(table.get("markers")),
        is_strict_about_markers=strict
        or _is_on(table.get("strict_markers"))
        or bool({"--strict-markers", "--strict"} & set(options)),
        is_strict_about_xfail=strict
        or _is_on(table.get("xfail_strict"))
        or _is_on(table.get("strict_xfail")),
        imports_by_path="importlib" in _values_of(options, "--import-mode"),
        asyncio_mode=str(table.get("asyncio_mode", "")),
        is_escaped=not _is_on(
            table.get("disable_test_id_escaping_and_forfeit_all_rights_to_community_support")
        ),
        long_text=str(table.get("parametrize_long_str_id_strategy", "short")),
    )


def _lines(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else str(value or "").splitlines()
    return tuple(text for one in listed if (text := str(one).strip()) and text[0] != "#")


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    text = "\n".join(_lines(value))
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def _values_of(words: tuple[str, ...], option: str) -> tuple[str, ...]:
    found = []
    for index, word in enumerate(words):
        if word.startswith(f"{option}="):
            found.append(word.partition("=")[2])
        elif word == option and index + 1 < len(words):
            found.append(words[index + 1])
        elif option == "-p" and word.startswith("-p") and len(word) > 2:
            found.append(word[2:])
    return tuple(found)


def _is_on(value: Any) -> bool:
    return str(value).lower() in ("1", "true", "yes", "on")
