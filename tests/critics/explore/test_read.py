"""Definitions and folders as a model reads them."""

from __future__ import annotations

import pytest

from patchcritic.critics.explore.read import MAX_LINES, list_folder, read_definition
from patchcritic.snapshot import MemorySnapshot

SOURCE = """\
import os

LIMIT = 3


class Schema:
    strict = True

    @property
    def load(self):
        return LIMIT

    @load.setter
    def load(self, value):
        pass


def load():
    def inner(): ...
"""
LONG = "class Long:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(200))
TREE = MemorySnapshot(
    {
        "src/schema.py": SOURCE,
        "src/long.py": LONG,
        "src/broken.py": "def f(:\n    return missing\n",
        "web/app.js": "// one\n\nfunction start() {\n  return 1;\n}\n",
        "logo.png": b"\x89PNG\0",
        "empty.py": "",
        "crlf.py": "def f():\r\n    return 1\r\n",
    }
)


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("src/schema.py", "LIMIT", "LIMIT:\n3|LIMIT = 3"),
        ("./src//schema.py", "Schema.strict", "Schema.strict:\n7|    strict = True"),
        ("src/schema.py", "inner", "load.inner:\n19|    def inner(): ..."),
        ("src/schema.py", "load", "load:\n18|def load():\n19|    def inner(): ..."),
        ("src/schema.py", "strict", "Schema.strict:\n7|    strict = True"),
        (
            "src/schema.py",
            "dump",
            "The file defines no 'dump'. It defines: LIMIT, Schema, load.",
        ),
        ("empty.py", "x", "The file defines no 'x'. It defines: nothing."),
        ("crlf.py", "f", "f:\n1|def f():\n2|    return 1"),
        ("schema.py", "load", "There is no such file: 'schema.py'. There is: src/schema.py."),
        ("", "load", "There is no such file: ''."),
        ("src/../logo.txt", "x", "There is no such file: 'src/../logo.txt'."),
        ("logo.png", "x", "'logo.png' is no text, or too large."),
        ("src/broken.py", "missing", "1|def f(:\n2|    return missing\n3|"),
        ("web/app.js", "app.stop", "The file does not name 'app.stop'."),
    ],
)
def test_a_definition_is_read(path: str, name: str, expected: str) -> None:
    assert read_definition(TREE, path, name) == expected


def test_a_name_defined_again_is_shown_each_time() -> None:
    shown = read_definition(TREE, "src/schema.py", "Schema.load")
    assert shown.count("Schema.load:") == 2
    assert "9|    @property" in shown
    assert "15|        pass" in shown


def test_code_of_other_languages_is_shown_around_the_name() -> None:
    shown = read_definition(TREE, "web/app.js", "start")
    assert shown.startswith("1|// one\n2|\n3|function start() {")


@pytest.mark.parametrize("name", ["", "<module>"])
def test_a_file_is_read_from_its_beginning(name: str) -> None:
    assert read_definition(TREE, "src/schema.py", name).startswith("1|import os\n2|\n3|LIMIT")


def test_a_long_class_is_cut_and_names_its_members() -> None:
    shown = read_definition(TREE, "src/long.py", "Long")
    assert f"{MAX_LINES}|" in shown
    assert f"{MAX_LINES + 1}|" not in shown
    assert f"... {201 - MAX_LINES} more lines\nmembers: m0, m1," in shown
    assert shown.endswith("m39 and 160 more")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src", "broken.py\nlong.py\nschema.py"),
        ("./src/", "broken.py\nlong.py\nschema.py"),
        (".", "crlf.py\nempty.py\nlogo.png\nsrc/\nweb/"),
        ("", "crlf.py\nempty.py\nlogo.png\nsrc/\nweb/"),
        ("..", "There is no such folder: '..'."),
        ("sr", "There is no such folder: 'sr'."),
        ("src/schema.py", "There is no such folder: 'src/schema.py'."),
    ],
)
def test_a_folder_is_listed(path: str, expected: str) -> None:
    assert list_folder(TREE, path) == expected


def test_a_full_folder_is_cut() -> None:
    tree = MemorySnapshot({f"d/f{n:04}": "" for n in range(450)})
    assert list_folder(tree, "d").endswith("f0199\n... 250 more")
