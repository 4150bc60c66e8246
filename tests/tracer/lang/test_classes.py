from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
class A:
    "doc"
    x = 1
    def __init__(self, a): self.a = a
    def m(self): return self.a
    @classmethod
    def c(cls, v): return cls, v
    @staticmethod
    def s(v): return v
    @property
    def p(self): return self.a * 2
    @p.setter
    def p(self, v): self.a = v
    @p.deleter
    def p(self): del self.a
a = A(3)
print(a.m(), A.m(a), a.c(1)[0] is A, A.s(2), a.p)
a.p = 10
print(a.a, a.__dict__, A.__doc__, A.__name__, A.__module__, A.__qualname__)
del a.p
try: a.a
except AttributeError as e: print(e, e.name)
try: a.s.x
except AttributeError as e: print(e)
    """,
    """
class A:
    def f(self): return 'A'
class B(A):
    def f(self): return 'B' + super().f()
class C(A):
    def f(self): return 'C' + super().f()
class D(B, C):
    def f(self): return 'D' + super().f()
print(D().f(), [c.__name__ for c in D.__mro__], D.__bases__ == (B, C), issubclass(D, A))
    """,
    """
class A:
    def __new__(cls, *a):
        print('new', cls.__name__, a)
        return super().__new__(cls)
    def __init__(self, *a): print('init', a)
class B(A):
    def __init__(self):
        super().__init__(1, 2)
A(5); B()
class C:
    def __new__(cls): return 5
print(C())
    """,
    """
class Meta(type):
    def __new__(mcs, name, bases, ns, **kw):
        print('new', name, sorted(k for k in ns if k[:2] != '__'), kw)
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print('init', name)
        super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print('call', a)
        return super().__call__(*a)
    def __prepare__(name, bases, **kw):
        print('prepare', name, kw)
        return {'injected': 1}
    def meth(cls): return cls.__name__
    @property
    def prop(cls): return 'prop ' + cls.__name__
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 1
    def __len__(cls): return 7
    def __getitem__(cls, k): return k
class A(metaclass=Meta, flag=True):
    x = injected
    def __init__(self, *a): pass
A(1)
print(A.meth(), A.prop, list(A), 1 in A, len(A), A[3], type(A).__name__)
class B(A): pass
print(type(B) is Meta)
    """,
    """
class Base:
    subs = []
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.subs.append((cls.__name__, tag, cls.x))
class A(Base, tag='a'): x = 1
class B(A): x = 2
print(Base.subs)
try:
    class C(Base, nope=1): x = 3
except TypeError as e: print(e)
    """,
    """
class D:
    def __set_name__(self, owner, name): self.name = name; print('set', owner.__name__, name)
    def __get__(self, obj, cls): return (self.name, obj is None, cls.__name__)
    def __set__(self, obj, v): print('set', v)
    def __delete__(self, obj): print('del')
class A:
    d = D()
    e = D()
a = A()
print(a.d, A.e)
a.d = 5
del a.d
    """,
    """
class A:
    def __getattr__(self, n): return f'ga {n}'
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print('del', n); super().__delattr__(n)
a = A()
a.x = 5
print(a.x, a.y)
del a.x
print(a.x, getattr(a, 'q', 1), hasattr(a, 'z'))
class B:
    def __getattribute__(self, n):
        if n == 'no': raise AttributeError('custom')
        return ('gab', n)
b = B()
print(b.x, getattr(b, 'no', 'dflt'))
try: b.no
except AttributeError as e: print(e)
    """,
    """
class S:
    __slots__ = ('a', '__b')
    def __init__(self): self.a = 1; self.__b = 2
s = S()
print(s.a, s._S__b, hasattr(s, '__dict__'))
try: s.c = 1
except AttributeError as e: print(e)
del s.a
try: s.a
except AttributeError as e: print(e)
class T(S): pass
t = T(); t.c = 5; print(t.c)
    """,
    """
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, V) and self.v == o.v
    def __hash__(self): return hash(self.v)
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return f'V({self.v})'
    def __add__(self, o): return V(self.v + (o.v if isinstance(o, V) else o))
    def __radd__(self, o): return V(o + self.v)
    def __iadd__(self, o): self.v += o; return self
    def __mul__(self, o): return NotImplemented
    def __call__(self, *a): return a
    def __len__(self): return self.v
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
    def __iter__(self): yield self.v
    def __contains__(self, x): return x == self.v
    def __int__(self): return self.v
    def __float__(self): return float(self.v)
    def __index__(self): return self.v
    def __str__(self): return 'str'
    def __bytes__(self): return b'by'
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __divmod__(self, o): return 'dm'
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __reversed__(self): return 'rev'
    def __enter__(self): return self
    def __exit__(self, *a): return False
    def __rshift__(self, o): return 'rs'
    def __ror__(self, o): return 'ror'
