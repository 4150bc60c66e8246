from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
def f(a, b, /, c, d=4, *, e, g=6): return a, b, c, d, e, g
print(f(1, 2, 3, e=5), f(1, 2, c=3, d=0, e=1, g=2))
def t(*a, **k):
    try: print(f(*a, **k))
    except TypeError as e: print(e)
t(); t(1); t(1, 2); t(1, 2, 3); t(1, 2, 3, 4, 5, e=1); t(1, 2, 3, 4, 5); t(1, b=2, c=3, e=4)
t(a=1, b=2, c=3, e=4)
t(1, 2, 3, c=4, e=5); t(1, 2, 3, e=5, z=1); t(1, 2, 3, e=5, z=1, y=2); t(1, 2, 3, g=1)
    """,
    """
def f(): pass
def g(a): pass
def h(a, b=1): pass
def i(*, k): pass
def j(*, k, l, m): pass
def n(a, b, c): pass
def o(a, *, k=1): pass
for x in (f, g, h, i, j, n, o):
    for args in ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)):
        for kw in ({}, {'k': 1}, {'a': 1}, {'zz': 1}):
            try: print(x(*args, **kw))
            except TypeError as e: print(e)
    """,
    """
class A:
    def m(self, a): pass
    @classmethod
    def c(cls, a): pass
    @staticmethod
    def s(a): pass
    def n(): pass
for f in (A().m, A.m, A.c, A.s, A().s, A().n):
    for args in ((), (1,), (1, 2), (1, 2, 3)):
        try: print(f(*args))
        except TypeError as e: print(e)
    """,
    """
def outer():
    def inner(a): pass
    return inner
try: outer()(1, 2)
except TypeError as e: print(e)
try: (lambda a: a)()
except TypeError as e: print(e)
f = lambda *, k: k
try: f()
except TypeError as e: print(e)
    """,
    """
def f(a, b=1, *args, c: int = 3, **kw) -> str:
    "doc"
    return a
print(f.__name__, f.__qualname__, f.__module__, f.__doc__, f.__defaults__, f.__kwdefaults__,
    f.__annotations__)
f.x = 5
print(f.__dict__, f.x, f.__class__.__name__)
f.__name__ = 'g'
f.__doc__ = 'new'
print(f.__name__, f.__doc__, f.__qualname__)
    """,
    """
from __future__ import annotations
def f(a: int, *b: list[str], c: 'x' = 1) -> None: pass
print(f.__annotations__)
class A:
    x: int = 3
    y: undefined
print(A.__annotations__)
z: what
print(__annotations__)
    """,
    """
def f(a: int, /, b: str, *c: 1 + 1, d: [], **e: None) -> 5: pass
print(f.__annotations__)
    """,
    """
def deco(tag):
    print('make', tag)
    def d(f):
        print('apply', tag, f.__name__)
        return f
    return d
@deco('a')
@deco('b')
def f(x=print('default'), *, y=print('kwdefault')) -> print('ann'): pass
@deco('c')
class C:
    @deco('m')
    def m(self): pass
    """,
    """
def f(x=[]):
    x.append(1)
    return x
f(); print(f(), f.__defaults__)
    """,
    """
x = 1
def f():
    global x
    x = 2
    def g():
        return x
    return g()
print(f(), x)
def h():
    x = 5
    def g():
        nonlocal x
        x += 1
        def k():
            nonlocal x
            x *= 2
        k()
    g()
    return x
print(h(), x)
    """,
    """
def make():
    total = 0
    def add(n):
        nonlocal total
        total += n
        return total
    def get(): return total
    return add, get
a, g = make()
a(5); a(6)
print(g())
b, h = make()
print(h(), b(1), g())
    """,
    """
def f():
    x = 1
    del x
    try: x
    except UnboundLocalError as e: print(e)
    def g(): return x
    try: g()
    except NameError as e: print(e)
f()
    """,
    """
def f():
    print(sorted(locals()))
    a = 1
    print(sorted(locals()), locals()['a'])
    def g(): return a
    b = [locals().get('a') for _ in range(1)]
    print(sorted(locals()), b)
f()
print('f' in globals(), 'f' in locals(), globals() is locals())
globals()['zz'] = 5
print(zz)
    """,
    """
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(20))
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print([fib(i) for i in range(12)])
even = lambda n: n == 0 or odd(n - 1)
odd = lambda n: n != 0 and even(n - 1)
print(even(50))
    """,
    """
import functools
def deco(f):
    @functools.wraps(f)
    def wrapper(*a, **k):
        return f(*a, **k) + 1
    return wrapper
@deco
def f(a):
    "doc"
    return a
print(f(1), f.__name__, f.__doc__, f.__wrapped__(1), f.__qualname__)
try: f()
except TypeError as e: print(e)
p = functools.partial(f, 5)
print(p(), functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]))
@functools.lru_cache(maxsize=None)
def g(n):
    print('called', n)
    return n * 2
