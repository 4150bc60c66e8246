from __future__ import annotations

from collections.abc import Callable


def test_equal_constants_are_one_object(same: Callable[[str], None]) -> None:
    same(
        """
        first, second = 1000, 1000
        def inner():
            return 1000 is first, 1.5 is 1.5, (1, 2) is (1, 2), "a b" is "a b", 2j is not 2j
        print(first is second, inner(), 0 is 0.0, 1 is True, [] is [])
        """
    )


def test_code_of_a_function_is_one_object(
    run_traced: Callable[[str], tuple[str, str]],
) -> None:
    source = """
def make():
    def inner(): return 1
    return inner
import copy
a, b = make(), make()
print(copy.copy(a.__code__) is a.__code__, copy.deepcopy([a.__code__])[0] is a.__code__)
print(a.__code__ is b.__code__, a.__code__ is a.__code__, a.__code__ is make.__code__)
"""
    assert run_traced(source) == ("True True\nTrue True False\n", "")
