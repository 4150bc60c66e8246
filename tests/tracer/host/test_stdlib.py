"""The standard library as traced code sees it, held against the real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

AGREE = {
    "dataclass": """
import dataclasses
from dataclasses import dataclass, field
@dataclass(order=True, frozen=True)
class P:
    x: int
    y: "list[int]" = field(default_factory=list, compare=False)
out = [P(1), P(1) < P(2), dataclasses.asdict(P(1, [2])), dataclasses.replace(P(1), x=3),
       [f.name for f in dataclasses.fields(P)], P.__doc__, dataclasses.is_dataclass(P)]
try:
    P(1).x = 2
except dataclasses.FrozenInstanceError as error:
    out.append(str(error))
try:
    P()
except TypeError as error:
    out.append(str(error))
""",
    "namedtuple": """
import collections
T = collections.namedtuple('T', 'a b', defaults=[2])
out = [T(1), T._fields, T(1)._replace(a=5), T._make([1, 2]), T.__module__, T(1)._asdict(),
       collections.namedtuple('E', '')(), collections.namedtuple('O', 'x')(1)]
for args in ((), (1, 2, 3)):
    try:
        T(*args)
    except TypeError as error:
        out.append(str(error))
try:
    collections.namedtuple('T', 'a def')
except ValueError as error:
    out.append(str(error))
""",
    "typing": """
import typing
from typing import NamedTuple, Optional, TypedDict, Generic, TypeVar, List, get_type_hints
X = TypeVar('X')
class N(NamedTuple):
    a: int
    b: str = 'q'
class D(TypedDict):
    a: int
class G(Generic[X]):
    def f(self, x: 'Optional[int]') -> 'List[N]': pass
out = [N(1), N.__module__, D(a=1), get_type_hints(G.f), X.__module__, G[int],
       typing.cast(int, 'a'), typing.get_args(Optional[int]), List['N'],
       issubclass(dict, typing.Mapping)]
try:
    typing.Optional['not an expression']
except SyntaxError as error:
    out.append(str(error))
""",
    "enum": """
import enum
class C(enum.Enum):
    R = 1
    G = enum.auto()
    @property
    def low(self): return self.name.lower()
class F(enum.IntFlag):
    A = 1
    B = 2
out = [C.R, C(2), C['G'], list(C), C.R.low, F.A | F.B, C.R.value, C.__members__]
try:
    C(7)
except ValueError as error:
    out.append(str(error))
""",
    "functools": """
import functools
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
@functools.singledispatch
def show(x): return 'any'
@show.register
def _(x: int): return 'int'
@show.register(str)
def _(x): return 'str'
@functools.total_ordering
class O:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
def deco(f):
    @functools.wraps(f)
    def inner(*args): return f(*args)
    return inner
@deco
def named(): "doc"
class C:
    @functools.cached_property
    def p(self): return 5
    m = functools.partialmethod(lambda self, a, b: (a, b), 1)
out = [fib(50), fib.cache_info(), show(1), show('a'), show(None), O(1) <= O(2), named.__name__,
       named.__doc__, functools.reduce(lambda a, b: a * b, [1, 2, 3]), C().p, C().m(2),
       functools.partial(int, base=2)('101'),
       sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a))]
""",
    "contextlib": """
import contextlib, io
@contextlib.contextmanager
def manage(log):
    log.append('in')
    try:
        yield 5
    finally:
        log.append('out')
log = []
with manage(log) as value: log.append(value)
with contextlib.suppress(KeyError): {}['x']
with contextlib.redirect_stdout(io.StringIO()) as text: print('hi')
with contextlib.ExitStack() as stack:
    stack.callback(log.append, 'late')
    stack.enter_context(manage(log))
with contextlib.closing(io.StringIO()) as stream: pass
out = [log, text.getvalue(), stream.closed]
""",
    "operator": """
import operator
class A: pass
a = A(); a.b = A(); a.b.c = 5
out = [operator.attrgetter('b.c')(a), operator.attrgetter('b.c', 'b.c')(a),
       operator.itemgetter(1)([1, 2]), operator.methodcaller('upper')('x'), operator.add(1, 2),
       repr(operator.attrgetter('x', 'y'))]
for make in (lambda: operator.attrgetter(1), lambda: operator.methodcaller(1)):
    try:
        make()
    except TypeError as error:
        out.append(str(error))
""",
    "format": """
