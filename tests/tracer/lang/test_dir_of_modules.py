from __future__ import annotations

from collections.abc import Callable


def test_dir_of_a_module_of_the_standard_library(same: Callable[[str], None]) -> None:
    same(
        """
        import enum, math, textwrap, types
        for module in (enum, math, textwrap):
            print(dir(module))
        own = types.ModuleType("enum")
        print(dir(own))
        """
    )
