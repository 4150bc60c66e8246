from __future__ import annotations

import contextlib
import io
import textwrap
import warnings
from collections.abc import Callable
from types import ModuleType

import pytest

from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided
from patchcritic.tracer.host import Guard
from patchcritic.tracer.lang import Interpreter

Outcome = tuple[str, str]
"""What was printed, and the exception that came out."""


class Files:
    """A tree in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        prefix = f"{path}/" if path else ""
        inside = [name[len(prefix) :] for name in self.files if name.startswith(prefix)]
        return tuple({f"{a}{b}" for a, b, _ in (name.partition("/") for name in inside)}) or None


class World:
    """An interpreter over a tree in memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self.realm = Realm()
        self.realm.begin()
        self.realm.budget.max_seconds = 60
        self.realm.budget.start()
        self.interpreter = Interpreter(self.realm, Guard(self.realm), Files(files))

    def load(self, dotted: str = "program") -> ModuleType:
        return self.interpreter.import_module(dotted)


@pytest.fixture
def make_world() -> Callable[[dict[str, str]], World]:
    return World


@pytest.fixture
def show() -> Callable[[Exception], str]:
    return describe


def describe(error: BaseException | None) -> str:
    """An exception with its chain, without what depends on where it ran."""
    if error is None:
        return ""
    try:
        parts = [f"{type(error).__qualname__}: {error}"]
    except Exception as problem:
        parts = [f"{type(error).__qualname__} without text: {problem}"]
    if error.__cause__ is not None:
        parts.append(f"cause [{describe(error.__cause__)}]")
    elif error.__context__ is not None:
        parts.append(f"context [{describe(error.__context__)}] {error.__suppress_context__}")
    if isinstance(error, BaseExceptionGroup):
        parts.append(str([describe(each) for each in error.exceptions]))
    return " ".join(parts)


@pytest.fixture(name="run_really")
def run_really_fixture() -> Callable[[str], Outcome]:
    return run_really


@pytest.fixture(name="run_traced")
def run_traced_fixture() -> Callable[[str], Outcome]:
    return run_traced


def run_really(source: str) -> Outcome:
    """What CPython does with a program of the tests."""
    module = ModuleType("program")
    printed = io.StringIO()
    failed: BaseException | None = None
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")
        try:
            exec(compile(source, "program.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102
        except BaseException as error:
            failed = error
    return printed.getvalue(), describe(failed)


def run_traced(source: str) -> Outcome:
    """What the evaluator makes of it; Undecided comes out."""
    world = World({"program.py": source})
    failed: BaseException | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            world.load()
        except Undecided:
            raise
        except BaseException as error:
            admit(error)
            failed = error
    if world.interpreter.lost:
        raise world.interpreter.lost[0].error
    return world.realm.stdout.getvalue(), describe(failed)


@pytest.fixture
def same() -> Callable[[str], None]:
    def check(source: str) -> None:
        text = textwrap.dedent(source)
        assert run_traced(text) == run_really(text)

    return check
