"""What labelled tests of real packages showed: each wrong or needlessly open trace, made small."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace, TraceOutcome
from patchcritic.tracer.testing import Session

Tracer = Callable[..., Trace]

PASSING = {
    "a builtin's signature is its own, not that of what stands for it": """
        assert str(inspect.signature(sorted)) == "(iterable, /, *, key=None, reverse=False)"
        with pytest.raises(ValueError):
            inspect.signature(functools.reduce)
    """,
    "a condition is notified by its owner only": """
        with pytest.raises(RuntimeError):
            threading.Condition().notify_all()
        condition = threading.Condition(threading.Lock())
        with condition:
            condition.notify()
    """,
    "what every class inherits may be looked at": """
        assert "__init__" in object.__dict__
        assert not [one for one in vars(object).values() if isinstance(one, Marker)]
        assert [name for name, _ in inspect.getmembers(Marker) if name == "own"]
        assert callable(object.__reduce_ex__)
    """,
    "hashes and their comparison": """
        digest = hmac.new(b"key", b"text", hashlib.sha1)
        assert hmac.compare_digest(digest.hexdigest(), digest.hexdigest())
        assert len(hashlib.md5(b"").digest()) == 16
    """,
    "json from and to files": """
        file = io.StringIO()
        json.dump({"a": [1]}, file)
        file.seek(0)
        assert json.load(file) == {"a": [1]}
    """,
    "a file's number serves to flush it": """
        with open(tmp_path / "x", "w") as file:
            file.write("a")
            file.flush()
            os.fsync(file.fileno())
        assert (tmp_path / "x").read_bytes() == b"a"
    """,
    "modules of Python 2 are not there": """
        try:
            from cStringIO import StringIO
        except ImportError:
            StringIO = io.StringIO
        assert StringIO("x").read() == "x"
    """,
    "a variable of the environment that nobody set is not there": """
        assert os.environ.get("PROBABLY") is None
        assert "PROBABLY" not in os.environ
    """,
    "a patched environment": """
        with mock.patch.dict(os.environ, {"A": "1"}, clear=True):
            assert dict(os.environ) == {"A": "1"}
        assert "A" not in os.environ
    """,
    "a future that the test fills itself": """
        class Attempt(futures.Future):
            @classmethod
            def made(cls, value):
                one = cls()
                one.set_exception(value) if isinstance(value, Exception) else one.set_result(value)
                return one

        called = []
        one = Attempt.made(5)
        one.add_done_callback(called.append)
        assert (one.result(), one.exception(), one.done(), called) == (5, None, True, [one])
        with pytest.raises(KeyError, match="x"):
            Attempt.made(KeyError("x")).result()
        with pytest.raises(futures.InvalidStateError):
            one.set_result(6)
        with pytest.raises(futures.TimeoutError):
            futures.Future().result(timeout=0)
        waiting = futures.Future()
        assert not waiting.running() and waiting.cancel() and waiting.cancelled()
        with pytest.raises(futures.CancelledError):
            waiting.result()
    """,
    "pickles of bound methods and builtin functions": """
        import pickle
        one = Marker()
        one.x = 5
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            method = pickle.loads(pickle.dumps(one.told, protocol))
            assert method() == 5 and method.__self__ is not one
            assert pickle.loads(pickle.dumps(getattr, protocol)) is getattr
            assert pickle.loads(pickle.dumps([1].copy, protocol))() == [1]
        assert b"builtins" in pickle.dumps(one.told)
    """,
    "the caller's line": """
        assert inspect.currentframe().f_back.f_lineno > 0 if False else True
        assert inspect.currentframe().f_code.co_name == "test_it"
    """,
    "a subtest that fails is told apart from the rest": """
        assert issubclass(unittest.TestCase, object)
    """,
}
OPEN = {
    "codecs may be registered by anybody": ('b"x".decode("nobody-knows")', "stdlib"),
    "how large the environment is": ("assert len(os.environ) >= 0", "environment"),
    "all of the environment": ("assert dict(os.environ) == {}", "environment"),
    "a fixture of a plugin": ("request.getfixturevalue('mocker')", "plugin"),
    "the options of the run": ("assert request.config.getoption('x')", "plugin"),
    "a name that the model lacks": ("caplog.get_records('call')", "plugin guard"),
    "a name that pytest may have": ("pytest.RaisesGroup(ValueError)", "plugin"),
    "approximate dates": (
        "import datetime\nassert 1 == pytest.approx(datetime.datetime(2020, 1, 1))",
        "plugin",
    ),
    "leaving early": ("pytest.exit('x')", "plugin"),
    "a hook of the warnings": ("import warnings\nwarnings.showwarning = print", "stdlib"),
    "a future that nobody fills": ("futures.Future().result()", "threads"),
    "what a future's callback raises": (
        "one = futures.Future()\none.add_done_callback(len)\none.set_result(1)",
        "frames",
    ),
    "a pickle of a hidden attribute": (
        "import pickle as p; p.loads(b'cbuiltins\\ngetattr\\n(cbuiltins\\nlen\\nV__self__\\ntR.')",
        "guard",
    ),
    "an executor": ("futures.ThreadPoolExecutor()", "threads"),
    "a model's own arguments": ("threading.Event(1)", "stdlib"),
    "a test that returns": ("return 5", "plugin"),
}
HEAD = """import functools, hashlib, hmac, inspect, io, json, os, pytest, threading, unittest
from concurrent import futures
from unittest import mock

class Marker:
    own = 1
    def told(self):
        return self.x

