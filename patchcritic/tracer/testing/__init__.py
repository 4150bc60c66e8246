"""pytest and unittest semantics on the evaluator: what a test does, and what that says."""

from patchcritic.tracer.testing.session import Session

__all__ = ["Session"]
