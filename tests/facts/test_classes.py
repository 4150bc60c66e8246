"""Method resolution order and members, checked against classes that Python builds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.facts.engine import Engine
from patchcritic.facts.nouns import GONE, ClassRef, FunctionRef, InstanceRef

EngineOf = Callable[[Mapping[str, str]], Engine]

HIERARCHY = """
class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass
class E(D, A): pass
class F(C, B): pass
"""


def _class(engine: Engine, name: str, path: str = "m.py") -> ClassRef:
    found = engine.resolver.find_name(path, name)
    assert isinstance(found, ClassRef)
    return found


@pytest.mark.parametrize("name", "ABCDEF")
def test_order_is_python_s_own(engine_of: EngineOf, name: str) -> None:
    namespace: dict[str, type] = {}
    exec(HIERARCHY, namespace)  # noqa: S102
    expected = [cls.__name__ for cls in namespace[name].__mro__[:-1]]
    engine = engine_of({"m.py": HIERARCHY})
    lineage = engine.classes.lineage(_class(engine, name))
    assert [ref.qualname for ref in lineage.classes] == expected
    assert lineage.is_closed


@pytest.mark.parametrize("bad", ["class X(A, B): pass", "class X(D, F): pass"])
def test_a_conflict_is_a_problem_of_the_import(engine_of: EngineOf, bad: str) -> None:
    with pytest.raises(TypeError, match="consistent method resolution"):
        exec(HIERARCHY + bad, {})  # noqa: S102
    engine = engine_of({"m.py": HIERARCHY + bad})
    problem = engine.import_problem("m.py")
    assert problem is not None
    assert problem.kind == "inconsistent-hierarchy"


@pytest.mark.parametrize(
    "header",
    ["class X(Base):", "class X(metaclass=M):", "@deco\nclass X:", "class X(A, external.B):"],
)
def test_what_is_not_all_in_sight_is_open(engine_of: EngineOf, header: str) -> None:
    source = f"from somewhere import Base, external, M, deco\nclass A: pass\n{header}\n    y = 1\n"
    engine = engine_of({"m.py": source + "def f():\n    return X.gone\n"})
    assert engine.scope_problems("m.py", "f") == ()


MEMBERS = """
from dataclasses import dataclass
class A:
    x: int
    y = 1
    def method(self, a): pass
    @staticmethod
    def static(a): pass
    @classmethod
    def made(cls, a): pass
    @property
    def prop(self): pass
    def setter(self): self.later = 1
    if True:
        def maybe(self): pass
    for name in ():
        looped = name
class Dynamic:
    def __getattr__(self, name): return 1
@dataclass
class Data:
    field: int
"""


@pytest.mark.parametrize("name", ["x", "y", "prop", "later", "looped", "name", "__eq__"])
def test_attributes_that_are_there_but_no_methods(engine_of: EngineOf, name: str) -> None:
    engine = engine_of({"m.py": MEMBERS})
    assert engine.classes.find_attribute(InstanceRef(_class(engine, "A")), name) is None


@pytest.mark.parametrize(
    ("name", "has_receiver"), [("method", True), ("static", False), ("made", True)]
)
def test_methods(engine_of: EngineOf, name: str, has_receiver: bool) -> None:
    engine = engine_of({"m.py": MEMBERS})
    found = engine.classes.find_attribute(InstanceRef(_class(engine, "A")), name)
    assert isinstance(found, FunctionRef)
    assert (found.receiver is not None) is has_receiver


def test_absent_attributes(engine_of: EngineOf) -> None:
    engine = engine_of({"m.py": MEMBERS})
    assert engine.classes.find_attribute(_class(engine, "A"), "gone") is GONE
    assert engine.classes.find_attribute(_class(engine, "Dynamic"), "gone") is None


def test_constructors(engine_of: EngineOf) -> None:
    source = MEMBERS + "class Own(A):\n    def __init__(self, a): pass\nclass Sub(Own): pass\n"
    engine = engine_of({"m.py": source + "class New:\n    def __new__(cls): pass\n"})
    found = engine.classes.find_constructor(_class(engine, "Sub"))
    assert isinstance(found, FunctionRef)
    assert found.qualname == "Own.__init__"
    assert engine.classes.find_constructor(_class(engine, "A")) is GONE
    assert engine.classes.find_constructor(_class(engine, "Data")) is None
    assert engine.classes.find_constructor(_class(engine, "New")) is None


ABSTRACT = """
from abc import ABC, abstractmethod
class Base(ABC):
    @abstractmethod
    def run(self): pass
    @property
    @abstractmethod
    def name(self): pass
class Half(Base):
    def run(self): pass
class Full(Half):
    name = "x"
class Plain:
    @abstractmethod
    def run(self): pass
"""


@pytest.mark.parametrize("name", ["Base", "Half", "Full", "Plain"])
def test_abstract_classes_cannot_be_called(engine_of: EngineOf, name: str) -> None:
    namespace: dict[str, type] = {}
    exec(ABSTRACT, namespace)  # noqa: S102
    expected = sorted(getattr(namespace[name], "__abstractmethods__", ()))
    engine = engine_of({"m.py": ABSTRACT + f"def f():\n    {name}()\n"})
    assert list(engine.classes.abstract_methods(_class(engine, name))) == expected
    problems = engine.scope_problems("m.py", "f")
    assert [problem.kind for problem in problems] == (["abstract-class"] if expected else [])


def test_a_base_from_another_module_and_a_cycle(engine_of: EngineOf) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class A:\n    def go(self, x): pass\n",
        "pkg/b.py": "from . import a\nclass B(a.A): pass\nclass Loop(Loop): pass\n",
    }
    engine = engine_of(files)
    found = engine.classes.find_attribute(_class(engine, "B", "pkg/b.py"), "go")
    assert isinstance(found, FunctionRef)
    assert found.path == "pkg/a.py"
    assert not engine.classes.lineage(_class(engine, "Loop", "pkg/b.py")).is_closed
