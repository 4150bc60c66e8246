"""What was accepted before, so that only what is new holds a change up."""

from __future__ import annotations

from dataclasses import dataclass

from patchcritic.domain.tests import NodeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Tests that were predicted to fail, or that nobody could tell, when somebody accepted that.

    An id without a parameter stands for all parameters of its function.
    """

    name: str = ""
    """How the user called the file."""
    failing: frozenset[NodeId] = frozenset()
    unknown: frozenset[NodeId] = frozenset()
    """Those with an abstention; what got no answer at all is the run's trouble, not the test's."""
