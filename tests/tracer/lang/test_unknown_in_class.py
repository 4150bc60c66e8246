from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

SOURCE = """
import absent_package
class Item:
    @absent_package.decorate
    def cost(self):
        return 1
def read():
    try:
        Item().cost
    except TypeError:
        return "raised"
    return "did not raise"
"""


def test_reading_what_may_be_a_descriptor_is_undecided(
    make_world: Callable[[dict[str, str]], Any],
) -> None:
    module = make_world({"program.py": SOURCE}).load()
    with pytest.raises(Undecided):
        module.read()
