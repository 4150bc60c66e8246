"""Tells tests from production code by path alone, in the languages that patches come in."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_TEST_FOLDERS = frozenset(
    {"tests", "__tests__", "__mocks__", "__snapshots__", "testdata", "test_data", "test-data"}
)
_PYTHON = frozenset({".py", ".pyi", ".pyx"})
_SCRIPTS = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue"})
_CAMEL_CASE = frozenset({".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".swift", ".php"})
_SNAKE_CASE = frozenset(
    {".go", ".rb", ".rs", ".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".dart", ".exs", ".lua", ".pl"}
)

_PYTHON_NAME = re.compile(r"test_.*|.*_tests?|tests|conftest")
_SCRIPT_NAME = re.compile(r".*[._-](test|tests|spec|e2e|cy)|(test|spec)[._-].*")
_CAMEL_NAME = re.compile(r".*(Tests?|TestCase|IT|Specs?)|Test[A-Z].*")
_SNAKE_NAME = re.compile(r".*_(tests?|spec|unittest)|test_.*")


def _has_test_name(name: PurePosixPath) -> bool:
    suffix = name.suffix.lower()
    if suffix in _PYTHON:
        return _PYTHON_NAME.fullmatch(name.stem) is not None
    if suffix in _SCRIPTS:
        return _SCRIPT_NAME.fullmatch(name.stem) is not None
    if suffix in _CAMEL_CASE:
        return _CAMEL_NAME.fullmatch(name.stem) is not None
    return suffix in _SNAKE_CASE and _SNAKE_NAME.fullmatch(name.stem) is not None


def is_test_path(path: str) -> bool:
    """Tell whether a file belongs to the tests: test modules, conftest.py, data beside them.

    A folder or module called ``testing`` is production code (``numpy/testing``,
    ``flask/testing.py``), and so is Python code in a package's own ``test`` folder unless its
    name says otherwise (``django/test/client.py``).
    """
    name = PurePosixPath(path)
    folders = name.parts[:-1]
    if _has_test_name(name) or not _TEST_FOLDERS.isdisjoint(folders):
        return True
    if folders and folders[0] in {"test", "spec"}:
        return True
    if "test" in folders:
        return name.suffix not in _PYTHON or "src/test/" in path
    return not folders and name.name == "test.py"
