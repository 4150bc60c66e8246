from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.graph import CodeGraph
from patchcritic.context.resolver import Node, Resolver
from patchcritic.context.source import SourceTree

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]
FILES = {
    "lib.py": """
        class Base:
            kind = "base"
            def run(self):
                return self.step()
            def step(self):
                return 0

        class Child(Base):
            def __init__(self, tool=None):
                super().__init__()
            def step(self):
                return super().step() + 1
            def __add__(self, other):
                return self

        def use(child):
            return child.step()

        def numbers(a, b):
            return a + b

        def default(tool=use):
            return tool
    """,
    "test_lib.py": """
        from lib import Child, use

        def test_run():
            assert Child().run() == 1

        def test_use():
            assert use(Child()) == 1
    """,
}


@pytest.fixture
def graph(make_tree: MakeTree) -> CodeGraph:
    return CodeGraph(Resolver(make_tree(FILES)), [("lib.py", "Child.step")])


def lib(name: str) -> Node:
    return ("lib.py", name)


@pytest.mark.parametrize(
    ("name", "target", "weight"),
    [
        ("Base.run", "Base.step", 1.0),
        ("Base.run", "Child.step", 0.4),
        ("Child", "Base", 0.5),
        ("Child", "Child.__init__", 1.0),
        ("Base", "Base.kind", 0.5),
        ("Child.step", "Base.step", 1.0),
        ("use", "Child.step", 0.4),
        ("default", "use", 0.2),
    ],
)
def test_edges(graph: CodeGraph, name: str, target: str, weight: float) -> None:
    assert graph.edges(lib(name)).get(lib(target)) == weight


def test_an_operator_on_numbers_reaches_no_class(graph: CodeGraph) -> None:
    assert graph.edges(lib("numbers")) == {}


def test_subclasses_that_override_a_changed_method(make_tree: MakeTree) -> None:
    graph = CodeGraph(Resolver(make_tree(FILES)), [lib("Base.step")])
    assert graph.edges(lib("Base.step"))[lib("Child.step")] == 0.4


def test_distance_and_path(graph: CodeGraph) -> None:
    test = ("test_lib.py", "test_run")
    distance = graph.explore([test], 5)
    assert distance[test] == 0
    assert distance[lib("Base.run")] == 1
    path = graph.find_paths(distance, [lib("Child.step")])
    assert test in path
    assert lib("Child.step") in path
    assert lib("use") not in path


def test_depth_bounds_the_search(graph: CodeGraph) -> None:
    assert set(graph.explore([("test_lib.py", "test_use")], 0)) == {("test_lib.py", "test_use")}
    assert graph.explore([("gone.py", "f")], 3) == {("gone.py", "f"): 0}


def test_methods_that_python_calls_together(make_tree: MakeTree) -> None:
    source = """
        class Box:
            def __reduce__(self):
                return (Box, (), 1)
            def __setstate__(self, state):
                self.x = state
            def other(self): ...
    """
    graph = CodeGraph(Resolver(make_tree({"m.py": source})), [])
    edges = graph.edges(("m.py", "Box.__reduce__"))
    assert edges.get(("m.py", "Box.__setstate__")) == 0.5
    assert ("m.py", "Box.other") not in edges


GUESSED = {
    "pkg/shop.py": """
        class Shop:
            def __init__(self, week):
                self.week = week
            def hours(self, day):
                return self.week.open_on(day) + self.week.get(day)
    """,
    "pkg/week.py": """
        class Week:
            def open_on(self, day):
                return day
            def get(self, day):
                return day
    """,
    "other/week.py": "class Far:\n    def open_on(self, day): ...\n",
}


def test_an_attribute_of_something_unknown_is_guessed_by_its_name(make_tree: MakeTree) -> None:
    edges = CodeGraph(Resolver(make_tree(GUESSED)), []).edges(("pkg/shop.py", "Shop.hours"))
    assert edges.get(("pkg/week.py", "Week.open_on")) == 0.4
    assert ("pkg/week.py", "Week.get") not in edges, "a dict has that too"
    assert ("other/week.py", "Far.open_on") not in edges


def test_a_name_that_many_classes_have_is_not_guessed(make_tree: MakeTree) -> None:
    files = {f"pkg/more{n}.py": "class C:\n    def open_on(self): ...\n" for n in range(2)}
    edges = CodeGraph(Resolver(make_tree(GUESSED | files)), []).edges(("pkg/shop.py", "Shop.hours"))
    assert not any(name.endswith("open_on") for _, name in edges)


WAYS = """
    def test():
        short()
        long()
        aside()
    def short():
        changed()
    def long():
        longer()
    def longer():
        changed()
    def aside(): ...
    def changed(): ...
"""


def test_every_way_to_the_change_counts_with_its_length(make_tree: MakeTree) -> None:
    graph = CodeGraph(Resolver(make_tree({"m.py": WAYS})), [("m.py", "changed")])
    distance = graph.explore([("m.py", "test")], 8)
    found = graph.find_paths(distance, [("m.py", "changed")])
    steps = {name: far for (_, name), far in found.items()}
    assert steps == {"test": 2, "short": 2, "changed": 2, "long": 3, "longer": 3}
    assert graph.find_paths(distance, [("m.py", "gone")]) == {}
