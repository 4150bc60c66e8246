from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

SOURCE = """
import enum
@enum.global_enum
class Tone(enum.Enum):
    HIGH = 1
    LOW = 2
print(HIGH, repr(LOW), Tone.LOW is LOW)
"""


def test_members_come_into_the_traced_module(
    run_traced: Callable[[str], tuple[str, str]],
) -> None:
    assert run_traced(SOURCE) == ("HIGH program.LOW True\n", "")


def test_modules_of_the_host_get_no_members(make_world: Callable[[dict[str, str]], Any]) -> None:
    source = "import enum\nclass E(enum.IntEnum): pass\nE._convert_('F', 'os', str.isupper)\n"
    world = make_world({"program.py": source})
    world.load()
    assert [type(lost.error) for lost in world.interpreter.lost] == [Undecided]
    with pytest.raises(KeyError):
        world.load("program").__dict__["F"]
