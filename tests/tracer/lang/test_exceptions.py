from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
def f():
    y
    y = 1
f()
    """,
    """
def f():
    def g(): return z
    g()
    z = 1
f()
    """,
    """
try:
    1 / 0
except ZeroDivisionError:
    raise KeyError('k')
    """,
    """
try:
    1 / 0
except ZeroDivisionError as e:
    raise KeyError('k') from e
    """,
    """
try:
    1 / 0
finally:
    [][1]
    """,
    """
try:
    1 / 0
except ZeroDivisionError as e:
    pass
print(e)
    """,
    """
try:
    pass
except 5:
    pass
try:
    1 / 0
except 5:
    pass
    """,
    """
try:
    1 / 0
except (ValueError, 'a'):
    pass
    """,
    """
try:
    try:
        1 / 0
    except ValueError:
        print('no')
except ArithmeticError as e:
    print('yes', repr(e))
    """,
    """
try:
    int('x')
except (TypeError, ValueError) as e:
    print(e)
else:
    print('else')
finally:
    print('fin')
    """,
    """
def f():
    try:
        return 'try'
    finally:
        print('fin')
print(f())
    """,
    """
def f():
    try:
        return 'try'
    finally:
        return 'fin'
print(f())
    """,
    """
def f():
    for i in range(3):
        try:
            if i: return i
            continue
        finally:
            print('fin', i)
print(f())
    """,
    """
def f():
    while True:
        try:
            return 1
        finally:
            break
    return 2
print(f())
    """,
    """
def f():
    while True:
        try:
            1 / 0
        finally:
            break
print(f())
    """,
    """
def f():
    for i in [1]:
        try:
            return 1
        finally:
            continue
print(f())
    """,
    """
try:
    raise KeyError('a')
except KeyError:
    try:
        raise ValueError('b')
    except ValueError as e:
        print(repr(e.__context__), e.__cause__)
        raise
    """,
    """
import sys
try:
    1 / 0
except ZeroDivisionError:
    try:
        raise
    except ZeroDivisionError as e:
        print(e, e.__context__)
    """,
    """
def f():
    raise
try:
    1 / 0
except ZeroDivisionError:
    f()
    """,
    """
class E(Exception):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b
    def __str__(self): return f'E<{self.b}>'
try:
    raise E(1, 2)
except E as e:
    print(e, e.args, e.b)
raise E(3, 4)
    """,
    """
class E(Exception): pass
class F(E): pass
for c in (E, F):
    try:
        raise c
    except F: print('F')
    except E: print('E')
    """,
    """
e = ValueError('x')
e.add_note('n')
print(e.__notes__)
raise e
    """,
    """
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2), KeyError(3)])
except* ValueError as e:
    print(repr(e))
except* TypeError as e:
    print(repr(e.exceptions))
    """,
    """
try:
    raise ValueError(1)
except* ValueError as e:
    print(repr(e))
else:
    print('else')
finally:
    print('fin')
    """,
    """
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
except* ValueError as e:
    raise KeyError('k')
    """,
    """
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
except* ValueError as e:
    raise
    """,
    """
try:
    pass
except* ValueError:
    pass
else:
    print('else')
    """,
    """
try:
    raise ValueError
except* 5:
    pass
    """,
    """
try:
    raise ValueError
except* ExceptionGroup:
    pass
    """,
    """
try:
    raise OSError(2, 'No such file', 'name')
except FileNotFoundError as e:
    print(e, e.errno, e.filename)
    """,
    """
try:
    raise ValueError('a')
except Exception as e:
    e2 = e
raise e2
    """,
    """
def f():
    del a
    a = 1
f()
    """,
    """
class A: pass
A().x
    """,
    """
class A: pass
A.x
    """,
    """
class A:
    __slots__ = ()
A().x = 1
    """,
    """
class A: pass
A()()
    """,
    """
class A: pass
A() + 1
    """,
    """
class A: pass
len(A())
    """,
    """
class A: pass
A()[0]
    """,
    """
class A: pass
A[0]
    """,
    """
class A: pass
for x in A(): pass
    """,
    """
class A: pass
A() < A()
    """,
    """
class A: pass
1 in A()
    """,
    """
class A: pass
A(1)
    """,
    """
class A:
    def __init__(self, x): pass
A()
    """,
    """
class A:
    def __len__(self): return -1
len(A())
    """,
    """
class A:
    def __bool__(self): return 5
if A(): pass
    """,
    """
class A:
    def __iter__(self): return 5
for x in A(): pass
    """,
    """
class A:
    def __repr__(self): return 5
repr(A())
    """,
    """
class A:
    def __hash__(self): return 'a'
{A(): 1}
    """,
    """
class A:
    def __index__(self): return 'a'
[1][A()]
    """,
    """
import os
os.nothing_like_this
    """,
    """
try:
    1 / 0
except ZeroDivisionError as e:
    try:
        [][1]
    except IndexError as f:
        g = f
print(repr(g.__context__))
raise g
    """,
    """
def f(n):
    if n == 0: raise ValueError('deep')
    try:
        f(n - 1)
    except ValueError as e:
        raise KeyError(n) from e
f(3)
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
