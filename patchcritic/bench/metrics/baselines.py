"""What every arm is printed beside: rows as methods without a critic would have given them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from patchcritic.bench.metrics.cases import Case, Row, read_truth
from patchcritic.domain import Label, PSource, Usage, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult

BASE_RATE = "base rate"
FACTS_ONLY = "facts only"
LEXICAL = "lexical distance"
PREFIX = "baseline: "
"""Arms whose name starts so are shown among the baselines: ``baseline: plain prompt``."""

_R = TypeVar("_R", TestResult, PatchResult)


def find_unique(rows: Iterable[_R]) -> list[_R]:
    """One row for each thing predicted, whatever arms there are: baselines are made from these.

    A row decided by a fact comes before one that a critic decided, since not every arm need use
    facts.
    """
    found: dict[tuple[str, ...], _R] = {}
    for row in rows:
        key: tuple[str, ...] = (row.instance_id, row.submission)
        if isinstance(row, TestResult):
            key += (row.node_id,)
        if key not in found or (_is_fact(row) and not _is_fact(found[key])):
            found[key] = row
    return list(found.values())


def find_base_rates(rows: Sequence[Row]) -> dict[str, float]:
    """For each instance the share that passes in all *other* repositories, or in the other
    instances when there is one repository; 0.5 when there is nothing else."""
    is_one = len({row.repo for row in rows}) < 2
    groups = {row.instance_id: row.instance_id if is_one else row.repo for row in rows}
    known: dict[str, list[bool]] = {group: [] for group in groups.values()}
    for row in rows:
        truth = read_truth(row.status) if isinstance(row, TestResult) else row.is_resolved
        if truth is not None:
            known[groups[row.instance_id]].append(truth)
    n_all, n_passing = sum(map(len, known.values())), sum(map(sum, known.values()))
    shares = {
        group: (n_passing - sum(truths)) / (n_all - len(truths)) if n_all > len(truths) else 0.5
        for group, truths in known.items()
    }
    return {instance_id: shares[group] for instance_id, group in groups.items()}


def predict_base_rate(tests: Sequence[TestResult]) -> list[TestResult]:
    """The likelier label for everything, at the share of passing tests elsewhere."""
    shares = find_base_rates(tests)
    return [_assume(row, BASE_RATE, shares[row.instance_id]) for row in tests]


def predict_facts_only(tests: Sequence[TestResult]) -> list[TestResult]:
    """What facts decide, and abstentions at the base rate for the rest."""
    shares = find_base_rates(tests)
    return [
        replace(row, arm=FACTS_ONLY, usage=Usage(), p_raw=row.p_pass, opinions=())
        if _is_fact(row)
        else replace(_assume(row, FACTS_ONLY, shares[row.instance_id]), label=Label.ABSTAIN)
        for row in tests
    ]


def predict_lexical(
    tests: Sequence[TestResult], likeness: Mapping[tuple[str, str], float]
) -> list[TestResult]:
    """Each submission's likeness to the reference (``lexical.compare_submissions``) as the
    probability of all its tests; submissions without one are left out."""
    return [
        _assume(row, LEXICAL, ratio)
        for row in tests
        if (ratio := likeness.get((row.instance_id, row.submission))) is not None
    ]


def judge_base_rate(patches: Sequence[PatchResult]) -> list[PatchResult]:
    """The likelier verdict for everything, at the share resolved elsewhere."""
    shares = find_base_rates(patches)
    return [_decide(row, BASE_RATE, shares[row.instance_id]) for row in patches]


def judge_facts_only(
    patches: Sequence[PatchResult], tests: Sequence[TestResult]
) -> list[PatchResult]:
    """Fails where a fact fails a test; uncertain, at the base rate, elsewhere."""
    failing = {
        (row.instance_id, row.submission)
        for row in tests
        if _is_fact(row) and row.label is Label.FAIL
    }
    shares = find_base_rates(patches)
    return [
        _decide(row, FACTS_ONLY, 0.0)
        if (row.instance_id, row.submission) in failing
        else replace(
            _decide(row, FACTS_ONLY, shares[row.instance_id]), verdict=VerdictLabel.UNCERTAIN
        )
        for row in patches
    ]


def judge_lexical(
    patches: Sequence[PatchResult], likeness: Mapping[tuple[str, str], float]
) -> list[PatchResult]:
    """Each submission's likeness to the reference as its probability."""
    return [
        _decide(row, LEXICAL, ratio)
        for row in patches
        if (ratio := likeness.get((row.instance_id, row.submission))) is not None
    ]


def tie_assumed(arm: str, cases: Sequence[Case]) -> list[Case]:
    """A baseline's cases for measures of order: whatever is only assumed has one probability.

    The share of *other* repositories is high where the own one is low, and would rank against the
    truth.
    """
    return [
        case._replace(p=0.5)
        if arm == BASE_RATE or (arm == FACTS_ONLY and case.said is None)
        else case
        for case in cases
    ]


def _is_fact(row: Row) -> bool:
    return isinstance(row, TestResult) and row.decided_by == "fact"


def _assume(row: TestResult, arm: str, p: float) -> TestResult:
    return replace(
        row,
        arm=arm,
        label=Label.PASS if p >= 0.5 else Label.FAIL,
        p_pass=p,
        p_raw=p,
        p_source=PSource.FACT,
        decided_by=arm,
        opinions=(),
        usage=Usage(),
    )


def _decide(row: PatchResult, arm: str, p: float) -> PatchResult:
    verdict = VerdictLabel.PASS if p >= 0.5 else VerdictLabel.FAIL
    return replace(row, arm=arm, verdict=verdict, p_pass=p, rule=arm, usage=Usage(), n_failures=0)
