"""Worlds with a tree of given files, and programs that run traced and for real."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import listen
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host import Guard, find_host_module, make_builtins
from patchcritic.tracer.lang import Interpreter


class Tree:
    """Files by path, as the tracer reads them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = dict(files)

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def read_bytes(self, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        prefix = f"{path}/" if path else ""
        found = set()
        for file in self.files:
            if file.startswith(prefix):
                first, slash, _ = file[len(prefix) :].partition("/")
                found.add(first + slash)
        return tuple(sorted(found)) or None


class World:
    """A realm with its guard, without an evaluator."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self.realm = Realm()
        self.realm.begin()
        self.realm.reader = Tree(files or {})
        self.guard = Guard(self.realm)
        self.builtins = make_builtins(self.realm, self.guard)

    def module(self, name: str) -> ModuleType:
        found = find_host_module(self.realm, self.guard, name)
        assert found is not None
        return found


@pytest.fixture
def world() -> Any:
    yield World({"a.py": "x = 1\n", "pkg/__init__.py": "", "pkg/data.txt": "one\ntwo\n"})
    listen(None)


@pytest.fixture
def trace() -> Any:
    """Evaluates a program and gives its ``out``; Undecided where it could not be known."""

    def run(source: str, files: Mapping[str, str] | None = None) -> Any:
        realm = Realm()
        realm.begin()
        guard = Guard(realm)
        interpreter = Interpreter(realm, guard, Tree({**(files or {}), "program.py": source}))
        names = interpreter.import_module("program").__dict__
        if interpreter.lost:
            raise interpreter.lost[0].error
        if type(names["out"]) is Unknown:
            raise undecided_by(names["out"])
        return names["out"]

    yield run
    listen(None)


@pytest.fixture
def agree(trace: Callable[[str], Any]) -> Any:
    """Asserts that a program gives the same ``out``, traced and run by this Python."""

    def check(source: str) -> None:
        real = ModuleType("program")
        sys.modules["program"] = real
        try:
            code = compile(source, "program.py", "exec", dont_inherit=True)
            exec(code, real.__dict__)  # noqa: S102 - programs of this test suite
            expected = repr(real.__dict__["out"])
        finally:
            del sys.modules["program"]
        assert repr(trace(source)) == expected

    return check
