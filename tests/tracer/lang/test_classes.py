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
class D:
    def __set_name__(self, owner, name): self.name = name; print('set', owner.__name__,
        name)
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
print(v == V(2), v != V(3), {v: 1}[V(2)], sorted([V(3), V(1)]), v + V(1), v + 1, 1 + v,
    sum([V(1), V(2)]))
v += 5
print(v, repr(v), v(1, 2), len(v), v[1:2], list(v), 7 in v, int(v), float(v),
    [0] * 8 == [0] * 8, str(v), bytes(v), abs(v))
v[1] = 2
del v[3]
print(round(v), round(v, 2), divmod(v, 1), v ** 2, pow(v, 2, 3), reversed(v), v >> 1, 1 | v,
    hex(v), range(10)[v], f'{v!r} {v}')
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
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
