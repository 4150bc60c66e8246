"""Dotted names and paths, in the layouts that repositories have."""

from __future__ import annotations

import pytest

from patchcritic.symbols import ModuleMap

PATHS = (
    "src/pkg/__init__.py",
    "src/pkg/mod.py",
    "src/pkg/sub/__init__.py",
    "src/pkg/sub/deep.py",
    "ns/part/tool.py",
    "tests/__init__.py",
    "tests/util.py",
    "tests/unit/util.py",
    "tests/unit/test_x.py",
    "setup.py",
    "README.md",
)


@pytest.fixture(scope="module")
def modules() -> ModuleMap:
    return ModuleMap(PATHS)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("src/pkg/__init__.py", ("pkg", "src.pkg")),
        ("src/pkg/sub/deep.py", ("pkg.sub.deep", "src.pkg.sub.deep")),
        ("ns/part/tool.py", ("tool", "part.tool", "ns.part.tool")),
        ("tests/util.py", ("tests.util",)),
        ("tests/unit/test_x.py", ("test_x", "unit.test_x", "tests.unit.test_x")),
        ("setup.py", ("setup",)),
    ],
)
def test_names_of(modules: ModuleMap, path: str, names: tuple[str, ...]) -> None:
    assert modules.names_of(path) == names


def test_a_package_file_at_the_root_has_no_name() -> None:
    assert ModuleMap(["__init__.py"]).names_of("__init__.py") == ()


@pytest.mark.parametrize(
    ("dotted", "path"),
    [
        ("pkg", "src/pkg/__init__.py"),
        ("pkg.mod", "src/pkg/mod.py"),
        ("src.pkg.mod", "src/pkg/mod.py"),
        ("ns.part.tool", "ns/part/tool.py"),
        ("util", "tests/unit/util.py"),
        ("README", None),
        ("os", None),
    ],
)
def test_path_of(modules: ModuleMap, dotted: str, path: str | None) -> None:
    assert modules.path_of(dotted) == path


@pytest.mark.parametrize(
    ("importer", "module", "level", "resolved"),
    [
        ("src/pkg/mod.py", "os.path", 0, "os.path"),
        ("src/pkg/mod.py", "sub", 1, "pkg.sub"),
        ("src/pkg/mod.py", None, 1, "pkg"),
        ("src/pkg/__init__.py", "mod", 1, "pkg.mod"),
        ("src/pkg/sub/deep.py", "mod", 2, "pkg.mod"),
        ("tests/unit/test_x.py", "util", 1, "unit.util"),
        ("setup.py", "x", 1, None),
    ],
)
def test_resolve(
    modules: ModuleMap, importer: str, module: str | None, level: int, resolved: str | None
) -> None:
    assert modules.resolve(importer, module, level) == resolved


def test_the_nearest_of_several_is_meant() -> None:
    modules = ModuleMap(["a/helpers.py", "b/helpers.py", "b/test_x.py"])
    assert modules.locate("b/test_x.py", "helpers", 0) == "b/helpers.py"
    assert modules.locate("b/test_x.py", "nothing", 0) is None


def test_production_code_wins_over_tests() -> None:
    modules = ModuleMap(["tests/data/pkg/__init__.py", "lib/x/pkg/__init__.py"])
    assert modules.path_of("pkg") == "lib/x/pkg/__init__.py"
