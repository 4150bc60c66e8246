"""Which symbols a patch changes, and which tests can notice."""

from patchcritic.impact.associate import associate
from patchcritic.impact.changes import find_changes
from patchcritic.impact.details import reads_docstrings
from patchcritic.impact.find import find_impact
from patchcritic.impact.nouns import Impact, Reached, ReachKind

__all__ = [
    "Impact",
    "ReachKind",
    "Reached",
    "associate",
    "find_changes",
    "find_impact",
    "reads_docstrings",
]