class A:
    x = [1, {'k': 'v'}]
    def __format__(self, spec): return f'<{spec}>'
out = ['{0.x[0]} {0.x[1][k]!r:>{1}}'.format(A(), 8), '{} {}'.format(1, 2),
       '{a.x[0]:03d}'.format(a=A()),
       '{:abc}'.format(A()), '{m.x}'.format_map({'m': A()}), '{{}} {0.real}'.format(5),
       '{0.real:{1.imag}}'.format(3, 4), f'{A()!s:>5.3}'[:2]]
for text, args in (('{0} {}', (1, 2)), ('{2}', (1,)), ('{a}', ()), ('{0.nope}', (1,)), ('{', ())):
    try:
        text.format(*args)
    except Exception as error:
        out.append((type(error).__name__, str(error)))
""",
    "string": """
import string
class F(string.Formatter):
    def get_value(self, key, args, kwargs): return kwargs.get(key, '?')
out = [string.Template('$a ${b}').safe_substitute(a=1), F().format('{x} {y}', x=1),
       string.Formatter().format('{0.real} {a[0]}', 5, a=[1]), string.ascii_letters,
       string.capwords('a b')]
""",
    "copy": """
import copy
class A:
    def __init__(self): self.x = [1]
class B:
    __slots__ = ('y',)
class C:
    def __deepcopy__(self, memo): return 'deep'
    def __copy__(self): return 'flat'
a = A(); b = B(); b.y = {1: a}
d = copy.deepcopy(b)
out = [copy.copy(a).x is a.x, copy.deepcopy(a).x, d.y[1].x, copy.copy(C()), copy.deepcopy([C()])]
""",
    "pickle": """
import pickle, collections, datetime
class A:
    def __init__(self): self.x = [1]
    def __eq__(self, other): return self.x == other.x
class S:
    def __init__(self, v): self.v = v
    def __reduce__(self): return S, (self.v,)
data = [1, 'a', (1.5, None), {2: {3}}, A(), S(4).v, collections.OrderedDict(a=1),
        datetime.date(2020, 1, 1), A, len]
out = [pickle.loads(pickle.dumps(data, protocol)) == data for protocol in range(5)]
out.append(pickle.loads(pickle.dumps(S(5))).v)
out.append([pickle.dumps([1].append, protocol) for protocol in range(6)])
out.append([pickle.loads(pickle.dumps(str.upper, protocol))('a') for protocol in range(6)])
out.append(pickle.dumps([len, getattr], 0))
""",
    "inspect": """
import inspect, functools
def f(a, /, b, c=3, *args, d, e=5, **kwargs) -> int: "Doc."
class C:
    def m(self, x): pass
    @staticmethod
    def s(y): pass
async def co(): pass
def gen(): yield
out = [inspect.signature(f), inspect.getfullargspec(f), inspect.signature(C().m),
       inspect.signature(C.s), inspect.signature(functools.partial(f, 1, 2, d=1)),
       inspect.isfunction(f), inspect.isclass(C), inspect.ismethod(C().m), inspect.getdoc(f),
       inspect.iscoroutinefunction(co), inspect.isgeneratorfunction(gen),
       inspect.isbuiltin(getattr),
       inspect.signature(f).bind(1, 2, d=3).arguments, inspect.unwrap(f) is f,
       [name for name, value in inspect.getmembers(C, inspect.isfunction)],
       f.__code__.co_argcount, f.__code__.co_varnames[:3], f.__code__.co_name]
""",
    "logging": """
import logging, io
stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter('%(levelname)s:%(name)s:%(message)s:%(funcName)s'))
log = logging.getLogger('a.b')
log.addHandler(handler); log.setLevel(logging.INFO); log.propagate = False
log.debug('no'); log.info('yes %s', 1); log.warning('w'); log.error('%(x)d', {'x': 3})
out = [stream.getvalue(), log.parent.name, log.isEnabledFor(10), logging.getLevelName(20)]
""",
    "warnings": """
import warnings
with warnings.catch_warnings(record=True) as found:
    warnings.simplefilter('always')
    warnings.warn('old', DeprecationWarning)
    warnings.warn(UserWarning('new'))
out = [(w.category.__name__, str(w.message)) for w in found]
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        warnings.warn('now', FutureWarning)
    except FutureWarning as error:
        out.append(str(error))
""",
    "asyncio": """
import asyncio
async def work(name, delay, log):
    await asyncio.sleep(delay)
    log.append(name)
    return name
