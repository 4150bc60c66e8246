from __future__ import annotations

from collections.abc import Callable

import pytest

PROGRAMS = [
    """
def g():
    x = yield 1
    print('got', x)
    try:
        y = yield 2
    except ValueError as e:
        print('caught', e)
        y = yield 3
    return y
it = g()
print(next(it), it.send('a'), it.throw(ValueError('v')))
try: it.send('end')
except StopIteration as e: print(e.value)
try: next(it)
except StopIteration as e: print(e.value)
print(it.__name__, it.__qualname__, type(it).__name__, iter(it) is it)
    """,
    """
def g():
    try:
        yield 1
        yield 2
    finally:
        print('cleanup')
it = g(); next(it); it.close(); it.close()
it = g(); next(it)
del it
print('deleted')
for x in g(): break
print('after')
def h():
    try: yield
    except GeneratorExit:
        print('exit')
        raise
it = h(); next(it); it.close()
def bad():
    try: yield
    except GeneratorExit: yield 5
it = bad(); next(it)
try: it.close()
except RuntimeError as e: print(e)
    """,
    """
def a():
    r = yield from b()
    print('r', r)
    yield from [10, 20]
    yield from 'xy'
    return 'done'
def b():
    x = yield 1
    print('x', x)
    try: yield 2
    except KeyError as e: print('key', e)
    return 'from b'
it = a()
print(next(it), it.send('s'), it.throw(KeyError('k')), list(it))
def c():
    v = yield from a()
    yield v
it = c()
print([next(it) for _ in range(2)])
it.close()
    """,
    """
def g():
    raise StopIteration('x')
    yield
try: next(g())
except RuntimeError as e: print(e, repr(e.__cause__))
def h():
    yield next(iter([]))
try: list(h())
except RuntimeError as e: print(e)
try: list(next(iter([])) for _ in [1])
except RuntimeError as e: print(e)
def k():
    try:
        yield next(iter([]))
    except StopIteration: yield 'caught'
print(list(k()))
    """,
    """
def g():
    yield g2
    next(it)
g2 = 1
def h():
    yield next(it2)
it2 = h()
try: next(it2)
except ValueError as e: print(e)
    """,
    """
def g(): yield 1
it = g()
try: it.send(5)
except TypeError as e: print(e)
it = g()
try: it.throw(ValueError('early'))
except ValueError as e: print(e)
print(list(it))
try: it.throw(5)
except TypeError as e: print(e)
it = g()
it.close()
print(list(it))
    """,
    """
def inf():
    n = 0
    while True:
        yield n
        n += 1
import itertools
print(list(itertools.islice(inf(), 5)), list(zip(inf(), 'abc')),
    next(x for x in inf() if x > 10))
def prim():
    seen = []
    for n in itertools.count(2):
        if all(n % p for p in seen):
            seen.append(n)
            yield n
print(list(itertools.takewhile(lambda p: p < 30, prim())))
    """,
    """
def walk(t):
    if isinstance(t, list):
        for x in t: yield from walk(x)
    else: yield t
print(list(walk([1, [2, [3, [4]], 5], []])))
def perms(xs):
    if not xs: yield []
    for i, x in enumerate(xs):
        for p in perms(xs[:i] + xs[i + 1:]): yield [x, *p]
print(len(list(perms([1, 2, 3, 4]))))
    """,
    """
from contextlib import contextmanager, ExitStack, suppress
@contextmanager
def cm(n):
    print('enter', n)
    try: yield n * 2
    except ValueError as e: print('handled', e)
    finally: print('exit', n)
with cm(1) as v: print(v)
with cm(2): raise ValueError('boom')
try:
    with cm(3): raise KeyError('k')
except KeyError as e: print('out', e, repr(e.__context__))
with ExitStack() as st:
    print(st.enter_context(cm(4)))
    st.callback(print, 'cb')
with suppress(ZeroDivisionError): 1 / 0
@cm(5)
def f(): print('in f')
f()
@contextmanager
def bad(): yield 1; yield 2
try:
    with bad(): pass
except RuntimeError as e: print(e)
@contextmanager
def none():
    return
    yield
try:
    with none(): pass
except RuntimeError as e: print(e)
try:
    with cm(6): raise StopIteration('s')
except StopIteration as e: print('si', e)
    """,
    """
def g():
    try:
        yield 1
    except ValueError:
        raise KeyError('in gen')
it = g(); next(it)
try: it.throw(ValueError('v'))
except KeyError as e: print(repr(e.__context__))
def h():
    yield 1
    raise KeyError('h')
it = h(); next(it)
try:
    try: 1 / 0
    except ZeroDivisionError: next(it)
except KeyError as e: print(repr(e.__context__))
def k():
    try: raise ValueError('inside')
    except ValueError: yield 1
    yield 2
it = k(); next(it)
try: raise
except RuntimeError as e: print(e)
print(next(it))
    """,
    """
def g():
    x = (yield 'v')
    y = yield x
    print((yield), y)
it = g()
print(next(it), it.send('a'), it.send('b'))
try: it.send('c')
except StopIteration: pass
    """,
    """
def g():
    a = yield
    while True: a = (yield a * 2) or 0
it = g(); next(it)
print([it.send(i) for i in range(5)])
def f():
    d = {'k': (yield 1), (yield 2): 3}
    print(d, (yield 3) + (yield 4))
it = f()
print(next(it), it.send('a'), it.send('b'), it.send(10))
try: it.send(5)
except StopIteration: pass
    """,
    """
class Tree:
    def __init__(self, *kids): self.kids = kids
    def __iter__(self):
        for k in self.kids: yield from (k if isinstance(k, Tree) else [k])
print(list(Tree(1, Tree(2, Tree(3)), 4)), [*Tree(1)], sum(Tree(1, 2)),
    dict.fromkeys(Tree('a')), 2 in Tree(1, 2), max(Tree(3, 9)))
a, *b = Tree(1, 2, 3)
print(a, b)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if not self.n: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), [x for x in It(2)], list(map(lambda v: v, It(2))))
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i
print(list(Old()), [*Old()], 1 in Old())
for x in iter(It(3).__next__, 0): print(x)
    """,
    """
g = (print('first', x) or x for x in (print('iter') or [1, 2]))
print('made')
print(list(g))
print(list((x, y) for x in range(3) for y in range(x) if y != 1))
def f(n): return (n + i for i in range(2))
print(list(f(5)))
gg = (i for i in [1])
print(gg.__name__, gg.__qualname__)
def named():
    return (i for i in [1])
print(named().__qualname__)
    """,
    """
async def a(x):
    await b()
    return x + 1
async def b(): return 1
async def main():
    r = [await a(i) for i in range(3)]
    s = {i: await a(i) for i in range(2)}
    t = [x async for x in agen(3)]
    u = [x async for x in agen(4) if await a(x) > 2]
    async with CM(1) as c: print('body', c)
    async for x in agen(2): print('x', x)
    else: print('else')
    g = (await a(i) for i in range(2))
    v = [x async for x in g]
    return r, s, t, u, v
async def agen(n):
    for i in range(n):
        await b()
        yield i
class CM:
    def __init__(self, v): self.v = v
    async def __aenter__(self): print('aenter'); return self.v
    async def __aexit__(self, *a): print('aexit', a[:2]); return True
def run(coro):
    try:
        while True: coro.send(None)
    except StopIteration as e: return e.value
print(run(main()))
async def err():
    async with CM(2): raise ValueError('x')
    try: await 5
    except TypeError as e: print(e)
    try:
        async for x in 5: pass
    except TypeError as e: print(e)
    try:
        async with 5: pass
    except TypeError as e: print(e)
run(err())
c = a(1)
print(type(c).__name__, c.__name__, c.__qualname__)
c.close()
try: run(c)
except RuntimeError as e: print(e)
    """,
    """
class Aw:
    def __await__(self):
        x = yield 'request'
        return x * 2
async def f():
    v = await Aw()
    try: await Aw()
    except ValueError as e: print('caught', e)
    return v
c = f()
print(c.send(None), c.send(21))
try: c.throw(ValueError('thrown'))
except StopIteration as e: print(e.value)
async def ag():
    try:
        x = yield 1
        print('x', x)
        yield await Aw()
    finally: print('fin')
g = ag()
try: g.asend(None).send(None)
except StopIteration as e: print(e.value)
s = g.asend('hello')
print(s.send(None))
try: s.send(5)
except StopIteration as e: print(e.value)
try: g.aclose().send(None)
except StopIteration: print('closed')
async def bad(): raise StopIteration
try: bad().send(None)
except RuntimeError as e: print(e)
    """,
]


@pytest.mark.parametrize("source", PROGRAMS)
def test_is_as_in_cpython(source: str, same: Callable[[str], None]) -> None:
    same(source)
