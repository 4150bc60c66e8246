from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
from enum import Enum, IntEnum, Flag, auto
class C(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1
    @property
    def low(self): return self.name.lower()
    def __str__(self): return 'C:' + self.name
print(C.RED, repr(C.RED), C(2), C['RED'], list(C), C.ALIAS is C.RED, C.RED.low, len(C),
    C.RED.value)
try: C(9)
except ValueError as e: print(e)
class P(Flag):
    A = auto(); B = auto()
print(P.A | P.B, P.A in (P.A | P.B))
class I(IntEnum):
    X = 1
print(I.X + 1, I.X == 1)
class Planet(Enum):
    A = (1, 2)
    def __init__(self, m, r): self.m = m; self.r = r
print(Planet.A.m, Planet.A.r, Planet.A.value)
    """,
    """
from dataclasses import dataclass, field
@dataclass
class P:
    x: int
    y: int = 2
    z: list = field(default_factory=list)
    def s(self): return self.x + self.y
p = P(1)
print(p, p == P(1), p.s(), P(1, 2, [3]))
@dataclass(frozen=True, order=True)
class Q:
    a: int
    b: str = 'x'
print(Q(1) < Q(2), hash(Q(1)) == hash(Q(1)))
try: Q(1).a = 2
except Exception as e: print(type(e).__name__, e)
@dataclass
class R(P):
    w: int = 5
    def __post_init__(self): self.w += 1
print(R(1))
try: P()
except TypeError as e: print(e)
    """,
    """
from typing import NamedTuple, Generic, TypeVar, Protocol
from collections import namedtuple
T = TypeVar('T')
class G(Generic[T]):
    def f(self, x: T) -> T: return x
print(G[int]().f(3))
class H(G[int]): pass
print(H.__orig_bases__)
N = namedtuple('N', 'a b c', defaults=[9])
print(N(1, 2), N(1, 2)._replace(a=5), N._fields, N(1, 2) == (1, 2, 9))
class M(NamedTuple):
    x: int
    y: str = 'a'
    def f(self): return self.x
print(M(1), M(1).f(), M(1)[1], M._field_defaults)
class Pr(Protocol):
    def f(self) -> int: ...
    """,
    """
from abc import ABC, abstractmethod
class A(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def p(self): ...
try: A()
except TypeError as e: print(e)
class B(A):
    def f(self): return 1
    p = 5
print(B().f(), isinstance(B(), A))
class V: pass
A.register(V)
print(isinstance(V(), A), issubclass(V, A))
    """,
    """
class L(list):
    def append(self, x): super().append(x * 2)
    def __repr__(self): return 'L' + super().__repr__()
l = L([1]); l.append(5); l += [1]
print(l, l[0], len(l), isinstance(l, list), l == [1, 10, 1])
class D(dict):
    def __missing__(self, k): return k + '!'
    def __getattr__(self, k): return self[k]
d = D(a=1)
print(d['a'], d['b'], d.c, d)
class S(str):
    def up(self): return self.upper()
print(S('a').up(), S('a') + 'b', f'{S("x"):>3}')
class I(int):
    def __add__(self, o): return I(int(self) + int(o) + 100)
print(I(1) + 2, 2 + I(1), I(5) * 2, sum([I(1), I(2)]))
class E(Exception):
    pass
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
print(T(1, 2), len(T(1)))
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
