"""Import statements: what they need from the repository, and what they run."""

from __future__ import annotations

import ast

from patchcritic.facts.expressions import ExpressionWalker
from patchcritic.facts.nouns import GONE, Entity, ModuleRef


class ImportWalker(ExpressionWalker):
    """The part of a scope's walk that executes import statements."""

    imported: list[str]

    def _run_import(self, node: ast.Import) -> None:
        for alias in node.names:
            module = self.engine.resolver.tree.find_absolute(alias.name)
            if module is GONE:
                self._report_module(node, alias.name)
            elif isinstance(module, str):
                self._run_module(module)
            bound = alias.asname or alias.name.partition(".")[0]
            self.known[bound] = self._top_module(alias) if module is not GONE else None

    def _top_module(self, alias: ast.alias) -> Entity | None:
        dotted = alias.name if alias.asname else alias.name.partition(".")[0]
        found = self.engine.resolver.tree.find_absolute(dotted)
        return ModuleRef(found) if isinstance(found, str) else None

    def _run_importfrom(self, node: ast.ImportFrom) -> None:
        resolver = self.engine.resolver
        module = resolver.find_module(self.path, node)
        spelled = "." * node.level + (node.module or "")
        if module is GONE:
            self._report_module(node, spelled)
        if not isinstance(module, str):
            for alias in node.names:
                self.known.pop(alias.asname or alias.name, None)
            return
        self._run_module(module)
        for alias in node.names:
            if alias.name == "*":
                self._check_exports(node, module)
                continue
            found = None if module == self.path else resolver.find_member(module, alias.name)
            if found is GONE:
                message = (
                    f"`from {spelled} import {alias.name}` fails: {module} has no `{alias.name}`."
                )
                symbol = f"{module}:{alias.name}"
                self.report("missing-name", node, symbol, "ImportError", message)
                found = None
            if isinstance(found, ModuleRef):
                self._run_module(found.path)
            self.resolved.add(alias.name)
            self.known[alias.asname or alias.name] = found

    def _report_module(self, node: ast.stmt, spelled: str) -> None:
        message = f"The module `{spelled}` does not exist in the repository."
        self.report("missing-module", node, spelled, "ModuleNotFoundError", message)

    def _run_module(self, path: str) -> None:
        """Import a module. At module level that is noted only, for modules import in circles."""
        if self.is_module_scope:
            if self.is_certain:
                self.imported.append(path)
        else:
            self.follow(self.engine.import_problem(path), f"import of {path}")

    def _check_exports(self, node: ast.ImportFrom, module: str) -> None:
        """``import *`` reads every name of ``__all__``."""
        table = self.engine.resolver.tree.table(module)
        for name in (table.exports if table else None) or ():
            if self.engine.resolver.find_member(module, name) is GONE:
                message = f"`__all__` of {module} names `{name}`, which it does not define."
                symbol = f"{module}:{name}"
                self.report("missing-name", node, symbol, "AttributeError", message)
