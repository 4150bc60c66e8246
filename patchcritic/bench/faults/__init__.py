"""Small faults put into Python functions, located by the syntax tree, edited in the text."""

from __future__ import annotations

from patchcritic.bench.faults.apply import apply_fault
from patchcritic.bench.faults.choose import choose_faults
from patchcritic.bench.faults.nouns import Edit, Fault
from patchcritic.bench.faults.propose import OPERATORS, propose_faults

__all__ = ["OPERATORS", "Edit", "Fault", "apply_fault", "choose_faults", "propose_faults"]