def test_it(tmp_path, request, caplog):
"""


@pytest.mark.parametrize("body", PASSING.values(), ids=PASSING.keys())
def test_passes(trace: Tracer, body: str) -> None:
    found = trace(HEAD + body)
    assert found.outcome is TraceOutcome.PASS, (found.undecidable, found.witness)


@pytest.mark.parametrize(("body", "kinds"), OPEN.values(), ids=OPEN.keys())
def test_is_left_open(trace: Tracer, body: str, kinds: str) -> None:
    found = trace(HEAD + indent(body, "    ") + "\n")
    assert found.undecidable is not None, (found.outcome, found.witness)
    assert found.undecidable.kind in kinds.split()


def test_a_lost_statement_may_have_set_what_is_missing(trace: Tracer) -> None:
    text = "import pkg\ndef test_it():\n    assert pkg.added == 1\n"
    lost = "import sys, nowhere\nnowhere.fill(sys.modules[__name__])\n"
    found = trace(text, files={"pkg.py": lost})
    assert found.undecidable is not None
    assert found.undecidable.kind == "import"
    assert trace(text, files={"pkg.py": "x = 1\n"}).outcome is TraceOutcome.FAIL


OPTIONAL = """
try:
    import fastlib
except ImportError:
    fastlib = None

def test_it():
    assert fastlib is None
"""


@pytest.mark.parametrize(
    ("installed", "outcome"),
    [(None, "undecided"), (["other"], "pass"), (["fastlib"], "undecided")],
)
def test_what_is_installed_may_be_told(installed: list[str] | None, outcome: str) -> None:
    class Files:
        def read(self, path: str) -> str | None:
            return OPTIONAL if path == "test_x.py" else None

        def read_bytes(self, path: str) -> bytes | None:
            text = self.read(path)
            return None if text is None else text.encode()

        def list_folder(self, path: str) -> tuple[str, ...] | None:
            return ("test_x.py",) if not path else None

    session = Session(Files(), {"installed": installed})
    assert session.trace(NodeId.parse("test_x.py::test_it")).outcome == outcome


def test_a_fixture_may_hold_what_is_not_known(trace: Tracer) -> None:
    conftest = """
        import nowhere.inner
        import pytest

        @pytest.fixture(autouse=True)
        def names(doctest_namespace):
            doctest_namespace["Other"] = nowhere.inner.Other
    """
    found = trace("def test_it():\n    assert 1\n", files={"conftest.py": conftest})
    assert found.outcome is TraceOutcome.PASS


def test_a_witness_names_the_place(trace: Tracer) -> None:
    code = "def add(a, b):\n    return a - b\n"
    test = "from code_of import add\n\ndef test_it():\n    assert add(1, 2) == 3\n"
    found = trace(test, files={"code_of.py": code})
    assert found.outcome is TraceOutcome.FAIL
    assert found.witness is not None
    assert (found.witness.path, found.witness.line) == ("test_x.py", 4)
    assert found.calls[-1].path == "test_x.py"
    assert "-1" in (found.witness.actual, found.witness.expected)


def test_a_module_that_cannot_be_imported_fails(trace: Tracer) -> None:
    found = trace("import code_of\ndef test_it():\n    pass\n", files={"code_of.py": "1 / 0\n"})
    assert found.outcome is TraceOutcome.FAIL
    assert found.witness is not None
    assert "ZeroDivisionError" in found.witness.assertion


def test_a_skipped_module_is_neither(trace: Tracer) -> None:
    text = "import pytest\npytest.skip('no', allow_module_level=True)\ndef test_it():\n    pass\n"
    found = trace(text)
    assert found.undecidable is not None
    assert found.undecidable.kind == "skip"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("test_skip", "skip"),
        ("test_call", "skip"),
        ("TestSkipped::test_it", "skip"),
        ("test_xfail", "xfail"),
        ("test_missing", "collection"),
        ("NotATest::test_it", "collection"),
        ("test_async", "plugin"),
    ],
)
def test_neither_pass_nor_fail(trace: Tracer, name: str, kind: str) -> None:
    text = """
        import unittest
        import pytest

        @pytest.mark.skip(reason="no")
        def test_skip(): assert 0

        def test_call(): pytest.skip("no")

        @unittest.skip("no")
        class TestSkipped(unittest.TestCase):
            def test_it(self): assert 0

        @pytest.mark.xfail
        def test_xfail(): assert 0

        class NotATest:
            def test_it(self): pass

        async def test_async(): pass
    """
    found = trace(text, name)
    assert found.undecidable is not None
    assert found.undecidable.kind == kind


@pytest.mark.parametrize(
    ("hook", "outcome"),
    [
        ("def pytest_addoption(parser): pass", "pass"),
        ("def pytest_configure(config): config.addinivalue_line('markers', 'x')", "pass"),
        ("def pytest_configure(config): config.pluginmanager.register(object())", "undecided"),
        ("def pytest_collection_modifyitems(items): items.clear()", "undecided"),
        ("def pytest_runtest_setup(item): pass", "undecided"),
    ],
)
def test_hooks(trace: Tracer, hook: str, outcome: str) -> None:
    found = trace("def test_it():\n    pass\n", files={"conftest.py": hook + "\n"})
    assert found.outcome == outcome


def test_an_import_that_a_second_one_comes_through_is_left_open(trace: Tracer) -> None:
    files = {
        "pkg/__init__.py": "from . import first\nfrom .late import x\n",
        "pkg/first.py": "TRIES = []\n",
        "pkg/late.py": (
            "from .first import TRIES\nTRIES.append(1)\nif len(TRIES) == 1:\n    1 / 0\nx = 1\n"
        ),
    }
    found = trace("from pkg import x\ndef test_it():\n    assert x\n", files=files)
    assert found.undecidable is not None
    assert found.undecidable.kind == "import"
