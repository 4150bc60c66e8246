from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
def f(): return 1.5, 'a b', (1, 'x', (2.5,)), -7.25, 0.0, 2j, b'q', 12345678, 1, True
for x, y in zip(f(), (1.5, 'a b', (1, 'x', (2.5,)), -7.25, -0.0, 2j, b'q', 12345678, 1.0, 1)):
    print(x is y, x, y)
setattr(f, 'some_name', 1)
print([k is 'some_name' for k in vars(f)])
    """,
    """
print(1 + 2 * 3 - 4 / 5 // 1, 7 % 3, -7 // 2, 2 ** 10, 1 << 4, 255 >> 3, 6 & 3, 6 | 3,
    6 ^ 3)
    """,
    "print(-5, +5, ~5, not 5, not [], -(-5), -True, --3)",
    """
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 != 2, 1 in [1], 2 not in (1,), None is None,
    1 is not None)
    """,
    "print([] or 0 or 'x', 1 and 2 and 3, 0 and 1, [] and 1, 'a' if [] else 'b')",
    """
x = 1
x += 2; x *= 5; x -= 1; x //= 2; x **= 2; x %= 10; x <<= 3; x |= 1; x ^= 3; x &= 14
print(x)
    """,
    """
a = [1, 2]
b = a
a += [3]
print(a, b, a is b)
a = a + [4]
print(a is b)
    """,
    "print([*range(3), *'ab'], (*[1], 2), {*[1, 2], 2}, {**{'a': 1}, 'b': 2, **{'a': 3}})",
    """
a, *b, c = range(5)
(d, e), f = (1, 2), 3
[g, *h] = 'xyz'
print(a, b, c, d, e, f, g, h)
    """,
    """
for a, (b, *c) in [(1, (2, 3, 4)), (5, [6])]:
    print(a, b, c)
    """,
    """
x = [1, 2, 3, 4, 5]
print(x[1:3], x[::-1], x[-1], x[:2], x[::2])
x[1:3] = [9]
del x[0], x[-1]
print(x)
    """,
    """
d = {}
d['a'] = d['b'] = 1
del d['a']
print(d)
    """,
    'print(f\'{1}{"a"!r:>5}{3.14159:.{2}f}{[1]!s:<6}|{1 + 1 = }{"x"!a}{{}}\')',
    """
x = 5
print(f'{x=} {x = :03d}')
    """,
    "print((y := 5), y, [z := 1, z + 1])",
    """
print([i for i in range(5) if i % 2 if i > 1], {i: i * i for i in range(3)},
    {i % 2 for i in range(4)})
    """,
    """
print([(i, j) for i in range(3) for j in range(i)],
    [[j for j in range(i)] for i in range(3)])
    """,
    """
x = 'outer'
print([x for x in range(2)], x)
    """,
    "print([y := i for i in range(3)], y)",
    """
g = (i for i in range(3))
print(next(g), list(g), type(g).__name__)
    """,
    """
def f():
    return [lambda: i for i in range(3)]
print([g() for g in f()])
    """,
    """
x = 10
class A:
    x = 5
    y = [x for _ in range(2)]
    z = [i for i in range(x)]
print(A.y, A.z)
    """,
    "print((lambda a, b=2, *c, d, **e: (a, b, c, d, e))(1, d=4, z=5))",
    "print('a' 'b', b'x' b'y', 0x10, 1_000, 1e3, 2j, ..., '\\n\\t')",
    "print(1 if 2 > 1 else 3 if 0 else 4)",
    """
x = y = []
print(x is y)
    """,
    """
i = 0
x = [0, 0]
i, x[i] = 1, 2
print(i, x)
    """,
    "print('%s-%d' % ('a', 3), '%(k)s' % {'k': 1}, 'a' * 3, [0] * 2, (1,) + (2,))",
    "print(1 == 1 == 1, (1, 2) < (1, 3), 'a' < 'b', [1] == [1], {1: 2} == {1: 2})",
    """
def f(x):
    print(x)
    return x
print(f(1) < f(2) < f(0) < f(9))
    """,
    """
def f(x):
    print(x)
    return x
d = {f('a'): f(1), f('b'): f(2)}
f([0])[f(0)] = f(5)
    """,
    """
def f(x):
    print('f', x)
    return [0, 1]
f('t')[f('i')[0]] += f('v')[1]
    """,
    """
x: int = 5
y: 'str'
print(__annotations__, x)
    """,
    """
assert True
assert 1, 'no'
try:
    assert 0, 'msg'
except AssertionError as e:
    print(e.args)
    """,
    "print(*[1, 2], *(3,), sep='-', **{'end': '!\\n'})",
    """
print(max([3, 1], key=lambda v: -v), sorted('bca', reverse=True), list(map(str, [1])),
    sum([1, 2], 3))
    """,
    "print(isinstance(1, int), issubclass(bool, int), type(1), type('a') is str, callable(print))",
    "print([].__len__(), 'abc'.upper(), (5).bit_length(), [3, 1].index(1), {'a': 1}.get('b', 2))",
    "print(slice(1, 2), range(3), [1, 2, 3][slice(0, 2)], 'abc'[-2:])",
    """
class I:
    def __index__(self): return 1
print([1, 2][I()], 'abc'[I():], range(5)[I()])
    """,
    """
class G:
    def __getitem__(self, k): return k
g = G()
print(g[1], g[1:2], g[1, 2], g[1:2, ...], g[()], g[*[1, 2]])
    """,
    """
class F:
    def __format__(self, s): return f'<{s}>'
print(f'{F()}{F():abc}', format(F(), 'q'))
    """,
    "print(' + '.join(str(i) for i in range(4)), eval(' + '.join(['1'] * 500)))",
    """
x = 3
del x
try:
    x
except NameError as e:
    print(e, e.name)
    """,
    "print(__name__, __debug__)",
    "print({'a': 1} | {'b': 2}, {1} | {2}, {1, 2} & {2}, {1} - {1}, {1} ^ {2}, {1} <= {1, 2})",
    "print(3 @ 4)",
    """
class M:
    def __matmul__(self, o): return 'mm'
    def __rmatmul__(self, o): return 'rmm'
    def __imatmul__(self, o): return 'imm'
m = M()
print(m @ 1, 1 @ m)
m @= 1
print(m)
    """,
    """
class N:
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __bool__(self): return False
n = N()
print(-n, +n, ~n, not n, (n and 1) is n, 'y' if n else 'n')
    """,
    """
class C:
    def __contains__(self, x): return x == 3
print(3 in C(), 4 in C(), 4 not in C())
    """,
    """
class E:
    def __eq__(self, o): return 'eq'
    def __lt__(self, o): return []
e = E()
print(e == 1, e != 1, e < 1, 1 > e)
if e < 1: print('yes')
else: print('no')
    """,
    """
x = [1, 2, 3]
for i in x:
    if i < 5 and len(x) < 6: x.append(i * 2)
print(x)
    """,
    """
print(f'{3!r}' f"{'a'}" 'b', f'{"a" "b"}', f'''{
1}''')
    """,
    "print(1_0.5e1, 0b101, 0o17, 'é', '\\N{BULLET}', b'\\xff')",
    """
a = b = c = 0
a, b = b, a + 1
print(a, b)
(a), [b] = 5, [6]
print(a, b)
    """,
    "print(1)",
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