v = V(2)
print(v == V(2), v != V(3), {v: 1}[V(2)], sorted([V(3), V(1)]), v + V(1), v + 1, 1 + v, sum([V(1), V(2)]))
v += 5
print(v, repr(v), v(1, 2), len(v), v[1:2], list(v), 7 in v, int(v), float(v), [0] * 8 == [0] * 8, str(v), bytes(v), abs(v))
v[1] = 2
del v[3]
print(round(v), round(v, 2), divmod(v, 1), v ** 2, pow(v, 2, 3), reversed(v), v >> 1, 1 | v, hex(v), range(10)[v], f'{v!r} {v}')
try: v * 2
except TypeError as e: print(e)
try: v @ 2
except TypeError as e: print(e)
try: v <= 2
except TypeError as e: print(e)
    """,
    """
class A:
    x: int
    y: str = 'a'
    z: 'list' = None
print(A.__annotations__, A.y)
class B(A): pass
print(B.__annotations__ is A.__annotations__ if '__annotations__' in dir(B) else None)
    """,
    """
class A:
    for i in range(3): pass
    if i: j = i
    def f(self): return self.i
    x = [1, 2]
    x.append(3)
    del i
print(sorted(k for k in vars(A) if k[:2] != '__'), A.x)
    """,
    """
class A:
    n = 0
    class B:
        class C:
            v = 5
        def f(self): return self.C.v
    def g(self): return self.B().f()
print(A().g(), A.B.C.__qualname__)
    """,
    """
A = type('A', (), {'x': 1, 'f': lambda self: self.x})
print(A().f(), A.__name__, A.__module__)
B = type('B', (A,), {})
print(B().f(), B.__mro__[1] is A)
    """,
    """
class M(type):
    def __call__(cls, *a, **k):
        if not hasattr(cls, '_i'): cls._i = super().__call__(*a, **k)
        return cls._i
class S(metaclass=M): pass
print(S() is S())
    """,
    """
try:
    class A(int, str): pass
except TypeError as e: print(e)
try:
    class X: pass
    class Y(X): pass
    class Z(X, Y): pass
except TypeError as e: print(e)
try:
    class A(5): pass
except TypeError as e: print(e)
try:
    class A(None): pass
except TypeError as e: print(e)
try:
    class A(bool): pass
except TypeError as e: print(e)
class M1(type): pass
class M2(type): pass
try:
    class A(metaclass=M1): pass
    class B(A, metaclass=M2): pass
except TypeError as e: print(e)
try:
    class A(kw=1): pass
except TypeError as e: print(e)
    """,
    """
class A:
    def __class_getitem__(cls, k): return (cls.__name__, k)
    def __mro_entries__(self, bases): return (int,)
print(A[5])
class B(A()): pass
print(B.__bases__, B.__orig_bases__[0].__class__.__name__)
    """,
    """
class A:
    def __init__(self): self.x = 1
    def __eq__(self, o): return True
try: hash(A())
except TypeError as e: print(e)
print(A.__hash__)
class B(A): __hash__ = object.__hash__
print(hash(B()) != None)
    """,
    """
class A:
    @classmethod
    def make(cls): return cls()
    @property
    def bad(self): raise AttributeError('inner')
class B(A):
    @classmethod
    def make(cls): return super().make()
    def __getattr__(self, n): return 'fallback ' + n
print(type(B.make()).__name__, B().bad)
try: A().bad
except AttributeError as e: print(e)
try: A().bad = 5
except AttributeError as e: print(e)
    """,
    """
class A:
    def f(self): return super().__repr__()[:8], super().__class__.__name__ if False else 1
print(A().f())
class B:
    def f(self):
        def inner(): return super(B, self).__hash__() == object.__hash__(self)
        return inner()
    def g(self):
        try: (lambda: super())()
        except RuntimeError as e: print(e)
print(B().f()); B().g()
class C:
    @staticmethod
    def f(): return super()
    @staticmethod
    def g(*a): return super()
for f in (C.f, C.g):
    try: f()
    except RuntimeError as e: print(e)
try: C.g(1)
except TypeError as e: print(e)
except RuntimeError as e: print(e)
def f(self): return super()
try: f(1)
except RuntimeError as e: print(e)
    """,
    """
from enum import Enum, IntEnum, Flag, auto
class C(Enum):
    RED = 1
    GREEN = 2
    ALIAS = 1
    @property
    def low(self): return self.name.lower()
    def __str__(self): return 'C:' + self.name
print(C.RED, repr(C.RED), C(2), C['RED'], list(C), C.ALIAS is C.RED, C.RED.low, len(C), C.RED.value)
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
    """
class A:
    x = 1
    def __init_subclass__(cls): cls.y = cls.x + 1
class B(A): x = 5
class C(B): pass
print(B.y, C.y)
A.x = 9
a = A()
print(a.x)
a.x = 3
del a.x
print(a.x, A.__dict__['x'], vars(a))
setattr(A, 'new', lambda self: 'n')
print(a.new(), getattr(a, 'new')())
a.__class__ = B
print(type(a).__name__)
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
