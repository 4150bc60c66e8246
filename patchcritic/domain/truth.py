"""The truth side: cases from a dataset, candidate patches, and outcomes as executed."""

from __future__ import annotations

from dataclasses import dataclass

from patchcritic.domain.tests import NodeId, TestStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One case: a repository at a commit, the patch that solves it and the tests that tell."""

    instance_id: str
    repo: str
    """``owner/name``."""
    base_commit: str
    patch: str = ""
    """The reference (gold) patch of the source; empty when the base itself is right."""
    test_patch: str = ""
    problem_statement: str = ""
    hints_text: str = ""
    created_at: str = ""
    version: str = ""
    fail_to_pass: tuple[str, ...] = ()
    """Tests as the dataset spells them: not every dataset's ids are pytest's."""
    pass_to_pass: tuple[str, ...] = ()
    environment_setup_commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A candidate patch for an instance; SWE-bench calls it a prediction."""

    instance_id: str
    model_name_or_path: str
    """Who made it; ``gold`` is reserved for the reference patch."""
    model_patch: str
    """The diff; empty when the candidate changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """The executed outcome of one test on base + test patch + one submission."""

    instance_id: str
    submission: str
    """The submission's ``model_name_or_path``."""
    node_id: NodeId
    status: TestStatus
    kind: str = ""
    """What the submission is: ``gold``, ``empty``, ``drop``, ``fault`` or another word."""
    is_associated: bool | None = None
    """Whether the static association holds the test; None when nobody looked."""
