"""Ways out of the traced world: each must end the trace or find nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

REFUSED = {
    "subclasses": "out = ().__class__.__base__.__subclasses__()",
    "subclasses by type": "out = type.__subclasses__(object)",
    "subclasses by getattr": "out = getattr(object, '__subcl' + 'asses__')()",
    "subclasses mapped": "out = list(map(type.__subclasses__, [object]))",
    "subclasses by a str subclass": """
class S(str):
    def __eq__(self, other): return False
    __hash__ = str.__hash__
out = getattr(object, S('__subclasses__'))()
""",
    "globals of a host function": "import textwrap\nout = textwrap.dedent.__globals__",
    "globals of a method": "import json\nout = json.JSONEncoder.encode.__globals__",
    "globals of a bound method": "import json\nout = json.JSONEncoder().encode.__globals__",
    "globals through __func__": "import json\nout = json.JSONEncoder().encode.__func__.__globals__",
    "builtins of a function": "def f(): pass\nout = f.__builtins__",
    "code of a host function": "import textwrap\nout = textwrap.dedent.__code__",
    "self of a builtin": "out = len.__self__.open",
    "frame of a generator": "def g(): yield\nout = g().gi_frame.f_globals",
    "code of a generator": "def g(): yield\nout = g().gi_code",
    "traceback": """
try:
    1 / 0
except ZeroDivisionError as error:
    out = error.__traceback__.tb_frame
""",
    "format walk, by the type": "out = str.format('{0.__init__.__globals__}', print)",
    "attrgetter": """
import operator
out = operator.attrgetter('__class__.__base__.__subclasses__')(1)()
""",
    "methodcaller": "import operator\nout = operator.methodcaller('__subclasses__')(object)",
    "object.__getattribute__": "out = object.__getattribute__(len, '__self__')",
    "type.__getattribute__": "out = type.__getattribute__(object, '__subclasses__')()",
    "super().__getattribute__": """
class M(type):
    def go(cls): return super().__getattribute__('__subclasses__')
class A(int, metaclass=M): pass
out = type(A).__getattribute__(int, '__subclasses__')()
""",
    "dict of a host class": "out = object.__dict__['__reduce_ex__']([].append, 4)",
    "vars of a host class": "out = vars(type)['__subclasses__'](object)",
    "vars of object": "out = vars(object)['__reduce__']([].append)",
    "module in a module": "import json\nout = json.decoder.re",
    "module by attribute": "import textwrap\nout = textwrap.re.sys",
    "os.system": "import os\nout = os.system('true')",
    "subprocess": "import subprocess\nout = subprocess.run(['true'])",
    "socket": "import socket\nout = socket.socket()",
    "ctypes": "import ctypes\nout = ctypes.CDLL(None)",
    "gc": "import gc\nout = gc.get_objects()",
    "sys frames": "import sys\nout = sys._current_frames()",
    "deeper frames": "import sys\nout = sys._getframe(5)",
    "frame of the evaluator": "import sys\nout = sys._getframe(0).f_back",
    "FunctionType": "import types\ndef f(): pass\nout = types.FunctionType(f.__code__, {})",
    "CodeType": "import types\nout = types.CodeType(0)",
    "reduce of a bound method": "out = [].append.__reduce__()",
    "reduce_ex of object": "out = object.__reduce_ex__([].append, 4)",
    "reduce_ex on a method": "out = (1).bit_length.__reduce_ex__(4)",
    "setstate": "out = ValueError().__setstate__({'a': 1})",
    "pickled getattr": """
import pickle
out = pickle.loads(b"cbuiltins\\ngetattr\\n(cbuiltins\\nobject\\nS'__subclasses__'\\ntR.")()
""",
    "pickled os.system": "import pickle\nout = pickle.loads(b\"cos\\nsystem\\n(S'true'\\ntR.\")",
    "attribute of a host class": "int.evil = 1\nout = 1",
    "attribute through setattr": "setattr(dict, 'get', len)\nout = 1",
    "attribute through type.__setattr__": "type.__setattr__(int, 'evil', 1)\nout = 1",
    "attribute of a host function": "import textwrap\ntextwrap.dedent.__code__ = 1\nout = 1",
    "default of a host function": "import textwrap\ntextwrap.dedent.__defaults__ = (1,)\nout = 1",
    "update_wrapper reads": """
