from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.piece import Piece
from patchcritic.context.slicer import Slicer
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestCode

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]
FILES = {
    "lib.py": """
        from abc import abstractmethod
        LIMIT = 3

        class Base:
            @abstractmethod
            def run(self): ...

        class Store(Base):
            size = 1
            def run(self):
                return changed(self.size)

        def changed(n):
            return helper(n) + LIMIT

        def helper(n):
            return n

        def unrelated(n):
            return n
    """,
    "test_lib.py": """
        from lib import Store

        def make():
            return Store()

        def test_run():
            assert make().run() == 4
    """,
}
CHANGED = ("lib.py", "changed")
TEST = TestCode(
    test=Piece(role="test", path="test_lib.py", keep=frozenset({6, 7})),
    case="",
    support=(),
    roots=(("test_lib.py", "test_run"),),
    fixtures={},
)


@pytest.fixture
def slicer(make_tree: MakeTree) -> Slicer:
    return Slicer(make_tree(FILES), [CHANGED])


def test_what_the_change_calls(slicer: Slicer) -> None:
    names = {piece.name for piece in slicer.slice_patch(1000).pieces}
    assert names == {"lib.py::helper", "lib.py::LIMIT"}


def test_what_leads_from_a_test_to_the_change(slicer: Slicer) -> None:
    found = slicer.slice_test(TEST, {CHANGED}, 1000)
    roles = {piece.name: piece.role for piece in found.pieces}
    assert roles["lib.py::Store.run"] == "path"
    assert roles["lib.py::Store.size"] == "constant"
    assert "test_lib.py::make" in roles
    assert not {"lib.py::changed", "lib.py::unrelated", "lib.py::Base.run", "lib.py::Base"} & set(
        roles
    )


def test_what_is_shown_already_is_not_shown_again(slicer: Slicer) -> None:
    shown = {CHANGED, ("lib.py", "Store")}
    names = {p.name for p in slicer.slice_test(TEST, shown, 1000).pieces}
    assert not any(name.startswith("lib.py::Store") for name in names)


def test_what_does_not_fit_is_recorded(slicer: Slicer) -> None:
    found = slicer.slice_test(TEST, {CHANGED}, 0)
    assert found.pieces == ()
    assert "lib.py::Store.run" in {one.title for one in found.dropped}
    assert {one.reason for one in found.dropped} <= {"over the budget", "far away"}


WAY = {
    "lib.py": """
        def enter(n):
            one(n), two(n), three(n), four(n), five(n), six(n)
            return first(n)

        def first(n):
            return second(n)

        def second(n):
            return changed(n)

        def changed(n):
            return n
    """
    + "".join(
        f"""
        def {name}(n):
            return deep_{name}(n), 1, 2, 3

        def deep_{name}(n):
            return n
    """
        for name in ("one", "two", "three", "four", "five", "six")
    ),
    "test_lib.py": """
        from lib import enter

        def test_run():
            assert enter(1)
    """,
}


def test_the_whole_way_to_the_change_comes_before_all_else(make_tree: MakeTree) -> None:
    slicer = Slicer(make_tree(WAY), [CHANGED])
    found = slicer.slice_test(TEST, {CHANGED}, 1000)
    names = [piece.name.partition("::")[2] for piece in found.pieces]
    assert set(names[:3]) == {"enter", "first", "second"}
    assert set(names[3:]) >= {"one", "two", "three", "four", "five", "six"}
    assert {one.title for one in found.dropped if one.reason == "far away"} == set()
    little = slicer.slice_test(TEST, {CHANGED}, 60)
    assert {piece.role for piece in little.pieces} == {"path"}
    assert all(one.reason == "over the budget" for one in little.dropped)


def test_what_is_hardly_ever_reached_is_recorded_as_far_away(make_tree: MakeTree) -> None:
    wide = "def helper():\n" + "".join(f"    far{n}()\n" for n in range(40))
    wide += "".join(f"def far{n}():\n    return {n}\n" for n in range(40))
    tree = make_tree({**WAY, "test_lib.py": f"{wide}def test_run():\n    helper()\n"})
    found = Slicer(tree, [CHANGED]).slice_test(TEST, {CHANGED}, 1000)
    assert [piece.name for piece in found.pieces] == ["test_lib.py::helper"]
    far = [one for one in found.dropped if one.reason == "far away"]
    assert {one.title for one in far} == {f"test_lib.py::far{n}" for n in range(40)}
    assert all(one.n_tokens > 0 for one in far)
