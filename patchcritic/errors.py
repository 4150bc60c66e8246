"""What ends a run: one exception per reason, each one sentence and one exit code.

What fails for one test only is a value (``domain.CriticFailure``), never an exception.
"""

from __future__ import annotations

from typing import ClassVar


class PatchcriticError(Exception):
    """Base of every error this project raises on purpose; ``str(error)`` is shown as it is."""

    exit_code: ClassVar[int] = 3
    """What the process exits with: 2 bad input, 3 internal or provider error."""


class UsageProblem(PatchcriticError):
    """An option, a file or a configuration value cannot be used as given."""

    exit_code: ClassVar[int] = 2


class ConfigProblem(UsageProblem):
    """A configuration key or value is unknown or out of range."""


class RepositoryProblem(UsageProblem):
    """The repository or a revision in it cannot be read."""


class PatchNotReadable(UsageProblem):
    """The input is not a diff, is empty, or names a path outside the repository."""


class PatchDoesNotApply(UsageProblem):
    """The patch is a diff, yet the base tree does not take it; names the file and the hunk."""


class ModelUnavailable(PatchcriticError):
    """The model cannot be asked: no weights, no key, no such name, or the provider refuses."""


class WeightsCorrupt(PatchcriticError):
    """Downloaded weights have another digest than the one published; they were deleted."""
