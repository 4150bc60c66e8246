from __future__ import annotations

from collections.abc import Mapping

import pytest

from patchcritic.discovery import discover_tests, load_layout
from patchcritic.snapshot import MemorySnapshot

TEST = "def test_x(): pass\n"


def test_files(files: Mapping[str, str]) -> list[str]:
    snapshot = MemorySnapshot({"a.py": "", **files})
    layout = load_layout(snapshot)
    return [path for path in snapshot.paths() if layout.is_test_file(path)]


test_files.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"test_a.py": "", "b_test.py": "", "tests.py": "", "c.py": "", "test.txt": ""},
            ["b_test.py", "test_a.py", "tests.py"],
        ),
        ({"pytest.ini": "", "test_a.py": "", "tests.py": ""}, ["test_a.py"]),
        (
            {
                "pytest.ini": "[pytest]\npython_files = check_*.py *_x.py",
                "check_a.py": "",
                "test_b.py": "",
                "a_x.py": "",
            },
            ["a_x.py", "check_a.py"],
        ),
        (
            {
                "setup.cfg": "[tool:pytest]\ntestpaths =\n    t1\n    t2",
                "t1/test_a.py": "",
                "t2/d/test_b.py": "",
                "test_c.py": "",
            },
            ["t1/test_a.py", "t2/d/test_b.py"],
        ),
        ({"setup.cfg": "[tool:pytest]\ntestpaths = gone", "test_c.py": ""}, ["test_c.py"]),
        (
            {"tox.ini": "[pytest]\ntestpaths = */tests", "a/tests/test_a.py": "", "test_c.py": ""},
            ["a/tests/test_a.py"],
        ),
        (
            {
                "pyproject.toml": "[tool.pytest]\naddopts=['--ignore', 'd', '--ignore-glob=*s.py']",
                "d/test_a.py": "",
                "test_s.py": "",
                "test_b.py": "",
            },
            ["test_b.py"],
        ),
        (
            {
                "pyproject.toml": "[tool.pytest]\npython_files = ['spec_*.py']\n",
                "spec_a.py": "",
                "test_b.py": "",
            },
            ["spec_a.py"],
        ),
        (
            {
                "pytest.toml": "[pytest]\npython_files = ['spec_*.py']\n",
                "pytest.ini": "[pytest]\n",
                "spec_a.py": "",
                "test_b.py": "",
            },
            ["spec_a.py"],
        ),
        (
            {
                "conftest.py": "collect_ignore = ['test_a.py']\ncollect_ignore_glob = ['*_b.py']\n"
                "collect_ignore.append('d')\n",
                "test_a.py": "",
                "test_b.py": "",
                "d/test_c.py": "",
                "test_d.py": "",
            },
            ["test_d.py"],
        ),
        ({"build/test_a.py": "", ".tox/test_b.py": "", "node_modules/x/test_c.py": ""}, []),
        (
            {
                "pytest.ini": "[pytest]\nnorecursedirs = data\n",
                "data/test_a.py": "",
                "build/test_b.py": "",
            },
            ["build/test_b.py"],
        ),
        ({"setup.cfg": "[pytest]\npython_files = x.py\n", "test_a.py": ""}, ["test_a.py"]),
    ],
)
def test_which_files_are_tests(files: Mapping[str, str], expected: list[str]) -> None:
    assert test_files(files) == expected


@pytest.mark.parametrize(
    ("configs", "rootdir"),
    [
        ({}, ""),
        ({"pytest.ini": "", "lib/pytest.ini": ""}, ""),
        ({"lib/pytest.ini": ""}, "lib"),
        ({"lib/tests/tox.ini": "[pytest]\n"}, "lib/tests"),
        ({"lib/tests/tox.ini": "[tox]\n", "lib/setup.cfg": "[tool:pytest]\n"}, "lib"),
        ({"lib/pyproject.toml": "[project]\nname = 'pytest'\n"}, ""),
        ({"other/pytest.ini": ""}, ""),
    ],
)
def test_rootdir(configs: Mapping[str, str], rootdir: str) -> None:
    path = "lib/tests/test_a.py"
    snapshot = MemorySnapshot({**configs, path: TEST})
    layout = load_layout(snapshot)
    assert layout.rootdir_of(path) == rootdir
    (test,) = discover_tests(snapshot, [path], layout).tests
    assert str(test.node_id) == f"{path}::test_x".removeprefix(f"{rootdir}/")
    assert test.span.path == path


def test_names_of_functions_and_classes() -> None:
    ini = "[pytest]\npython_functions = check_ *_ok\npython_classes = *Suite Check\n"
    text = (
        "def check_a(): pass\ndef b_ok(): pass\ndef test_c(): pass\n"
        "class MySuite:\n    def check_d(self): pass\n"
        "class TestE:\n    def check_f(self): pass\n"
    )
    snapshot = MemorySnapshot({"pytest.ini": ini, "test_it.py": text})
    found = discover_tests(snapshot, ["test_it.py"], load_layout(snapshot)).tests
    assert ["::".join(test.node_id.names) for test in found] == [
        "check_a",
        "b_ok",
        "MySuite::check_d",
    ]


def test_options_that_shape_ids_and_imports() -> None:
    toml = (
        "[tool.pytest.ini_options]\npythonpath = ['deep/src']\nusefixtures = ['used']\n"
        "collect_imported_tests = false\nparametrize_long_str_id_strategy = 'legacy'\n"
        "disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true\n"
        "addopts = ['-p', 'plug', '-pno:cacheprovider']\n"
    )
    text = (
        "import pytest\nfrom things import VALUES, test_other\n"
        "@pytest.mark.parametrize('a', VALUES)\ndef test_x(a): pass\n"
    )
    files = {
        "pyproject.toml": toml,
        "test_it.py": text,
        "deep/src/things.py": "VALUES = ['é', 'x' * 101]\ndef test_other(): pass\n",
        "plug.py": "import pytest\n@pytest.fixture\ndef used(): pass\n",
    }
    snapshot = MemorySnapshot(files)
    found = discover_tests(snapshot, ["test_it.py"], load_layout(snapshot)).tests
    assert [test.node_id.param for test in found] == ["é", "x" * 101]
    assert [one.name for one in found[0].fixtures] == ["used"]


def test_a_broken_configuration_is_a_warning() -> None:
    snapshot = MemorySnapshot(
        {"pyproject.toml": "[tool.pytest", "tox.ini": "pytest]\n", "test_a.py": TEST}
    )
    layout = load_layout(snapshot)
    assert [warning.split()[0] for warning in layout.warnings] == ["pyproject.toml", "tox.ini"]
    assert discover_tests(snapshot, ["test_a.py"], layout).warnings == layout.warnings
