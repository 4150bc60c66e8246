from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    "print(1 + 2 * 3 - 4 / 5 // 1, 7 % 3, -7 // 2, 2 ** 10, 1 << 4, 255 >> 3, 6 & 3, 6 | 3, 6 ^ 3)",
    "print(-5, +5, ~5, not 5, not [], -(-5), -True, --3)",
    "print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 != 2, 1 in [1], 2 not in (1,), None is None, 1 is not None)",
    "print([] or 0 or 'x', 1 and 2 and 3, 0 and 1, [] and 1, 'a' if [] else 'b')",
    "x = 1\nx += 2; x *= 5; x -= 1; x //= 2; x **= 2; x %= 10; x <<= 3; x |= 1; x ^= 3; x &= 14\nprint(x)",
    "a = [1, 2]\nb = a\na += [3]\nprint(a, b, a is b)\na = a + [4]\nprint(a is b)",
    "print([*range(3), *'ab'], (*[1], 2), {*[1, 2], 2}, {**{'a': 1}, 'b': 2, **{'a': 3}})",
    "a, *b, c = range(5)\n(d, e), f = (1, 2), 3\n[g, *h] = 'xyz'\nprint(a, b, c, d, e, f, g, h)",
    "for a, (b, *c) in [(1, (2, 3, 4)), (5, [6])]:\n    print(a, b, c)",
    "x = [1, 2, 3, 4, 5]\nprint(x[1:3], x[::-1], x[-1], x[:2], x[::2])\nx[1:3] = [9]\ndel x[0], x[-1]\nprint(x)",
    "d = {}\nd['a'] = d['b'] = 1\ndel d['a']\nprint(d)",
    'print(f\'{1}{"a"!r:>5}{3.14159:.{2}f}{[1]!s:<6}|{1 + 1 = }{"x"!a}{{}}\')',
    "x = 5\nprint(f'{x=} {x = :03d} {x!r=} {f\"{x}\":>4}')"
    if False
    else "x = 5\nprint(f'{x=} {x = :03d}')",
    "print((y := 5), y, [z := 1, z + 1])",
    "print([i for i in range(5) if i % 2 if i > 1], {i: i * i for i in range(3)}, {i % 2 for i in range(4)})",
    "print([(i, j) for i in range(3) for j in range(i)], [[j for j in range(i)] for i in range(3)])",
    "x = 'outer'\nprint([x for x in range(2)], x)",
    "print([y := i for i in range(3)], y)",
    "g = (i for i in range(3))\nprint(next(g), list(g), type(g).__name__)",
    "def f():\n    return [lambda: i for i in range(3)]\nprint([g() for g in f()])",
    "x = 10\nclass A:\n    x = 5\n    y = [x for _ in range(2)]\n    z = [i for i in range(x)]\nprint(A.y, A.z)",
    "print((lambda a, b=2, *c, d, **e: (a, b, c, d, e))(1, d=4, z=5))",
    "print('a' 'b', b'x' b'y', 0x10, 1_000, 1e3, 2j, ..., '\\n\\t')",
    "print(1 if 2 > 1 else 3 if 0 else 4)",
    "x = y = []\nprint(x is y)",
    "i = 0\nx = [0, 0]\ni, x[i] = 1, 2\nprint(i, x)",
    "print('%s-%d' % ('a', 3), '%(k)s' % {'k': 1}, 'a' * 3, [0] * 2, (1,) + (2,))",
    "print(1 == 1 == 1, (1, 2) < (1, 3), 'a' < 'b', [1] == [1], {1: 2} == {1: 2})",
    "def f(x):\n    print(x)\n    return x\nprint(f(1) < f(2) < f(0) < f(9))",
    "def f(x):\n    print(x)\n    return x\nd = {f('a'): f(1), f('b'): f(2)}\nf([0])[f(0)] = f(5)",
    "def f(x):\n    print('f', x)\n    return [0, 1]\nf('t')[f('i')[0]] += f('v')[1]",
    "x: int = 5\ny: 'str'\nprint(__annotations__, x)",
    "assert True\nassert 1, 'no'\ntry:\n    assert 0, 'msg'\nexcept AssertionError as e:\n    print(e.args)",
    "print(*[1, 2], *(3,), sep='-', **{'end': '!\\n'})",
    "print(max([3, 1], key=lambda v: -v), sorted('bca', reverse=True), list(map(str, [1])), sum([1, 2], 3))",
    "print(isinstance(1, int), issubclass(bool, int), type(1), type('a') is str, callable(print))",
    "print([].__len__(), 'abc'.upper(), (5).bit_length(), [3, 1].index(1), {'a': 1}.get('b', 2))",
    "print(slice(1, 2), range(3), [1, 2, 3][slice(0, 2)], 'abc'[-2:])",
    "class I:\n    def __index__(self): return 1\nprint([1, 2][I()], 'abc'[I():], range(5)[I()])",
    "class G:\n    def __getitem__(self, k): return k\ng = G()\nprint(g[1], g[1:2], g[1, 2], g[1:2, ...], g[()], g[*[1, 2]])",
    "class F:\n    def __format__(self, s): return f'<{s}>'\nprint(f'{F()}{F():abc}', format(F(), 'q'))",
    "print(' + '.join(str(i) for i in range(4)), eval(' + '.join(['1'] * 500)))",
    "x = 3\ndel x\ntry:\n    x\nexcept NameError as e:\n    print(e, e.name)",
    "print(__name__, __debug__)",
    "print({'a': 1} | {'b': 2}, {1} | {2}, {1, 2} & {2}, {1} - {1}, {1} ^ {2}, {1} <= {1, 2})",
    "print(3 @ 4)",
    "class M:\n    def __matmul__(self, o): return 'mm'\n    def __rmatmul__(self, o): return 'rmm'\n    def __imatmul__(self, o): return 'imm'\nm = M()\nprint(m @ 1, 1 @ m)\nm @= 1\nprint(m)",
    "class N:\n    def __neg__(self): return 'neg'\n    def __pos__(self): return 'pos'\n    def __invert__(self): return 'inv'\n    def __bool__(self): return False\nn = N()\nprint(-n, +n, ~n, not n, (n and 1) is n, 'y' if n else 'n')",
    "class C:\n    def __contains__(self, x): return x == 3\nprint(3 in C(), 4 in C(), 4 not in C())",
    "class E:\n    def __eq__(self, o): return 'eq'\n    def __lt__(self, o): return []\ne = E()\nprint(e == 1, e != 1, e < 1, 1 > e)\nif e < 1: print('yes')\nelse: print('no')",
    "x = [1, 2, 3]\nfor i in x:\n    if i < 5 and len(x) < 6: x.append(i * 2)\nprint(x)",
    "print(f'{3!r}' f\"{'a'}\" 'b', f'{\"a\" \"b\"}', f'''{\n1}''')",
    "print(1_0.5e1, 0b101, 0o17, 'é', '\\N{BULLET}', b'\\xff')",
    "a = b = c = 0\na, b = b, a + 1\nprint(a, b)\n(a), [b] = 5, [6]\nprint(a, b)",
    "print([i async for i in x] if False else 1)" if False else "print(1)",
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