print(g(2), g(2), g.cache_info().hits)
def w(f):
    @functools.wraps(f)
    def wrapper(self): return f(self)
    return wrapper
@w
def q(self, x): pass
try: q(1, 2)
except TypeError as e: print(e)
    """,
    """
def f(*args, **kwargs): return args, kwargs
print(f(*[1], 2, *(3, 4), a=1, **{'b': 2}, c=3))
try: f(**{'a': 1}, a=2)
except TypeError as e: print(e)
try: f(**{'a': 1}, **{'a': 2})
except TypeError as e: print(e)
try: f(*1)
except TypeError as e: print(e)
try: f(**1)
except TypeError as e: print(e)
try: f(1, *None)
except TypeError as e: print(e)
class C:
    def m(self): pass
try: C().m(**1)
except TypeError as e: print(e)
try: C(*1)
except TypeError as e: print(e)
    """,
    """
class Map:
    def keys(self): return ['a', 'b']
    def __getitem__(self, k): return k * 2
print(dict(**Map()), {**Map()}, (lambda **k: k)(**Map()))
class It:
    def __iter__(self): yield from (1, 2)
print((lambda *a: a)(*It()), [*It()])
    """,
    """
def f(a, b):
    a, b = b, a
    return locals()
print(f(1, 2))
def g(x):
    if x: y = 1
    return y
print(g(1))
try: g(0)
except UnboundLocalError as e: print(e)
    """,
    """
def f():
    return
def g():
    pass
def h():
    "only a docstring"
print(f(), g(), h(), h.__doc__, g.__doc__)
    """,
    """
class A:
    def f(self): return __class__
    g = lambda self: __class__.__name__
print(A().f() is A, A().g())
    """,
    """
x = 'global'
class C:
    x = 'class'
    def f(self): return x
    y = x
    z = (lambda: x)()
print(C().f(), C.y, C.z)
def f():
    x = 'local'
    class D:
        print(x)
        x = x + '!' if False else 'd'
        y = x
        def g(self): return x
    return D
print(f().y, f()().g())
def g():
    x = 'local'
    class D:
        y = x
        w = [x for _ in range(1)]
    return D.y, D.w
print(g())
    """,
    """
def f():
    for i in range(3): pass
    return i
print(f())
def g():
    [j for j in range(3)]
    try: return j
    except NameError as e: return str(e)
print(g())
    """,
    """
def f(n):
    def g():
        return n
    n += 1
    return g
print(f(1)())
fs = []
for i in range(3):
    def k(i=i): return i
    fs.append(k)
print([k() for k in fs])
fs = []
for i in range(3):
    fs.append(lambda: i)
print([k() for k in fs])
    """,
    """
def f(__a, b__): return __a, b__
print(f(1, b__=2))
class A:
    __x = 1
    def __init__(self): self.__y = 2
    def __m(self, __p): return self.__x, self.__y, __p
    def call(self): return self.__m(3)
print(A().call(), sorted(k for k in A.__dict__ if 'A' in k), A()._A__y)
class __B:
    __z = 5
print(__B._B__z)
    """,
    """
print([f.__qualname__ for f in (lambda: 0, (lambda: lambda: 0)())])
def a():
    class B:
        def c(self):
            def d(): pass
            return d
    return B
print(a.__qualname__, a().__qualname__, a().c.__qualname__, a()().c().__qualname__,
    a().__module__)
def g():
    global h
    def h(): pass
    class K: pass
g()
print(h.__qualname__)
    """,
    """
def f(x): return x
print(list(map(f, [1, 2])), list(filter(lambda v: v > 1, [1, 2])), sorted([3, 1], key=f),
    max([1, 5], key=lambda v: -v))
print(f == f, f is f, callable(f), isinstance(f, type(lambda: 0)))
print(f.__call__(5), f.__get__(3)(), hash(f) == hash(f))
    """,
    """
def f(): return eval('a + 1', {'a': 1})
print(f())
exec('q = 5\\ndef z(): return q')
print(q, z())
ns = {}
exec('a = 1\\nb = a + 1\\nclass C: x = b', ns)
print(ns['b'], ns['C'].x, ns['C'].__module__, sorted(ns))
loc = {}
exec('a = 1\\ndef f(): return 5\\nb = [a for _ in range(1)]' if False else 'a = 1\\nb = a', {},
    loc)
print(loc)
def g():
    x = 3
    return eval('x * 2'), eval('[x for _ in "ab"]', {'x': 1})
print(g())
code = compile('1 + y', '<s>', 'eval')
print(eval(code, {'y': 5}))
try: eval('1 +')
except SyntaxError as e: print(e.msg, e.lineno)
try: exec('x = ')
except SyntaxError as e: print(e.msg)
try: eval('z9')
except NameError as e: print(e)
print(eval('lambda q: q + 1')(2))
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
