from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_module_beside_lost_statements_is_imported(
    make_world: Callable[[dict[str, str]], Any],
) -> None:
    world = make_world(
        {
            "pkg/__init__.py": "import absent_package\nvalue = absent_package.value + 1\n",
            "pkg/part.py": "number = 3\n",
            "user.py": "from pkg import part\nnumber = part.number\n",
        }
    )
    assert world.load("user").__dict__["number"] == 3
