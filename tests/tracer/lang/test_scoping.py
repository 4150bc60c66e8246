from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
names = [(lambda: 0).__qualname__ for _ in range(1)]
def f(): return [(lambda: 0).__qualname__ for _ in range(1)]
print(names, f())
    """,
    """
x = 1
def f():
    print(x)
    class A:
        x = 2
        def g(self): return x
        def h(self): return self.x
    return A().g(), A().h()
print(f())
    """,
    """
class A:
    y = 1
    def f(self):
        try: return y
        except NameError as e: return str(e)
print(A().f())
    """,
    """
def f():
    x = 1
    class A:
        nonlocal x
        x = 2
        def g(self): return x
    return x, A().g(), 'x' in A.__dict__
print(f())
    """,
    """
def f():
    class A:
        global q
        q = 7
        z = q
    return A.z
print(f(), q)
    """,
    """
def f(a):
    g = lambda: a
    a += 1
    h = lambda: a
    return g(), h()
print(f(1))
    """,
    """
def f():
    try: 1 / 0
    except ZeroDivisionError as e:
        def g(): return e
    try: g()
    except NameError as x: print(x)
f()
e = 5
try: raise KeyError
except KeyError as e: pass
try: e
except NameError as x: print(x)
    """,
    """
def f():
    if (n := 10) > 5: pass
    [m := i for i in range(3)]
    print(n, m)
    total = 0
    print([total := total + v for v in [1, 2, 3]], total)
    def g():
        nonlocal total
        return [total := t for t in range(5)]
    g()
    print(total)
f()
print(any((hit := x) > 2 for x in [1, 3, 5]), hit)
    """,
    """
def f():
    import os.path as p, math as m
    from math import pi as q
    return m.floor(q), p.join('a', 'b')
print(f())
import os.path
print(os.path.basename('a/b'))
    """,
    """
def f(n):
    def g(k):
        def h(): return n, k
        return h
    return g
print(f(1)(2)())
def counter():
    c = 0
    def inc():
        nonlocal c
        c += 1
        return lambda: c
    return inc
i = counter(); a = i(); i()
print(a())
    """,
    """
x = 'g'
def f(x=x):
    def g(y=x): return y
    x = 'changed'
    return g()
print(f(), f('a'))
    """,
    """
print([[i + j for j in range(i)] for i in range(3)], {a: b for a, b in zip('ab', [1, 2])})
def f(z): return [lambda: (i, z) for i in range(2)]
print([g() for g in f(9)])
class A:
    n = 3
    l = [i for i in range(n)]
    try: m = [i + n for i in range(1)]
    except NameError as e: print(e)
n = 10
class B:
    n = 3
    m = [i + n for i in range(2)]
print(B.m)
    """,
    """
def f():
    print([x for x in x] if False else 'ok')
    x = 1
f()
def g():
    return [x for x in range(3) for x in range(x)]
print(g())
    """,
    """
def f(*, a):
    del a
    try: return a
    except UnboundLocalError as e: return str(e)
print(f(a=1))
for i in []: pass
try: i
except NameError as e: print(e)
for k, in [(1,), (2,)]: print(k)
while True:
    try: break
    finally: print('fin')
else: print('no')
for i in range(2): pass
else: print('else', i)
n = 3
while n:
    n -= 1
    if n == 1: continue
    print(n)
else: print('done')
    """,
    """
def f():
    exec('zz = 3')
    try: return zz
    except NameError as e: return str(e)
print(f())
class A:
    exec('w = 5')
print(A.w, vars(A)['w'])
class B:
    locals()['dyn'] = 4
print(B.dyn)
    """,
    """
__x = 1
class A:
    try: print(__x)
    except NameError as e: print(e)
    def f(self):
        import math as __m
        self.__q = lambda __z: __z
        return __m.pi > 3, self.__q(2)
print(A().f(), [k for k in A().__dict__])
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
