from __future__ import annotations

from collections.abc import Callable

import pytest

USES = (
    "first, second = value", "first, *rest = value", "[*value]", "print(*value)", "print(**value)",
    "{**value}", "list(value)", "1 in value", "for _ in value: pass", "with value: pass",
)  # fmt: skip
VALUES = """
import collections, re
class Items:
    def __getitem__(self, index): raise IndexError
class Never:
    __iter__ = None
class NoSlot:
    __getitem__ = 1
class Mapping(dict):
    __iter__ = None
class Meta(type): pass
class Made(metaclass=Meta): pass
values = [
    int | str, list[int], Items(), Never(), NoSlot(), Mapping(), Made, Made(), 5, None, int, ...,
    re.compile("a"), re.match("a", "a"), collections.deque(), NotImplemented, object(), len,
]
for value in values:
    try:
        SUITE
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.mark.parametrize("use", USES)
def test_messages_call_types_as_cpython_does(use: str, same: Callable[[str], None]) -> None:
    same(VALUES.replace("SUITE", use))