async def main():
    log = []
    names = await asyncio.gather(work('slow', 0.02, log), work('fast', 0.01, log))
    lock, queue, event = asyncio.Lock(), asyncio.Queue(), asyncio.Event()
    async with lock:
        await queue.put(1)
    task = asyncio.create_task(event.wait())
    event.set()
    try:
        await asyncio.wait_for(asyncio.sleep(100), timeout=0.01)
    except asyncio.TimeoutError:
        log.append('timeout')
    async with asyncio.TaskGroup() as group:
        group.create_task(work('group', 0.01, log))
    return names, log, await queue.get(), await task
out = [asyncio.run(main()), asyncio.iscoroutinefunction(main)]
""",
    "threading": """
import threading
lock = threading.Lock()
with lock:
    held = lock.acquire(blocking=False)
event = threading.Event()
waited = event.wait(timeout=0.001)
event.set()
local = threading.local(); local.x = 1
many = threading.RLock()
with many, many: pass
semaphore = threading.BoundedSemaphore(1)
semaphore.acquire()
condition = threading.Condition()
with condition: notified = condition.wait(timeout=0.001)
out = [held, waited, event.is_set(), event.wait(), local.x, semaphore.acquire(blocking=False),
       notified, threading.current_thread().name, threading.active_count()]
semaphore.release()
for action in (lock.release, semaphore.release, many.release):
    try:
        action()
    except (RuntimeError, ValueError) as error:
        out.append(str(error))
""",
    "queue": """
import queue
q = queue.Queue(maxsize=1)
q.put(1)
out = [q.full(), q.get(), q.empty()]
for action in (q.get_nowait, lambda: q.get(timeout=0.001)):
    try:
        action()
    except queue.Empty as error:
        out.append(repr(error))
p = queue.PriorityQueue(); p.put(2); p.put(1); out.append(p.get())
""",
    "random": """
import random
random.seed(5)
mine = random.Random('x')
items = list(range(9)); random.shuffle(items)
out = [random.random(), random.randint(1, 6), random.sample(range(100), 5), random.choice('abc'),
       random.gauss(0, 1), items, mine.choices([1, 2], k=3), mine.getrandbits(70),
       random.Random(1.5).uniform(1, 2)]
state = random.getstate(); first = random.random(); random.setstate(state)
out.append(first == random.random())
""",
    "datetime": """
from datetime import datetime, date, timedelta, timezone
d = datetime(2020, 2, 29, 12, tzinfo=timezone.utc)
class Frozen(datetime):
    @classmethod
    def now(cls, tz=None): return cls(2000, 1, 1)
out = [d.isoformat(), d + timedelta(days=366), d.timestamp(), d.strftime('%Y %j'),
       datetime.strptime('2020-01-02', '%Y-%m-%d'), datetime.fromtimestamp(0, timezone.utc),
       d.astimezone(timezone(timedelta(hours=2))), date(2020, 1, 1).isocalendar(), Frozen.now(),
       datetime.combine(date(2020, 1, 1), d.time())]
""",
    "time": """
import time
time.sleep(0.0)
out = [time.gmtime(0), time.strftime('%Y', time.gmtime(86400)), time.strptime('2020', '%Y').tm_year,
       time.asctime(time.gmtime(0))]
for bad in (-1, 'a'):
    try:
        time.sleep(bad)
    except (ValueError, TypeError) as error:
        out.append(str(error))
""",
    "uuid": """
import uuid
out = [uuid.uuid5(uuid.NAMESPACE_DNS, 'a'), uuid.UUID(int=5).hex,
       uuid.uuid3(uuid.NAMESPACE_URL, 'b')]
""",
    "argparse": """
import argparse
parser = argparse.ArgumentParser(prog='x', description='d')
parser.add_argument('-n', type=int, default=3, help='count %(default)s')
commands = parser.add_subparsers(dest='command')
commands.add_parser('go').add_argument('where')
out = [parser.parse_args(['-n', '4', 'go', 'there']), parser.format_help()]
try:
    parser.parse_args(['-n', 'a'])
except SystemExit as error:
    out.append(error.code)
""",
    "csv": """
import csv, io
stream = io.StringIO()
writer = csv.DictWriter(stream, ['a', 'b']); writer.writeheader()
writer.writerow({'a': 1, 'b': 'x,y'})
out = [stream.getvalue(), list(csv.reader(['1,"2,3"'])), list(csv.DictReader(['a,b', '1,2']))]
""",
    "configparser": """
