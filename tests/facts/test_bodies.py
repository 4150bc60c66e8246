"""Everything that runs for a test counts: set-up methods, fixtures, decorators that patch."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from patchcritic.domain import Fact, Label

Judge = Callable[..., tuple[Fact, ...]]
BASE = {
    "setup.py": "",
    "pkg/__init__.py": "",
    "pkg/mod.py": "def load(data):\n    return data\n\nclass Box:\n    side = 1\n",
}
HEAD = "import unittest\nfrom unittest import mock\nfrom unittest.mock import patch\n"
HEAD += "import pytest\nfrom pkg import mod\n\n"

DECISIVE = {
    "setUp": (
        "class TestA(unittest.TestCase):\n    def setUp(self):\n        mod.load()\n"
        "    def test_a(self):\n        pass\n"
    ),
    "setup_method of a base class": (
        "class Base:\n    def setup_method(self):\n        mod.load()\n\n"
        "class TestA(Base):\n    def test_a(self):\n        pass\n"
    ),
    "helper method of the test class": (
        "class TestA:\n    def make(self):\n        return mod.load()\n"
        "    def test_a(self):\n        self.make()\n"
    ),
    "used fixture": (
        "@pytest.fixture\ndef loaded():\n    return mod.load()\n\n"
        "class TestA:\n    def test_a(self, loaded):\n        pass\n"
    ),
    "fixture before its yield": (
        "@pytest.fixture(autouse=True)\ndef loaded():\n    x = mod.gone\n    yield x\n\n"
        "class TestA:\n    def test_a(self):\n        pass\n"
    ),
    "patch decorator": (
        "class TestA:\n    @patch('pkg.mod.gone')\n    def test_a(self, gone):\n        pass\n"
    ),
    "patch of a class attribute": (
        "class TestA:\n    @mock.patch('pkg.mod.Box.gone')\n"
        "    def test_a(self, gone):\n        pass\n"
    ),
    "patch.object block": (
        "class TestA:\n    def test_a(self):\n        with mock.patch.object(mod, 'gone'):\n"
        "            pass\n"
    ),
    "parametrized": (
        "class TestA:\n    @pytest.mark.parametrize('x', [1])\n"
        "    def test_a(self, x):\n        mod.load()\n"
    ),
    "harmless mark": (
        "class TestA:\n    @pytest.mark.filterwarnings('error')\n"
        "    def test_a(self, tmp_path):\n        mod.load()\n"
    ),
}
UNDECIDED = {
    "fixture behind its yield": (
        "@pytest.fixture(autouse=True)\ndef loaded():\n    yield 1\n    mod.gone\n\n"
        "class TestA:\n    def test_a(self):\n        pass\n"
    ),
    "unknown base class": (
        "class TestA(pytest.Something):\n    def test_a(self):\n        mod.load()\n"
    ),
    "metaclass": (
        "class TestA(metaclass=pytest.Meta):\n    def test_a(self):\n        mod.load()\n"
    ),
    "set-up that skips": (
        "class TestA(unittest.TestCase):\n    def setUp(self):\n        self.skipTest('x')\n"
        "    def test_a(self):\n        mod.load()\n"
    ),
    "fixture of a plugin": (
        "class TestA:\n    def test_a(self, from_plugin):\n        mod.load()\n"
    ),
    "coroutine": "class TestA:\n    async def test_a(self):\n        mod.load()\n",
    "patch creates": (
        "class TestA:\n    @patch('pkg.mod.gone', create=True)\n"
        "    def test_a(self, gone):\n        pass\n"
    ),
    "patch replaces what is called": (
        "class TestA:\n    @patch('pkg.mod.load')\n    def test_a(self, load):\n"
        "        mod.load()\n"
    ),
    "names replaced unseen": (
        "class TestA:\n    def test_a(self, monkeypatch):\n"
        "        for name in ['load']:\n            monkeypatch.setattr(mod, name, print)\n"
        "        mod.load()\n"
    ),
    "parameters that are marked": (
        "class TestA:\n"
        "    @pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.xfail)])\n"
        "    def test_a(self, x):\n        mod.load()\n"
    ),
    "class mark": (
        "@pytest.mark.network\nclass TestA:\n    def test_a(self):\n        mod.load()\n"
    ),
    "module mark": (
        "pytestmark = pytest.mark.network\n"
        "class TestA:\n    def test_a(self):\n        mod.load()\n"
    ),
    "helper that skips": (
        "def need():\n    pytest.skip('x')\n\n"
        "class TestA:\n    def test_a(self):\n        need()\n        mod.load()\n"
    ),
    "patched with a builtin": (
        "class TestA:\n    @patch('pkg.mod.open')\n    def test_a(self, opened):\n        pass\n"
    ),
}


def _node(judge: Judge, source: str) -> tuple[Fact, ...]:
    suffix = "[1]" if "parametrize" in source else ""
    name = f"tests/test_a.py::TestA::test_a{suffix}"
    return judge(BASE, {"tests/test_a.py": HEAD + source}, name)


@pytest.mark.parametrize("source", DECISIVE.values(), ids=DECISIVE)
def test_decides(judge: Judge, source: str) -> None:
    assert [fact.decides for fact in _node(judge, source)][:1] == [Label.FAIL]


@pytest.mark.parametrize("source", UNDECIDED.values(), ids=UNDECIDED)
def test_decides_nothing(judge: Judge, source: str) -> None:
    assert not any(fact.decides for fact in _node(judge, source))


def test_the_way_to_the_problem_is_told(judge: Judge) -> None:
    source = (
        "def helper():\n    mod.load()\n\nclass TestA:\n    def test_a(self):\n        helper()\n"
    )
    (fact,) = _node(judge, source)
    assert "`mod.load()` does not fit `load(data)` (pkg/mod.py:1)" in fact.message
    assert "helper()" in fact.message
    assert fact.path == "tests/test_a.py"


def test_a_method_inherited_from_another_file(judge: Judge) -> None:
    files = {
        "tests/__init__.py": "",
        "tests/common.py": (
            "from pkg import mod\n\nclass Checks:\n    def test_a(self):\n        mod.load()\n"
        ),
        "tests/test_a.py": "from .common import Checks\n\nclass TestA(Checks):\n    pass\n",
    }
    facts = judge(BASE, files, "tests/test_a.py::TestA::test_a")
    assert (facts[0].path, facts[0].decides) == ("tests/common.py", Label.FAIL)


def test_a_fixture_that_the_patch_takes_away_is_a_premise(judge: Judge) -> None:
    conftest = "import pytest\n\n@pytest.fixture(name='box')\ndef make_box():\n    return 1\n"
    base = {**BASE, "tests/conftest.py": conftest, "tests/test_a.py": "def test_a(box): pass\n"}
    changes = {"tests/conftest.py": "import pytest\n"}
    (fact,) = judge(base, changes, "tests/test_a.py::test_a")
    assert (fact.kind, fact.decides) == ("missing-fixture", None)
    assert "tests/conftest.py:4" in fact.message


def test_a_rootdir_below_the_repository(judge: Judge) -> None:
    base = {f"sub/{path}": text for path, text in BASE.items()}
    test = "from pkg.mod import gone\n\ndef test_a(): pass\n"
    facts = judge(base, {"sub/tests/test_a.py": test}, "sub/tests/test_a.py::test_a")
    assert (facts[0].kind, facts[0].decides) == ("missing-name", Label.FAIL)
