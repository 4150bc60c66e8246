"""Runs a module's statements one by one; each is decided or lost by itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import FunctionCode
from patchcritic.tracer.lang.annotated import has_annotations, set_up_annotations
from patchcritic.tracer.lang.losing import attempt
from patchcritic.tracer.lang.operators import truth
from patchcritic.tracer.lang.running import enter
from patchcritic.tracer.lang.syntax import translator_of
from patchcritic.tracer.lang.translator import Run, Translator, Unit, World


@dataclass(slots=True, eq=False)
class TopLevel:
    """Runs the statements of modules in one world."""

    world: World

    def run(self, unit: Unit, tree: ast.Module, names: dict[str, Any]) -> None:
        """Evaluate a module's tree in its namespace.

        Raises:
            BaseException: whatever a statement of it raises, except ``Undecided``.
        """
        realm = self.world.realm
        code = FunctionCode(name="<module>", qualname="<module>", path=unit.path)
        traced_frame = Frame(names, names, self.world.builtins, None, code)
        enter(realm, traced_frame)
        before = realm.undecided
        realm.importing += 1
        try:
            if has_annotations(tree.body):
                set_up_annotations(names)
            doc = ast.get_docstring(tree, clean=False)
            if doc is not None:
                names["__doc__"] = doc
            self._run_all(translator_of(self.world, unit, tree), tree.body, traced_frame)
        finally:
            realm.importing -= 1
            realm.undecided = before
            realm.frame = traced_frame.back

    def _run_all(self, translator: Translator, body: list[ast.stmt], frame: Frame) -> None:
        for statement in body:
            frame.line = statement.lineno
            if isinstance(statement, ast.If):
                self._run_if(translator, statement, frame)
            else:
                attempt(self.world, statement, frame, _late(translator, statement))

    def _run_if(self, translator: Translator, statement: ast.If, frame: Frame) -> None:
        test = attempt(self.world, statement, frame, _truth_of(translator, statement.test))
        if test is not None:
            self._run_all(translator, statement.body if test else statement.orelse, frame)


def _late(translator: Translator, statement: ast.stmt) -> Run:
    """Translated when it runs: what is not covered costs this statement only."""
    return lambda frame: translator.statement(statement)(frame)


def _truth_of(translator: Translator, test: ast.expr) -> Run:
    is_true = truth(translator.world)
    return lambda frame: is_true(translator.expression(test)(frame))