import configparser
parser = configparser.ConfigParser(); parser.read_string('[s]\\na = 1\\nb = %(a)s2')
out = [parser['s']['b'], parser.getint('s', 'a'), parser.sections(), parser.has_option('s', 'z')]
""",
    "ast": """
import ast
out = [ast.literal_eval('[1, {2: "a"}]'), ast.dump(ast.parse('x = 1')),
       ast.unparse(ast.parse('a+b'))]
class V(ast.NodeVisitor):
    def visit_Name(self, node): out.append(node.id)
V().visit(ast.parse('p + q'))
""",
    "weakref": """
import weakref
class A: pass
a = A()
r = weakref.ref(a)
d = weakref.WeakValueDictionary(); d['a'] = a
s = weakref.WeakSet([a])
out = [r() is a, d['a'] is a, len(s)]
del a
out += [r(), len(d), len(s)]
""",
    "mock": """
from unittest import mock
import json, os
class A:
    def m(self, x): return x
out = []
thing = mock.Mock(return_value=3); thing(1, a=2)
thing.assert_called_once_with(1, a=2)
out += [thing.call_args, thing.called, thing.mock_calls]
with mock.patch.object(A, 'm', return_value=9): out.append(A().m(1))
with mock.patch('os.getcwd', return_value='/zz'): out.append(os.getcwd())
with mock.patch.dict(os.environ, {'X': 'y'}): out.append(os.environ['X'])
out.append(A().m(1))
magic = mock.MagicMock(); magic.__len__.return_value = 4; magic['k'].x = 1
out += [len(magic), magic['k'].x]
effect = mock.Mock(side_effect=[1, ValueError('no')]); out.append(effect())
try:
    effect()
except ValueError as error:
    out.append(str(error))
spec = mock.create_autospec(A)
try:
    spec.m(1, 2, 3, 4)
except TypeError as error:
    out.append(str(error))
try:
    thing.assert_called_with(5)
except AssertionError as error:
    out.append(str(error))
""",
    "importlib": """
import importlib
json = importlib.import_module('json')
out = [json.dumps([1]), importlib.import_module('.decoder', 'json').JSONDecodeError.__name__]
""",
    "sys": """
import sys
out = [sys.version_info[:2], sys.maxsize, sys.byteorder, sys.intern('a'),
       sys.getrecursionlimit() > 0,
       'sys' in sys.modules, sys.getdefaultencoding(), sys.implementation.name, sys.platform]
try:
    raise ValueError('x')
except ValueError:
    out.append(sys.exc_info()[1])
out.append(sys.exc_info())
try:
    sys.exit(3)
except SystemExit as error:
    out.append(error.code)
def name(): return sys._getframe(1).f_globals['__name__']
out.append(name())
""",
    "types": """
import types
def f(): pass
ns = types.SimpleNamespace(a=1)
M = types.new_class('M', (dict,), {}, lambda n: n.update(x=1))
out = [ns, isinstance(f, types.FunctionType), isinstance(1, types.CodeType), M.x,
       types.MappingProxyType({1: 2}), types.MethodType(lambda self: self, 5)(),
       isinstance(getattr, types.BuiltinFunctionType), types.ModuleType('m').__name__]
""",
    "pure modules": """
import math, itertools, collections, heapq, bisect, textwrap, re, json, base64, hashlib, struct
import difflib, fractions, decimal, statistics, html, urllib.parse, shlex, keyword, calendar
out = [math.factorial(20), list(itertools.islice(itertools.count(), 3)), collections.Counter('aab'),
       heapq.nlargest(2, [1, 3, 2]), bisect.bisect([1, 2], 1), textwrap.fill('a b c', 3),
       re.sub('(a)', lambda m: m[1] * 2, 'banana'), json.dumps({'a': [None]}, indent=1),
       base64.b64encode(b'a'), hashlib.md5(b'a').hexdigest(), struct.pack('<i', 5),
       difflib.get_close_matches('appl', ['apple']), fractions.Fraction('1/3') ** 2,
       decimal.Decimal('1.10') + 1, statistics.mean([1, 2]), html.escape('<'),
       urllib.parse.urlsplit('http://a/b?c').netloc, shlex.split("a 'b c'"),
       keyword.iskeyword('def'), calendar.isleap(2000), collections.deque([1, 2], 1),
       collections.OrderedDict(a=1), collections.ChainMap({}, {'a': 1})['a']]
