from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.facts.engine import Engine
from patchcritic.facts.nouns import GONE

EngineOf = Callable[[Mapping[str, str]], Engine]

FILES = {
    "setup.py": "",
    "top.py": "",
    "src/pkg/__init__.py": "",
    "src/pkg/mod.py": "",
    "src/pkg/sub/__init__.py": "",
    "src/pkg/native.pyx": "",
    "src/pkg/fast.cpython-311-x86_64-linux-gnu.so": "",
    "src/pkg/data/x.txt": "",
    "src/pkg/both.py": "",
    "src/pkg/both/__init__.py": "",
    "src/pathy/__init__.py": "__path__ = []\n",
    "src/json/__init__.py": "",
    "a/setup.py": "",
    "a/twice/__init__.py": "",
    "twice/__init__.py": "",
    "tests/requests/__init__.py": "",
}


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        ("pkg", "src/pkg/__init__.py"),
        ("pkg.mod", "src/pkg/mod.py"),
        ("pkg.sub", "src/pkg/sub/__init__.py"),
        ("top", "top.py"),
        ("pkg.gone", GONE),
        ("pkg.gone.deeper", GONE),
        ("pkg.sub.gone", GONE),
        ("pkg.mod.x", None),  # a module is no package, yet sys.modules may hold anything
        ("pkg.native", None),
        ("pkg.fast", None),
        ("pkg.data", None),
        ("pkg.both", None),
        ("pathy.gone", None),
        ("json", None),  # the standard library's wins
        ("twice", None),
        ("requests", None),  # not on the path for certain
        ("elsewhere", None),
        ("tests", None),
    ],
)
def test_absolute_names(engine_of: EngineOf, dotted: str, expected: object) -> None:
    assert engine_of(FILES).tree.find_absolute(dotted) == expected


@pytest.mark.parametrize(
    ("importer", "level", "module", "expected"),
    [
        ("src/pkg/mod.py", 1, None, "src/pkg/__init__.py"),
        ("src/pkg/mod.py", 1, "sub", "src/pkg/sub/__init__.py"),
        ("src/pkg/sub/__init__.py", 2, "mod", "src/pkg/mod.py"),
        ("src/pkg/sub/__init__.py", 1, "mod", GONE),
        ("src/pkg/mod.py", 2, None, None),
        ("top.py", 1, "pkg", None),
    ],
)
def test_relative_names(
    engine_of: EngineOf, importer: str, level: int, module: str | None, expected: object
) -> None:
    assert engine_of(FILES).tree.find_relative(importer, level, module) == expected


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("x.name = 1", "name", True),
        ("x.name: int = 1", "name", True),
        ("x.name, y.z = 1, 2", "name", True),
        ("x.name == 1", "name", False),
        ("print(x.name)", "name", False),
        ("setattr(x, 'name', 1)", "name", True),
        ("monkeypatch.setattr('pkg.name', 1)", "name", False),
        ("x.__dict__['name'] = 1", "name", True),
    ],
)
def test_attributes_set_from_outside(
    engine_of: EngineOf, source: str, name: str, expected: bool
) -> None:
    assert engine_of({"m.py": source}).tree.has_store(name) is expected


def test_modules_that_the_build_makes(engine_of: EngineOf) -> None:
    tree = engine_of({"pyproject.toml": "version-file = 'pkg/_version.py'"}).tree
    assert tree.is_generated("pkg._version")
    assert not tree.is_generated("pkg.other")


def test_unreadable_files_have_no_table(engine_of: EngineOf) -> None:
    tree = engine_of({"bad.py": "def f(:\n"}).tree
    assert tree.table("bad.py") is None
    assert tree.table("absent.py") is None
    assert tree.module("bad.py") is None
