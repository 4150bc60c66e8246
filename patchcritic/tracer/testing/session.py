"""A session: loads the modules of test files and traces their tests, one at a time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace, TraceOutcome
from patchcritic.tracer.core.realm import Budget, Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.joining import Evaluator, Reader
from patchcritic.tracer.testing.loading import Loaded, load_file
from patchcritic.tracer.testing.tracing import run_test
from patchcritic.tracer.testing.verdicts import failing_trace, judge, text_of, undecided_trace


class Session:
    """Traces tests of one tree. Each trace should start from freshly loaded modules.

    Args:
        reader: gives the repository's files.
        options: ``max_steps``, ``max_depth``, ``max_seconds``, ``max_size`` of one trace, and
            ``records_values``: whether assertions that hold are noted with their values;
            ``installed``: the top-level modules of installed packages, if that is known; importing
            any other fails, where otherwise it gives something unknown.
    """

    def __init__(self, reader: Reader, options: Mapping[str, Any]) -> None:
        limits = {key: value for key, value in options.items() if key.startswith("max_")}
        known = {name for name in Budget.__dataclass_fields__ if name.startswith("max_")}
        budget = Budget(**{key: value for key, value in limits.items() if key in known})
        installed = options.get("installed")
        self._evaluator = Evaluator(
            reader, budget, None if installed is None else frozenset(installed)
        )
        self._evaluator.realm.records_values = bool(options.get("records_values", True))
        self._loaded: dict[str, Loaded] = {}

    @property
    def realm(self) -> Realm:
        """The world that this session traces in."""
        return self._evaluator.realm

    @property
    def modules(self) -> Mapping[str, ModuleType]:
        """The loaded test modules by path."""
        return {
            path: loaded.module
            for path, loaded in self._loaded.items()
            if loaded.module is not None
        }

    def load(self, path: str) -> None:
        """Evaluate a test file's module and its conftest.py files. Never raises."""
        if path not in self._loaded:
            with self._evaluator.hear_host():
                self._loaded[path] = load_file(self._evaluator, path)

    def trace(self, node_id: NodeId) -> Trace:
        """Trace one test: set-up, call and teardown. Never raises."""
        started = time.perf_counter()
        realm = self._evaluator.realm
        try:
            trace = self._trace(node_id)
        except Undecided as error:
            trace = undecided_trace(node_id, error)
        except BaseException as error:
            internal = Undecided(
                UndecidedKind.INTERNAL, f"{type(error).__name__}: {text_of(error)}"
            )
            trace = undecided_trace(node_id, internal)
        return replace(
            trace,
            known=tuple(realm.known),
            n_steps=realm.budget.steps,
            seconds=time.perf_counter() - started,
        )

    def _trace(self, node_id: NodeId) -> Trace:
        self.load(node_id.path)
        loaded = self._loaded[node_id.path]
        realm = self._evaluator.realm
        realm.known.clear()
        realm.begin()
        realm.budget.start()
        if loaded.undecided is not None:
            raise loaded.undecided
        if loaded.error is not None:
            return failing_trace(node_id, loaded.error, realm)
        assert loaded.module is not None
        with self._evaluator.hear_host():
            run = run_test(node_id, loaded.module, loaded.conftests, self._evaluator.tools)
        error = judge(run, realm)
        if error is not None:
            return failing_trace(node_id, error, realm)
        return Trace(node_id=node_id, outcome=TraceOutcome.PASS)
