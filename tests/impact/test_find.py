"""Which tests a change reaches: one small repository per way in which code depends on code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Analyse = Callable[..., Any]

CASES: dict[str, tuple[dict[str, str], dict[str, str], set[str]]] = {
    "a direct call": (
        {
            "m.py": "def f():\n    return 1\ndef g():\n    return 1\n",
            "test_m.py": "from m import f, g\ndef test_f(): f()\ndef test_g(): g()\n",
        },
        {"m.py": "def f():\n    return 2\ndef g():\n    return 1\n"},
        {"test_m.py::test_f"},
    ),
    "a chain of calls": (
        {
            "m.py": "def low(): return 1\ndef high(): return low()\n",
            "test_m.py": "import m\ndef test_high(): m.high()\ndef test_other(): pass\n",
        },
        {"m.py": "def low(): return 2\ndef high(): return low()\n"},
        {"test_m.py::test_high"},
    ),
    "a re-export under another name": (
        {
            "pkg/__init__.py": "from .impl import _f as public\n",
            "pkg/impl.py": "def _f(): return 1\n",
            "test_m.py": "import pkg\ndef test_p(): pkg.public()\ndef test_o(): pkg.other()\n",
        },
        {"pkg/impl.py": "def _f(): return 2\n"},
        {"test_m.py::test_p"},
    ),
    "a name put together at run time": (
        {
            "m.py": (
                "class V:\n    def bump_a(self): return 1\n    def bump_b(self): return 1\n"
                '    def go(self, part): return getattr(self, "bump_" + part)()\n'
            ),
            "test_m.py": "from m import V\ndef test_go(): V().go('a')\ndef test_o(): pass\n",
        },
        {
            "m.py": (
                "class V:\n    def bump_a(self): return 2\n    def bump_b(self): return 1\n"
                '    def go(self, part): return getattr(self, "bump_" + part)()\n'
            ),
        },
        {"test_m.py::test_go"},
    ),
    "a method with a dict's name, called where its class is imported": (
        {
            "diff.py": "def helper(): return 1\nclass Differ:\n    def update(self): helper()\n",
            "m.py": (
                "from diff import Differ\n"
                "class Base:\n    kind = None\n    def go(self): return self.kind().update()\n"
                "class Sub(Base):\n    kind = Differ\n"
            ),
            "n.py": "from m import Sub\ndef a(): return Sub().go()\ndef b(): return a()\n",
            "o.py": "from n import b\ndef c(): return b()\ndef d(): return c()\n",
            "test_m.py": "from o import d\ndef test_d(): d()\ndef test_o(): pass\n",
        },
        {"diff.py": "def helper(): return 2\nclass Differ:\n    def update(self): helper()\n"},
        {"test_m.py::test_d"},
    ),
    "a star import": (
        {
            "pkg/__init__.py": "from .impl import *\n",
            "pkg/impl.py": "def f(): return 1\n",
            "test_m.py": "from pkg import f\ndef test_f(): f()\n",
        },
        {"pkg/impl.py": "def f(): return 2\n"},
        {"test_m.py::test_f"},
    ),
    "a method of an overriding subclass, called by the base": (
        {
            "base.py": "class Base:\n    def run(self): return self.step()\n",
            "sub.py": "from base import Base\nclass Sub(Base):\n    def step(self): return 1\n",
            "test_m.py": (
                "from sub import Sub\nfrom base import Base\n"
                "def test_sub(): Sub().run()\ndef test_no(): pass\n"
            ),
        },
        {"sub.py": "from base import Base\nclass Sub(Base):\n    def step(self): return 2\n"},
        {"test_m.py::test_sub"},
    ),
    "an inherited method": (
        {
            "m.py": "class A:\n    def run(self): return 1\nclass B(A): pass\n",
            "test_m.py": "from m import B\ndef test_b(): B().run()\n",
        },
        {"m.py": "class A:\n    def run(self): return 2\nclass B(A): pass\n"},
        {"test_m.py::test_b"},
    ),
    "a mixin's method through self": (
        {
            "m.py": (
                "class Mixin:\n    def help(self): return 1\n"
                "class Main:\n    def go(self): return self.help()\n"
                "class Both(Mixin, Main): pass\nclass Alone(Main): pass\n"
            ),
            "test_m.py": "from m import Both\ndef test_both(): Both().go()\n",
        },
        {
            "m.py": (
                "class Mixin:\n    def help(self): return 2\n"
                "class Main:\n    def go(self): return self.help()\n"
                "class Both(Mixin, Main): pass\nclass Alone(Main): pass\n"
            )
        },
        {"test_m.py::test_both"},
    ),
    "a dunder method, by the class": (
        {
            "m.py": "class A:\n    def __eq__(self, o): return True\ndef make(): return A()\n",
            "test_m.py": (
                "from m import make\ndef test_eq(): assert make() == make()\ndef test_no(): pass\n"
            ),
        },
        {"m.py": "class A:\n    def __eq__(self, o): return False\ndef make(): return A()\n"},
        {"test_m.py::test_eq"},
    ),
    "a fixture in a conftest": (
        {
            "tests/conftest.py": (
                "import pytest, m\n@pytest.fixture\ndef made(): return m.make()\n"
            ),
            "m.py": "def make(): return 1\n",
            "tests/test_a.py": "def test_a(made): pass\ndef test_b(): pass\n",
        },
        {"m.py": "def make(): return 2\n"},
        {"tests/test_a.py::test_a"},
    ),
    "an autouse fixture": (
        {
            "tests/conftest.py": (
                "import pytest, m\n@pytest.fixture(autouse=True)\ndef made(): return m.make()\n"
            ),
            "m.py": "def make(): return 1\n",
            "tests/test_a.py": "def test_a(): pass\n",
            "other/test_b.py": "def test_b(): pass\n",
        },
        {"m.py": "def make(): return 2\n"},
        {"tests/test_a.py::test_a"},
    ),
    "a fixture asked for by a string": (
        {
            "conftest.py": "import pytest, m\n@pytest.fixture\ndef made(): return m.make()\n",
            "m.py": "def make(): return 1\n",
            "test_a.py": (
                "import pytest\n@pytest.mark.usefixtures('made')\ndef test_a(): pass\n"
                "def test_b(): pass\n"
            ),
        },
        {"m.py": "def make(): return 2\n"},
        {"test_a.py::test_a"},
    ),
    "a monkeypatch target": (
        {
            "pkg/__init__.py": "",
            "pkg/m.py": "def f(): return 1\n",
            "test_a.py": (
                "def test_a(monkeypatch): monkeypatch.setattr('pkg.m.f', None)\n"
                "def test_b(): pass\n"
            ),
        },
        {"pkg/m.py": "def f(): return 2\n"},
        {"test_a.py::test_a"},
    ),
    "a getattr string": (
        {
            "m.py": "class A:\n    def hidden(self): return 1\n",
            "test_a.py": "from m import A\ndef test_a(): getattr(A(), 'hidden')()\n",
        },
        {"m.py": "class A:\n    def hidden(self): return 2\n"},
        {"test_a.py::test_a"},
    ),
    "a method that nothing names": (
        {
            "m.py": (
                "class V:\n    def go(self, n): return getattr(self, 'visit_' + n)()\n"
                "    def visit_a(self): return 1\n"
            ),
            "test_a.py": "from m import V\ndef test_a(): V().go('a')\n",
        },
        {
            "m.py": (
                "class V:\n    def go(self, n): return getattr(self, 'visit_' + n)()\n"
                "    def visit_a(self): return 2\n"
            )
        },
        {"test_a.py::test_a"},
    ),
    "a registry filled by a decorator": (
        {
            "m.py": (
                "ALL = []\ndef register(f):\n    ALL.append(f)\n    return f\n"
                "@register\ndef plugin(): return 1\ndef run(): return [f() for f in ALL]\n"
            ),
            "test_a.py": "import m\ndef test_a(): m.run()\ndef test_b(): pass\n",
        },
        {
            "m.py": (
                "ALL = []\ndef register(f):\n    ALL.append(f)\n    return f\n"
                "@register\ndef plugin(): return 2\ndef run(): return [f() for f in ALL]\n"
            )
        },
        {"test_a.py::test_a"},
    ),
    "a registry filled by a module's statement": (
        {
            "store.py": "ALL = {}\ndef put(k, v):\n    ALL[k] = v\ndef run(k): return ALL[k]()\n",
            "m.py": "import store\ndef plugin(): return 1\nstore.put('p', plugin)\n",
            "test_a.py": "import m, store\ndef test_a(): store.run('p')\ndef test_b(): pass\n",
        },
        {"m.py": "import store\ndef plugin(): return 2\nstore.put('p', plugin)\n"},
        {"test_a.py::test_a"},
    ),
    "a command of a group": (
        {
            "m.py": (
                "import click\n@click.group()\ndef cli(): pass\n"
                "@cli.command()\ndef sub(): return 1\n"
            ),
            "test_a.py": "from m import cli\ndef test_a(): cli(['sub'])\ndef test_b(): pass\n",
        },
        {
            "m.py": (
                "import click\n@click.group()\ndef cli(): pass\n"
                "@cli.command()\ndef sub(): return 2\n"
            )
        },
        {"test_a.py::test_a"},
    ),
    "a subclass known to its base": (
        {
            "m.py": (
                "class Base:\n    known = []\n"
                "    def __init_subclass__(cls): Base.known.append(cls)\n"
                "class Sub(Base):\n    def __call__(self): return 1\n"
                "def run(): return [one()() for one in Base.known]\n"
            ),
            "test_a.py": "import m\ndef test_a(): m.run()\n",
        },
        {
            "m.py": (
                "class Base:\n    known = []\n"
                "    def __init_subclass__(cls): Base.known.append(cls)\n"
                "class Sub(Base):\n    def __call__(self): return 2\n"
                "def run(): return [one()() for one in Base.known]\n"
            )
        },
        {"test_a.py::test_a"},
    ),
    "code that runs on import": (
        {
            "m.py": "def f(): return 1\nX = f()\n",
            "test_a.py": "import m\ndef test_a(): pass\n",
            "test_b.py": "def test_b(): pass\n",
        },
        {"m.py": "def f(): return 1 / 0\nX = f()\n"},
        {"test_a.py::test_a"},
    ),
    "a main guard does not run on import": (
        {
            "m.py": "def main(): return 1\nif __name__ == '__main__':\n    main()\n",
            "test_a.py": (
                "import m, subprocess\ndef test_a(): pass\n"
                "def test_b(): subprocess.run(['python', '-m', 'm'])\n"
            ),
        },
        {"m.py": "def main(): return 2\nif __name__ == '__main__':\n    main()\n"},
        {"test_a.py::test_b"},
    ),
    "a console script": (
        {
            "pyproject.toml": '[project.scripts]\nmytool = "pkg.m:main"\n',
            "pkg/__init__.py": "",
            "pkg/m.py": "def main(): return 1\n",
            "test_a.py": (
                "import subprocess\ndef test_a(): subprocess.run(['mytool'])\ndef test_b(): pass\n"
            ),
        },
        {"pkg/m.py": "def main(): return 2\n"},
        {"test_a.py::test_a"},
    ),
    "module-level code that changed": (
        {
            "m.py": "def f(): return 1\nsetup(1)\n",
            "test_a.py": "import m\ndef test_a(): pass\n",
            "test_b.py": "def test_b(): pass\n",
        },
        {"m.py": "def f(): return 1\nsetup(2)\n"},
        {"test_a.py::test_a"},
    ),
    "an import that leads elsewhere": (
        {
            "a.py": "def f(): return 1\n",
            "b.py": "def f(): return 2\n",
            "m.py": "from a import f\n",
            "test_m.py": "from m import f\ndef test_f(): f()\ndef test_g(): pass\n",
        },
        {"m.py": "from b import f\n"},
        {"test_m.py::test_f"},
    ),
    "a common name of another class": (
        {
            "a.py": "class A:\n    def get(self): return 1\n",
            "b.py": "class B:\n    def get(self): return 1\n",
            "test_a.py": "from a import A\ndef test_a(): A().get()\n",
            "test_b.py": "from b import B\ndef test_b(): B().get()\n",
        },
        {"a.py": "class A:\n    def get(self): return 2\n"},
        {"test_a.py::test_a"},
    ),
    "a common name, in tests that see both classes": (
        {
            "m.py": (
                "class A:\n    def get(self): return 1\nclass B:\n    def get(self): return 1\n"
            ),
            "test_a.py": ("from m import A, B\ndef test_a(): A().get()\ndef test_b(): B().get()\n"),
        },
        {
            "m.py": (
                "class A:\n    def get(self): return 2\nclass B:\n    def get(self): return 1\n"
            )
        },
        {"test_a.py::test_a"},
    ),
    "a class that is only checked for": (
        {
            "m.py": (
                "class A:\n    def __call__(self): return 1\ndef show(x): return isinstance(x, A)\n"
            ),
            "test_a.py": "from m import show\ndef test_a(): show(1)\n",
        },
        {
            "m.py": (
                "class A:\n    def __call__(self): return 2\ndef show(x): return isinstance(x, A)\n"
            )
        },
        set(),
    ),
    "tests of a class whose attribute changed through a helper": (
        {
            "m.py": "def one(): return 1\ndef two(): return 2\n",
            "test_a.py": (
                "import m\nclass Shared:\n    def test_it(self): self.call()\n"
                "class TestOne(Shared):\n    call = staticmethod(m.one)\n"
                "class TestTwo(Shared):\n    call = staticmethod(m.two)\n"
            ),
        },
        {"m.py": "def one(): return 3\ndef two(): return 2\n"},
        {"test_a.py::TestOne::test_it"},
    ),
    "a test name that begins like another": (
        {"test_m.py": "def test_foo(): assert 1\ndef test_foo_bar(): assert 1\n"},
        {"test_m.py": "def test_foo(): assert 2\ndef test_foo_bar(): assert 1\n"},
        {"test_m.py::test_foo"},
    ),
    "a template that code names": (
        {
            "templates/list.html": "<a>\n",
            "m.py": "def show(): return render('templates/list.html')\n",
            "test_m.py": "import m\ndef test_show(): m.show()\ndef test_no(): pass\n",
        },
        {"templates/list.html": "<b>\n"},
        {"test_m.py::test_show"},
    ),
    "a data file named by its stem": (
        {
            "data/rates.json": "1\n",
            "m.py": "def rates(): return load('rates')\n",
            "test_m.py": "import m\ndef test_rates(): m.rates()\ndef test_no(): pass\n",
        },
        {"data/rates.json": "2\n"},
        {"test_m.py::test_rates"},
    ),
    "a marker for the whole file": (
        {
            "m.py": "def is_slow(): return 1\n",
            "test_m.py": (
                "import pytest, m\npytestmark = pytest.mark.skipif(m.is_slow(), reason='')\n"
                "def test_a(): pass\n"
            ),
        },
        {"m.py": "def is_slow(): return 2\n"},
        {"test_m.py::test_a"},
    ),
    "an autouse fixture for doctests only": (
        {
            "conftest.py": (
                "import pytest, m\n@pytest.fixture(autouse=True)\n"
                "def names(doctest_namespace): doctest_namespace['f'] = m.f\n"
            ),
            "m.py": "def f(): return 1\n",
            "test_m.py": "def test_a(): pass\n",
        },
        {"m.py": "def f(): return 2\n"},
        set(),
    ),
    "a test inherited from a file without tests": (
        {
            "m.py": "def f(): return 1\n",
            "contracts.py": "from m import f\nclass Contract:\n    def test_f(self): f()\n",
            "test_m.py": "from contracts import Contract\nclass TestM(Contract): pass\n",
        },
        {"m.py": "def f(): return 2\n"},
        {"test_m.py::TestM::test_f"},
    ),
    "a test inherited from another test file": (
        {
            "m.py": "def f(): return 1\n",
            "test_a.py": "from m import f\nclass TestA:\n    def test_f(self): f()\n",
            "test_b.py": "import test_a\nclass TestB(test_a.TestA): pass\n",
        },
        {"m.py": "def f(): return 2\n"},
        {"test_a.py::TestA::test_f", "test_b.py::TestB::test_f"},
    ),
    "a method of an argument whose class its user never imports": (
        {
            "door.py": "class Door:\n    def ring(self): return 1\n",
            "guest.py": "def visit(door): return door.ring()\n",
            "test_m.py": (
                "from door import Door\nfrom guest import visit\n"
                "def test_visit(): visit(Door())\ndef test_other(): visit(None)\n"
            ),
        },
        {"door.py": "class Door:\n    def ring(self): return 2\n"},
        {"test_m.py::test_visit"},
    ),
    "a method with a dict's name, called by a shared mixin": (
        {
            "shelf.py": "class Shelf:\n    def pop(self): return 1\n",
            "tests/mixin.py": (
                "class ShelfTests:\n    Shelf = None\n    def test_pop(self): self.Shelf().pop()\n"
            ),
            "tests/test_shelf.py": (
                "import unittest\nfrom mixin import ShelfTests\nimport shelf\n"
                "class ShelfTest(unittest.TestCase, ShelfTests):\n    Shelf = shelf.Shelf\n"
            ),
        },
        {"shelf.py": "class Shelf:\n    def pop(self): return 2\n"},
        {"tests/test_shelf.py::ShelfTest::test_pop"},
    ),
    "a method of the library whose name begins with test": (
        {
            "query.py": "class Query:\n    def test(self): return 1\n",
            "test_q.py": "from query import Query\ndef test_it(): Query().test()\n",
        },
        {"query.py": "class Query:\n    def test(self): return 2\n"},
        {"test_q.py::test_it"},
    ),
    "a hook in a conftest": (
        {
            "tests/conftest.py": "def pytest_runtest_setup(item): return 1\n",
            "tests/test_a.py": "def test_a(): pass\n",
        },
        {"tests/conftest.py": "def pytest_runtest_setup(item): return 2\n"},
        {"tests/test_a.py::test_a"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_who_can_notice(analyse: Analyse, name: str) -> None:
    base, edits, ids = CASES[name]
    assert analyse(base, edits).ids == ids


def test_the_trail_reads_from_test_to_change(analyse: Analyse) -> None:
    base = {
        "m.py": (
            "class Schema:\n    def load(self): return self._de()\n    def _de(self): return 1\n"
        ),
        "test_m.py": "from m import Schema\ndef test_x(): Schema().load()\n",
    }
    analysed = analyse(base, {"m.py": base["m.py"].replace("return 1", "return 2")})
    (association,) = analysed.associations
    assert association.reasons == ("test_x -> Schema.load -> Schema._de (changed)",)
    assert association.distance == 2
    assert 0.4 < association.score < 1


def test_the_nearer_test_comes_first(analyse: Analyse) -> None:
    base = {
        "m.py": "def low(): return 1\ndef mid(): return low()\ndef top(): return mid()\n",
        "test_m.py": "import m\ndef test_top(): m.top()\ndef test_low(): m.low()\n",
    }
    analysed = analyse(base, {"m.py": base["m.py"].replace("return 1", "return 2")})
    assert [one.node_id.names[0] for one in analysed.associations] == ["test_low", "test_top"]


def test_what_the_user_asks_for_comes_first(analyse: Analyse) -> None:
    base = {
        "m.py": "def f(): return 1\n",
        "test_m.py": "import m\ndef test_f(): m.f()\n",
        "test_n.py": "def test_n(): pass\n",
    }
    analysed = analyse(base, {"m.py": "def f(): return 2\n"}, explicit=("test_n.py::test_n",))
    assert [(str(one.node_id), one.kind) for one in analysed.associations] == [
        ("test_n.py::test_n", "explicit"),
        ("test_m.py::test_f", "reaches"),
    ]
    assert analysed.reasons("test_n.py::test_n") == ("asked for",)


@pytest.mark.parametrize(
    "bad",
    [
        b"\xff\xfe f = 1\n",
        "def f(:\n",
        "f = " + "(" * 2000 + ")" * 2000,
        "f = 1" + " + 1" * 20_000,
        "f = 1\0",
    ],
)
def test_a_bad_file_beside_the_change_is_a_warning(analyse: Analyse, bad: str | bytes) -> None:
    base = {
        "m.py": "def f(): return 1\n",
        "bad.py": b"from m import f\n" + (bad.encode() if isinstance(bad, str) else bad),
        "test_m.py": "from m import f\ndef test_f(): f()\n",
    }
    analysed = analyse(base, {"m.py": "def f(): return 2\n"})
    assert analysed.ids == {"test_m.py::test_f"}
    assert any("bad.py cannot be parsed" in text for text in analysed.impact.warnings)


def test_a_change_to_an_unparsable_file_goes_by_file(analyse: Analyse) -> None:
    base = {
        "m.py": "def f(): return 1\n",
        "test_m.py": "import m\ndef test_f(): pass\n",
        "test_n.py": "def test_n(): pass\n",
    }
    analysed = analyse(base, {"m.py": "def f(: return 1\n"})
    assert analysed.ids == {"test_m.py::test_f"}
    assert any("m.py cannot be parsed after" in text for text in analysed.impact.warnings)