import functools
def f(): pass
out = functools.update_wrapper(f, object, assigned=('__subclasses__',)).__subclasses__
""",
    "update_wrapper writes": """
import functools, json
def f(): pass
f.encode = lambda *a: 'evil'
functools.update_wrapper(json.JSONEncoder, f, assigned=('encode',), updated=())
out = 1
""",
    "getmembers": """
import inspect, textwrap
out = dict(inspect.getmembers(textwrap.dedent))['__globals__']['re']
""",
    "getattr_static": "import inspect\nout = inspect.getattr_static(str, 'format')",
    "currentframe": "import inspect\nout = inspect.currentframe().f_back",
    "argparse namespace": """
import argparse, json
parser = argparse.ArgumentParser(prog='x')
parser.add_argument('--encode')
parser.parse_args(['--encode', 'a'], namespace=json.JSONEncoder)
out = 1
""",
    "copied state": """
import copy, json
class A:
    def __reduce_ex__(self, protocol):
        return (lambda: json.JSONEncoder, (), (None, {'encode': len}))
copy.copy(A())
out = 1
""",
    "annotation": """
import typing, textwrap, functools
def f(x: "__import__('os').system('true')"): pass
out = typing.get_type_hints(f)
""",
    "annotation among a host's names": """
import typing, textwrap
def f(x: "re.sys"): pass
f.__wrapped__ = textwrap.dedent
out = typing.get_type_hints(f)
""",
    "forward reference": """
import typing
out = typing.ForwardRef("().__class__.__base__.__subclasses__()")._evaluate({}, {}, frozenset())
""",
    "eval": 'out = eval("().__class__.__base__.__subclasses__()")',
    "exec": 'exec("out = ().__class__.__base__.__subclasses__()")',
    "exec mapped": "out = list(map(exec, ['import os; os.system(\"true\")']))",
    "builtins module": "import builtins\nout = builtins.open.__self__",
    "wrapped function of the host": """
import contextlib
@contextlib.contextmanager
def f(): yield
out = f.__globals__
""",
    "a partial's function": "import functools\nout = functools.partial(len).func.__self__",
    "mock patch of a host class": """
from unittest import mock
import json
with mock.patch.object(json.JSONEncoder, 'encode'):
    out = 1
