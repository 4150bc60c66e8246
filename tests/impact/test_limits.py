"""What the search gives up in a large tree is said, and what a test names itself is never cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patchcritic.impact.corpus import LARGE_TREE

Analyse = Callable[..., Any]

CHANGED = "class A:\n    def get(self): return 2\ndef make(): return A()\n"
FILES = {
    "pkg/__init__.py": "",
    "pkg/a.py": CHANGED.replace("2", "1"),
    "tests/test_a.py": "from pkg.a import make\ndef test_a(): make().get()\n",
    "tests/test_m.py": "from pkg.m1 import f1\ndef test_m(): f1({})\n",
}


def _fill(text: str) -> dict[str, str]:
    return {f"pkg/m{n}.py": text.replace("N", str(n)) for n in range(LARGE_TREE)}


def test_a_test_that_imports_the_module_and_names_the_member_is_never_cut(analyse: Analyse) -> None:
    analysed = analyse(FILES | _fill("def fN(x): return x.get()\n"), {"pkg/a.py": CHANGED})
    assert analysed.ids == {"tests/test_a.py::test_a"}
    (warning,) = (text for text in analysed.impact.warnings if "common member" in text)
    assert f"A.get in {LARGE_TREE} files" in warning


def test_an_early_stop_is_said_with_its_score_and_what_was_left(analyse: Analyse) -> None:
    chain = {f"pkg/c{n}.py": f"from pkg.c{n + 1} import f\nx = f()\n" for n in range(9)}
    last = {"pkg/c9.py": "def f(): return 1\n", "test_c.py": "import pkg.c0\ndef test(): pass\n"}
    base = {**_fill(""), "pkg/__init__.py": "", **chain, **last}
    analysed = analyse(base, {"pkg/c9.py": "def f(): return 2\n"})
    (warning,) = analysed.impact.warnings
    assert warning.startswith("the search stopped at score 0.40: ")
    assert " further definitions in " in warning


def test_a_complete_search_says_nothing(analyse: Analyse) -> None:
    base = {
        "m.py": "def f(): return 1\n",
        "test_m.py": "from m import f\ndef test_f(): f()\n",
    }
    analysed = analyse(base, {"m.py": "def f(): return 2\n"})
    assert analysed.ids == {"test_m.py::test_f"}
    assert analysed.impact.warnings == ()


def test_a_registered_filter_reaches_tests_that_name_it_in_a_template(analyse: Analyse) -> None:
    base = {
        "pkg/__init__.py": "",
        "pkg/library.py": (
            "class Library:\n"
            "    def __init__(self): self.filters = {}\n"
            "    def filter(self, f):\n"
            "        self.filters[f.__name__] = f\n"
            "        return f\n"
        ),
        "pkg/filters.py": (
            "from pkg.library import Library\nregister = Library()\n"
            "@register.filter\ndef slug(value): return value\n"
            "@register.filter\ndef upper(value): return value\n"
        ),
        "test_m.py": (
            "from pkg import engine\n"
            'def test_slug(): engine.render("{% if a %}{{ title|slug }}{% endif %}")\n'
            'def test_upper(): engine.render("{{ title|upper }}")\n'
        ),
        "pkg/engine.py": "import pkg.filters\ndef render(text): return text\n",
    }
    changed = base["pkg/filters.py"].replace("slug(value): return value", "slug(value): return 1")
    analysed = analyse(base, {"pkg/filters.py": changed})
    assert analysed.ids == {"test_m.py::test_slug"}
