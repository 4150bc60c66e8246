"""The specification: what decides a test, and the traps in which nothing may be decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.domain import Fact, Label, TestStatus
from patchcritic.facts import FactFinder

Judge = Callable[..., tuple[Fact, ...]]

BASE = {
    "setup.py": "",
    "pkg/__init__.py": "from .mod import load, Schema\nfrom .base import *\n",
    "pkg/mod.py": """
        from .base import helper

        LIMIT = 3

        def load(data, many=False):
            return _get(data)

        def _get(data):
            return helper(data)

        class Schema:
            kind = "plain"

            def __init__(self, name):
                self.name = name

            def dump(self, value):
                return self._dump(value)

            def _dump(self, value):
                return value
        """,
    "pkg/base.py": "__all__ = ['helper']\n\ndef helper(data):\n    return data\n",
    "lazy/__init__.py": "from . import loader\n",
    "lazy/loader.py": "import sys\nsys.meta_path.append(object())\n",
    "tests/test_mod.py": """
        from pkg import mod
        from pkg.mod import Schema, load

        def test_load():
            assert load(1) == 1

        def test_dump():
            schema = Schema("a")
            assert schema.dump(1) == 1
        """,
}
MOD = BASE["pkg/mod.py"]
TESTS = BASE["tests/test_mod.py"]


def _mod(old: str, new: str) -> dict[str, str]:
    assert old in MOD
    return {"pkg/mod.py": MOD.replace(old, new)}


def _new_test(body: str, imports: str = "from pkg import mod\nfrom pkg.mod import *") -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"import pytest\n{imports}\n\ndef test_new(monkeypatch):\n{lines}"


DECISIVE = {
    "syntax error in a module that is imported": (
        _mod("def _get(data):", "def _get(data:"),
        "syntax-error",
    ),
    "return outside a function": (_mod("LIMIT = 3", "return 3"), "syntax-error"),
    "syntax error behind a re-export": (
        {"pkg/base.py": "def helper(data)\n    return data\n"},
        "syntax-error",
    ),
    "the test imports a name that is gone": (_mod("def load(", "def loads("), "missing-name"),
    "a module imports a name that is gone": (
        {"pkg/base.py": "def other(data):\n    return data\n"},
        "missing-name",
    ),
    "a module is gone": ({"pkg/base.py": None}, "missing-module"),
    "__all__ names what is not there": (
        {"pkg/base.py": "__all__ = ['helper', 'gone']\n\ndef helper(data):\n    return data\n"},
        "missing-name",
    ),
    "a name at module level is not defined": (_mod("LIMIT = 3", "LIMIT = TOP"), "undefined-name"),
    "the callee of the callee is gone": (_mod("def _get(", "def _fetch("), "undefined-name"),
    "the callee asks for more": (_mod("_get(data):\n", "_get(data, key):\n"), "call-does-not-fit"),
    "the import inside is gone": (
        _mod("from .base import helper\n", "import json\n"),
        "undefined-name",
    ),
}


@pytest.mark.parametrize(("changes", "kind"), DECISIVE.values(), ids=DECISIVE)
def test_what_certainly_raises_decides(
    judge: Judge, changes: Mapping[str, str | None], kind: str
) -> None:
    facts = judge(BASE, changes, "tests/test_mod.py::test_load", base_status=TestStatus.PASSED)
    assert facts[0].kind == kind
    assert facts[0].decides is Label.FAIL
    assert facts[0].line > 0


METHODS = {
    "a method is gone": (_mod("def dump(", "def dumps("), "missing-attribute"),
    "an inner method is gone": (_mod("def _dump(", "def _dumps("), "missing-attribute"),
    "the constructor asks for more": (
        _mod("self, name)", "self, name, *, x)"),
        "call-does-not-fit",
    ),
    "the method takes less": (_mod("dump(self, value)", "dump(self)"), "call-does-not-fit"),
    "no constructor any more": (
        _mod("def __init__(self, name)", "def set_up(self, name)"),
        "call-does-not-fit",
    ),
}


@pytest.mark.parametrize(("changes", "kind"), METHODS.values(), ids=METHODS)
def test_methods_of_a_known_object_decide(
    judge: Judge, changes: Mapping[str, str | None], kind: str
) -> None:
    facts = judge(BASE, changes, "tests/test_mod.py::test_dump", base_status=TestStatus.PASSED)
    assert (facts[0].kind, facts[0].decides) == (kind, Label.FAIL)


NEW_TESTS = {
    "assert mod.fetch(1)": "missing-attribute",
    "mod.load(1, 2, 3)": "call-does-not-fit",
    "mod.load(strict=True)": "call-does-not-fit",
    "load()": "call-does-not-fit",
    "from pkg.mod import fetch": "missing-name",
    "from pkg.gone import fetch": "missing-module",
    "import pkg.gone": "missing-module",
    "Schema('a').gone()": "missing-attribute",
    "Schema.gone": "missing-attribute",
    "monkeypatch.setattr('pkg.mod.gone', 1)": "missing-attribute",
    "monkeypatch.setattr(mod, 'gone', 1)": "missing-attribute",
    "with pytest.raises(ValueError):\n    load(1, 2, 3)": "call-does-not-fit",
    "x = 1\nif x:\n    x = 2\nload(x, y=1)": "call-does-not-fit",
    "undefined_thing": "undefined-name",
    "if mod.LIMIT:\n    raise ValueError\nload()": "call-does-not-fit",
    "try:\n    int('x')\nexcept ValueError:\n    raise\nload()": "call-does-not-fit",
    "with open('x') as file:\n    load()": "call-does-not-fit",
}


@pytest.mark.parametrize("body", NEW_TESTS)
def test_a_new_test_that_needs_what_is_not_there(judge: Judge, body: str) -> None:
    changes = {"tests/test_new.py": _new_test(body)}
    facts = judge(BASE, changes, "tests/test_new.py::test_new")
    assert (facts[0].kind, facts[0].decides) == (NEW_TESTS[body], Label.FAIL)


TRAPS = {
    "expected TypeError": "with pytest.raises(TypeError):\n    load(1, 2, 3)",
    "expected Exception": "with pytest.raises(Exception):\n    load(1, 2, 3)",
    "expected exception of unknown kind": (
        "with pytest.raises(pytest.some_error):\n    load(1, 2, 3)"
    ),
    "raised before in the block": (
        "with pytest.raises(ValueError):\n    int('x')\n    load(1, 2, 3)"
    ),
    "raised before in the statement": "with pytest.raises(ValueError):\n    load(int('x'), 2, 3)",
    "in an unknown context manager": "with pytest.guard():\n    load(1, 2, 3)",
    "caught": "try:\n    load(1, 2, 3)\nexcept TypeError:\n    pass",
    "in a branch": "if mod.LIMIT:\n    load(1, 2, 3)",
    "in a loop that may be empty": "for x in []:\n    load(1, 2, 3)",
    "behind a return": "return\nload(1, 2, 3)",
    "behind a conditional return": "if mod.LIMIT:\n    return\nload(1, 2, 3)",
    "behind a skip": "pytest.skip('no')\nload(1, 2, 3)",
    "behind a conditional skip": "if mod.LIMIT:\n    pytest.skip('no')\nload(1, 2, 3)",
    "behind importorskip": "pytest.importorskip('nope')\nload(1, 2, 3)",
    "short circuit": "mod.LIMIT and load(1, 2, 3)",
    "only in the message": "assert True, load(1, 2, 3)",
    "in a lambda": "f = lambda: load(1, 2, 3)",
    "in a comprehension": "[load(1, 2, 3) for _ in []]",
    "in a nested function": "def inner():\n    load(1, 2, 3)",
    "unknown arguments": "args = (1,)\nload(*args, **{})",
    "a local of that name": "load = print\nload(1, 2, 3)",
    "replaced through monkeypatch": "monkeypatch.setattr(mod, 'load', print)\nmod.load(1, 2, 3)",
    "replaced by assignment": "mod.load = print\nmod.load(1, 2, 3)",
    "made by assignment": "mod.fetch = print\nmod.fetch(1)",
    "asked for without raising": "monkeypatch.setattr(mod, 'gone', 1, raising=False)",
    "instance attribute": "schema = Schema('a')\nschema.extra = 1\nassert schema.extra",
    "inherited from object": "assert Schema('a').__class__\nassert Schema.__mro__",
    "module attributes": "assert mod.__name__ and mod.__file__ and mod.__doc__ is None",
    "a module that a loader makes": "import lazy\nlazy.gone\nfrom lazy import gone",
    "an installed package": "import attr\nattr.gone\nfrom yaml import gone",
    "the standard library": "import types\nfrom typing import Gone",
    "a builtin": "assert len(WindowsError.__name__)",
}


@pytest.mark.parametrize("body", TRAPS.values(), ids=TRAPS)
def test_nothing_is_decided_where_it_need_not_happen(judge: Judge, body: str) -> None:
    changes = {"tests/test_new.py": _new_test(body)}
    facts = judge(BASE, changes, "tests/test_new.py::test_new")
    assert [fact for fact in facts if fact.decides] == []


SURROUNDINGS = {
    "xfail": ({"tests/test_new.py": "@pytest.mark.xfail"}, "{}"),
    "unknown mark": ({"tests/test_new.py": "@pytest.mark.network"}, "{}"),
    "unknown decorator": ({"tests/test_new.py": "@pytest.retry"}, "{}"),
    "conftest that marks": (
        {"tests/conftest.py": "def pytest_collection_modifyitems(): 'skip'"},
        "",
    ),
    "conftest that replaces modules": (
        {"tests/conftest.py": "import sys\nsys.modules['pkg'] = 1"},
        "",
    ),
    "compiled package": ({"setup.py": "from Cython.Build import cythonize"}, ""),
    "module-level skip": ({"tests/test_new.py": "pytest.importorskip('x')\n"}, "{}"),
    "skipping fixture": (
        {"tests/test_new.py": "@pytest.fixture(autouse=True)\ndef f():\n    pytest.skip('x')\n\n"},
        "{}",
    ),
}


@pytest.mark.parametrize(("files", "where"), SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings_that_may_change_the_outcome(
    judge: Judge, files: dict[str, str], where: str
) -> None:
    test = _new_test("load(1, 2, 3)")
    if where:
        test = test.replace("def test_new", f"{files['tests/test_new.py']}\ndef test_new")
    changes = {**files, "tests/test_new.py": test}
    facts = judge(BASE, changes, "tests/test_new.py::test_new")
    assert facts
    assert not any(fact.decides for fact in facts)


REFACTORINGS = {
    "alias": "def _load(data, many=False):\n    return data\nload = _load\n",
    "conditional": "if True:\n    def load(data):\n        return data\n",
    "namespace": "globals()['load'] = print\n",
    "lazy": "def __getattr__(name):\n    return print\n",
    "unknown star import": "from somewhere import *\n",
    "fallback": (
        "try:\n    from ._fast import load\n"
        "except ImportError:\n    from .base import helper as load\n"
    ),
    "global statement": "def _set():\n    global load\n    load = print\n_set()\n",
    "loop": "for load in (print,):\n    pass\n",
    "decorated": "@deco\ndef load():\n    pass\n",
    "walrus": "(load := print)\n",
    "submodule": "from . import load\n",
}


@pytest.mark.parametrize("source", REFACTORINGS.values(), ids=REFACTORINGS)
def test_a_name_that_lives_on_in_another_way_is_there(judge: Judge, source: str) -> None:
    changes = {
        "pkg/mod.py": "def deco(f): return f\nclass Schema: pass\n" + source,
        "pkg/load.py": "",
        "pkg/_fast.py": "load = print\n",
    }
    facts = judge(BASE, changes, "tests/test_mod.py::test_load", base_status=TestStatus.PASSED)
    assert not any(fact.decides for fact in facts), facts


def test_a_problem_that_base_has_too_is_our_misjudgement(judge: Judge) -> None:
    base = {**BASE, "pkg/mod.py": MOD.replace("LIMIT = 3", "LIMIT = injected_by_a_tool")}
    changes = {"pkg/mod.py": base["pkg/mod.py"].replace("return value", "return [value]")}
    assert judge(base, changes, "tests/test_mod.py::test_load") == ()


@pytest.mark.parametrize("status", [TestStatus.SKIPPED, TestStatus.XFAIL])
def test_a_test_that_did_not_run_before_may_go_on_not_running(
    judge: Judge, status: TestStatus
) -> None:
    changes = _mod("def load(", "def loads(")
    facts = judge(BASE, changes, "tests/test_mod.py::test_load", base_status=status)
    assert facts[0].decides is None


def test_patch_facts_name_what_the_patch_breaks(
    finder_of: Callable[[Mapping[str, str], Mapping[str, str]], FactFinder],
) -> None:
    patched = {**BASE, "pkg/mod.py": MOD.replace("helper(data)", "helper(dat)")}
    (fact,) = finder_of(BASE, patched).patch_facts()
    assert (fact.kind, fact.path, fact.node_id) == ("undefined-name", "pkg/mod.py", None)
    assert "`dat`" in fact.message
    assert "_get" in fact.message


def test_patch_facts_quote_the_syntax_error(
    finder_of: Callable[[Mapping[str, str], Mapping[str, str]], FactFinder],
) -> None:
    patched = {**BASE, "pkg/base.py": "def helper(data)\n    return data\n"}
    (fact,) = finder_of(BASE, patched).patch_facts()
    assert (fact.kind, fact.line) == ("syntax-error", 1)
    assert "SyntaxError: expected ':'" in fact.message
    assert "`def helper(data)`" in fact.message


@pytest.mark.parametrize(
    "content", ["\x00", "x = (" * 300, "a." * 9000 + "b", "def f():\n" + "if x:\n" * 10]
)
def test_odd_files_never_end_the_run(judge: Judge, content: str) -> None:
    facts = judge(BASE, {"pkg/base.py": content}, "tests/test_mod.py::test_load")
    assert isinstance(facts, tuple)
