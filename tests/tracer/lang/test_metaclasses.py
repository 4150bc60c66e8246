from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
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