""",
    "type of a stand-in": "out = list(map(type, [getattr]))[0](*['x', print])._function",
    "a file": "out = open('/etc/passwd').read()",
    "a file, by pathlib": "import pathlib\nout = pathlib.Path('/etc/passwd').read_text()",
    "a file, by a descriptor": "out = open(0).read()",
    "listing the root": "import os\nout = os.listdir('/')",
    "leaving the tree": "out = open('../etc/passwd').read()",
    "home": "import pathlib\nout = pathlib.Path.home()",
    "a thread": "import threading\nthreading.Thread(target=print).start()\nout = 1",
    "signal": "import signal\nout = signal.signal(2, print)",
    "atexit": "import atexit\nout = atexit.register(print)",
    "linecache": "import linecache\nout = linecache.getlines('/etc/passwd')",
    "huge power": "out = 10 ** 10 ** 10",
    "huge power by name": "out = pow(10, 10 ** 10)",
    "huge power of a fraction": "import fractions\nout = fractions.Fraction(3, 2) ** 10 ** 9",
    "huge shift": "out = 1 << 10 ** 10",
    "huge repetition": "out = 'a' * 10 ** 10",
    "huge list": "out = [0] * 10 ** 10",
    "huge repetition by name": "import operator\nout = operator.mul('a', 10 ** 10)",
    "huge repetition by method": "out = 'a'.__mul__(10 ** 10)",
    "huge width": "out = '{:9999999999}'.format(1)",
    "huge width, f-string": "out = f'{1:9999999999}'",
    "huge width, percent": "out = '%9999999999d' % 1",
    "huge width, star": "out = '%*d' % (10 ** 9, 1)",
    "huge width, format": "out = format(1, '9999999999')",
    "huge ljust": "out = 'a'.ljust(10 ** 10)",
    "huge zfill, unbound": "out = str.zfill('a', 10 ** 10)",
    "huge tabs": "out = '\\t'.expandtabs(10 ** 10)",
    "huge bytes": "out = bytes(10 ** 10)",
    "huge bytearray": "out = bytearray(10 ** 10)",
    "huge range": "out = list(range(10 ** 10))",
    "huge sum": "out = sum(range(10 ** 10))",
    "huge factorial": "import math\nout = math.factorial(10 ** 7)",
    "huge comb": "import math\nout = math.comb(10 ** 9, 10 ** 8)",
    "huge join": "out = ('a' * 10 ** 6).join(['b'] * 10 ** 4)",
    "huge replace": "out = ('a' * 10 ** 4).replace('a', 'b' * 10 ** 4)",
    "doubling": "s = 'a'\nfor _ in range(60):\n    s += s\nout = s",
    "recursion": "def f(): return f()\nout = f()",
}
TEXT = {
    "format walk": "out = '{0.__class__.__base__.__subclasses__}'.format(1)",
    "format_map": "out = '{a.__class__.__base__.__subclasses__}'.format_map({'a': 1})",
    "format of a subclass": """
class S(str): pass
out = S('{0.__class__.__base__.__subclasses__}').format(1)
""",
    "format through super": """
class S(str):
    def go(self): return super().format(1)
out = S('{0.__class__.__base__.__subclasses__}').go()
""",
    "format partial": """
import functools
out = functools.partial(str.format, '{0.__class__.__base__.__subclasses__}')(1)
""",
    "Formatter": """
import string
out = string.Formatter().format('{0.__class__.__base__.__subclasses__}', 1)
""",
}


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_no_way_out(trace: Callable[[str], Any], source: str) -> None:
    with pytest.raises(Undecided):
        trace(source)


@pytest.mark.parametrize("source", TEXT.values(), ids=TEXT)
def test_a_format_string_gives_a_text_and_nothing_of_the_host(
    trace: Callable[[str], Any], source: str
) -> None:
    try:
        found = trace(source)
    except Undecided:
        return
    assert re.fullmatch(r"<built-in method __subclasses__ of type object at 0x[0-9a-f]+>", found)


HARMLESS = {
    "mock wraps": """
from unittest import mock
try:
    mock.Mock(wraps=object).__subclasses__()
except AttributeError as error:
    out = str(error)
""",
    "__class__ assigned": """
class A: pass
class B:
    def go(self): return 'b'
a = A()
a.__class__ = B
out = a.go()
""",
    "a lying __class__": """
class A:
    __class__ = property(lambda self: int)
out = (isinstance(A(), int), type(A()).__name__)
""",
    "own __getattribute__": """
class A:
    def __getattribute__(self, name): return name
out = (A().__subclasses__, A().x)
""",
    "own __mro_entries__": """
class A:
    def __mro_entries__(self, bases): return (int,)
class B(A()): pass
out = B(5) + 1
""",
    "own __prepare__": """
class M(type):
    @classmethod
    def __prepare__(cls, name, bases): return {'x': 1}
class A(metaclass=M): pass
out = A.x
""",
    "own __hash__ of a metaclass": """
class M(type):
    def __hash__(cls): raise ValueError
    def __eq__(cls, other): raise ValueError
class A(metaclass=M):
    x = 1
out = A().x
""",
    "own __subclasses__": """
class A: pass
class B(A): pass
out = [c.__name__ for c in A.__subclasses__()]
""",
    "reduced by its own class": """
class A:
    def __init__(self): self.x = 1
out = A().__reduce_ex__(2)[2]
""",
}


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_like_one(agree: Callable[[str], None], source: str) -> None:
    agree(source)
