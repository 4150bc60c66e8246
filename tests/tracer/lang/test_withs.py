from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
class A: pass
with A(): pass
    """,
    """
class A:
    def __enter__(self): pass
with A(): pass
    """,
    """
class M:
    def __enter__(self): return self
    def __exit__(self, t, v, tb):
        print(t.__name__, v, tb is None)
        return t is ValueError
with M():
    raise ValueError('x')
print('after')
with M():
    raise KeyError('y')
    """,
    """
class M:
    def __enter__(self): return self
    def __exit__(self, *a): raise KeyError('in exit')
with M():
    raise ValueError('x')
    """,
    """
class M:
    def __init__(self, n): self.n = n
    def __enter__(self): print('in', self.n); return self.n
    def __exit__(self, *a): print('out', self.n, a)
with M(1) as a, M(2) as b:
    print(a, b)
def f():
    with M(3):
        return 5
print(f())
for i in [1, 2]:
    with M(i):
        if i == 1: continue
        break
    """,
    """
class M:
    __enter__ = None
    __exit__ = None
with M(): pass
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
