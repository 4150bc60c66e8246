from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
def m(v):
    match v:
        case 1 | 2: return 'one or two'
        case -1 | 3.5 | 'x' | b'y' | 1j: return 'literal'
        case None: return 'none'
        case True: return 'true'
        case []: return 'empty'
        case [x]: return ('single', x)
        case (1, y) | [2, y]: return ('pair', y)
        case [a, *_, z]: return ('ends', a, z)
        case {'k': 1, **rest}: return ('k1', rest)
        case {'k': [p, q]}: return ('kpq', p, q)
        case {}: return 'mapping'
        case str(s) if len(s) > 3: return ('long', s)
        case int(n) | float(n): return ('num', n)
        case _: return 'other'
for v in (1, 2, 3.5, -1, 'x', b'y', None, True, [], [5], (1, 9), [2, 8], [1, 2, 3], {'k': 1,
    'z': 2}, {'k': [1,
        2]}, {'a': 1}, 'long string', 'abc', 99, 2.5, {1}, range(3), range(0), iter([])):
    print(m(v))
    """,
    """
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
class Q(P): pass
class R:
    z = 1
def m(v):
    match v:
        case P(0, 0): return 'origin'
        case P(x=0): return 'x0'
        case Q(a, b): return ('Q', a, b)
        case P(a, y=b) if a == b: return ('diag', a)
        case P(x, y): return (x, y)
        case R(z=zz): return ('R', zz)
        case object(nope=1): return 'nope'
        case _: return None
for v in (P(0, 0), P(0, 1), Q(1, 2), P(3, 3), P(1, 2), R(), 5): print(m(v))
def bad(v, k):
    try:
        match v:
            case P(1, 2, 3) if k == 0: pass
            case R(1): pass
    except TypeError as e: print(e)
bad(P(1, 2), 0); bad(R(), 1)
try:
    match 5:
        case len(): pass
except TypeError as e: print(e)
class S: __match_args__ = 'ab'
try:
    match S():
        case S(1): pass
except TypeError as e: print(e)
class T: __match_args__ = ('a',)
t = T(); t.a = 1
try:
    match t:
        case T(1, a=1): pass
except TypeError as e: print(e)
    """,
    """
import enum
class C(enum.Enum):
    A = 1
    B = 2
def m(v):
    match v:
        case C.A: return 'A'
        case C.B: return 'B'
        case [C.A, *rest] as whole: return (rest, whole)
        case {'x': C.B as q}: return q
        case bool(): return 'bool'
        case int(): return 'int'
        case dict(d): return ('dict', d)
        case list() | tuple(): return 'seq'
        case str() as s: return s
print([m(v) for v in (C.A, C.B, [C.A, 1], {'x': C.B}, True, 3, {}, [], (1,), 's')])
print(m(2.5))
    """,
    """
match [1, [2, 3], {'a': [4]}]:
    case [x, [y, *z], {'a': [w]}] if x < y: print(x, y, z, w)
x = 5
match x:
    case y: print('captured', y)
match 1, 2:
    case a, b: print(a, b)
match {'a': 1}:
    case {'b': _}: print('no')
    case {'a': v, **r}: print(v, r)
from collections import OrderedDict, deque
match OrderedDict(a=1):
    case {'a': 1}: print('od')
match deque([1, 2]):
    case [1, 2]: print('deque')
match 'ab':
    case ['a', 'b']: print('bad')
    case _: print('str is no sequence')
def f():
    for i in range(5):
        match i:
            case 1: continue
            case 3: break
            case _: print(i)
    match i:
        case 3: return 'ret'
print(f())
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
