from __future__ import annotations

import pytest

from patchcritic.critics.static.module import ModuleCode
from patchcritic.critics.static.trail import Trail
from patchcritic.critics.static.ways import find_way, find_ways, follow_trail

CODE = """
def leaf(): ...

def plain(): return leaf()

def careful(x):
    if x:
        return leaf()
    return plain()

def rare(x):
    try:
        return 1
    except KeyError:
        while x:
            return leaf()

class Box:
    def __init__(self): self.size = leaf()

def loop(): return loop()
"""


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"leaf"}, ("leaf", 0, 0)),
        ({"plain"}, ("plain", 1, 0)),
        ({"careful"}, ("careful", 2, 0)),  # through plain, without a condition
        ({"rare"}, ("rare", 1, 3)),  # in a handler of one kind, in a loop
        ({"Box"}, ("Box", 1, 0)),
        ({"rare", "plain"}, ("plain", 1, 0)),
        ({"loop", "else"}, None),
    ],
)
def test_the_easiest_way(names: set[str], expected: tuple[str, int, int] | None) -> None:
    found = find_way(find_ways(ModuleCode(CODE), ["leaf"]), frozenset(names))
    assert (found and (found[0], found[1].n_steps, found[1].depth)) == expected


def test_the_conditions_along_a_trail() -> None:
    way = follow_trail(ModuleCode(CODE), Trail(("test_x", "rare", "leaf")))
    assert (way.n_steps, way.depth) == (1, 3)
    assert follow_trail(ModuleCode(CODE), Trail(("test_x", "leaf"))).n_steps == 0


def test_a_file_that_cannot_be_parsed_knows_no_way() -> None:
    assert find_way(find_ways(ModuleCode("def ("), ["leaf"]), frozenset({"plain"})) is None