class E(json.JSONEncoder):
    def default(self, o): return str(o)
out.append(json.dumps({'a': 1j}, cls=E))
""",
}


@pytest.mark.parametrize("source", AGREE.values(), ids=AGREE)
def test_a_module_is_what_cpython_has(agree: Callable[[str], None], source: str) -> None:
    agree(source)


NOT_KNOWN = {
    "clock": "import time\nout = time.time() > 0",
    "clock, flowing": "import time\nout = bool(time.time() - 5)",
    "monotonic": "import time\nout = int(time.perf_counter())",
    "now": "import datetime\nout = datetime.datetime.now().year",
    "today": "import datetime\nout = datetime.date.today() == 1",
    "local time": "import time\nout = time.localtime(0).tm_hour",
    "naive timestamp": "import datetime\nout = datetime.datetime(2020, 1, 1).timestamp()",
    "naive astimezone": "import datetime\nout = datetime.datetime(2020, 1, 1).astimezone()",
    "fromtimestamp": "import datetime\nout = datetime.datetime.fromtimestamp(0)",
    "date fromtimestamp": "import datetime\nout = datetime.date.fromtimestamp(0)",
    "now in a subclass": """
import datetime
class D(datetime.datetime):
    @classmethod
    def later(cls): return super().now()
out = D.later() == 1
""",
    "random": "import random\nout = random.random() < 2",
    "random choice": "import random\nout = random.choice([1]) == 1",
    "random shuffle": "import random\nout = random.shuffle([1, 2])",
    "unseeded generator": "import random\nout = random.Random().random()",
    "SystemRandom": "import random\nout = random.SystemRandom().random()",
    "state of nobody": "import random\nout = random.Random().getstate()",
    "uuid4": "import uuid\nout = str(uuid.uuid4())",
    "secrets": "import secrets\nout = secrets.token_hex() == 'a'",
    "pid": "import os\nout = os.getpid() == 1",
    "time of a file": "import os\nout = os.stat('/repo/program.py').st_mtime > 0",
    "a deadlock": "import threading\nlock = threading.Lock()\nlock.acquire()\nout = lock.acquire()",
    "an event nobody sets": "import threading\nout = threading.Event().wait()",
    "a condition": "import threading\nc = threading.Condition()\nc.acquire()\nout = c.wait()",
    "a semaphore": "import threading\ns = threading.Semaphore(0)\nout = s.acquire()",
    "an empty queue": "import queue\nout = queue.Queue().get()",
    "a loop with nothing to do": "import asyncio\nout = asyncio.run(asyncio.Event().wait())",
    "an executor": """
import asyncio
async def main(): await asyncio.get_running_loop().run_in_executor(None, print)
out = asyncio.run(main())
""",
    "program name": "import argparse\nout = argparse.ArgumentParser().format_usage()",
    "arguments": "import argparse\nout = argparse.ArgumentParser(prog='x').parse_args()",
    "argv": "import sys\nout = len(sys.argv)",
    "time of a record": """
import logging, io
handler = logging.StreamHandler(io.StringIO())
handler.setFormatter(logging.Formatter('%(asctime)s'))
log = logging.getLogger('z'); log.addHandler(handler)
log.raiseExceptions = False
out = log.error('x')
""",
    "traceback": "import traceback\nout = traceback.format_exc()",
    "source": "import inspect\ndef f(): pass\nout = inspect.getsource(f)",
    "signature of a stand-in": "import operator, inspect\nout = len(inspect.stack())",
    "collector": "import gc\nout = gc.collect()",
    "reload": "import importlib, json\nout = importlib.reload(json)",
    "copied event": "import copy, threading\nout = copy.deepcopy(threading.Event())",
    "pickled condition": "import pickle, threading\nout = pickle.dumps(threading.Condition())",
    "pickled stand-in": "import pickle, random\nout = pickle.dumps(random.choice)",
    "size": "import sys\nout = sys.getsizeof(1)",
    "unlisted": "import tkinter\nout = tkinter.Tk()",
    "third party": "import importlib\nout = importlib.import_module('numpy')",
}


@pytest.mark.parametrize("source", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_depends_on_the_machine_is_undecided(trace: Callable[[str], Any], source: str) -> None:
    with pytest.raises(Undecided):
        trace(source)
