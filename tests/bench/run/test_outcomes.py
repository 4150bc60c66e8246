"""True outcomes from labels, and from what the two lists of a dataset mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from patchcritic.bench.run.case import prepare_case
from patchcritic.bench.run.nouns import Work
from patchcritic.bench.run.outcomes import Outcomes
from patchcritic.domain import Instance, LabelledPair, NodeId, Submission, TestStatus

T = "tests/test_calc.py::"
Label = Callable[[str, str], LabelledPair]
Submit = Callable[[str], Submission]


def outcomes_of(instance: Instance, submission: Submission, *labels: LabelledPair) -> Outcomes:
    return Outcomes(prepare_case(instance), Work(submission=submission, arms=(), labels=labels))


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("test_new[1-a]", TestStatus.FAILED),
        ("test_new[2-b-c]", TestStatus.FAILED),
        ("test_new", TestStatus.FAILED),
        ("test_old", TestStatus.PASSED),
        ("test_new[3]", None),
        ("test_else", None),
    ],
)
def test_base_outcomes_come_from_the_lists(
    instance: Instance, submit: Submit, source_patch: str, name: str, base: TestStatus | None
) -> None:
    node_id = NodeId.parse(T + name)
    for patch, expected in (
        (source_patch, None if base is None else TestStatus.PASSED),
        ("", base),
        (source_patch.replace("2", "3"), None),
    ):
        outcomes = outcomes_of(instance, submit(patch))
        assert outcomes.base_status_of(node_id) is base
        assert outcomes.status_of(node_id) is expected


@pytest.mark.parametrize(
    ("labels", "name", "status"),
    [
        ({"test_new[1-a]": "failed"}, "test_new[1-a]", "failed"),
        ({"test_new[1-a]": "failed", "test_new[2-b]": "passed"}, "test_new", "failed"),
        ({"test_new[1-a]": "passed", "test_new[2-b]": "passed"}, "test_new", "passed"),
        ({"test_new": "passed"}, "test_new[9]", "passed"),
        ({"test_new": "failed"}, "test_new[9]", None),
        ({"test_old": "skipped"}, "test_old", "skipped"),
        ({"test_old": "error"}, "test_new[1-a]", None),
    ],
)
def test_labels_are_found_by_test(
    instance: Instance,
    submit: Submit,
    label: Label,
    labels: dict[str, str],
    name: str,
    status: str | None,
) -> None:
    pairs = [label(T + one, value) for one, value in labels.items()]
    outcomes = outcomes_of(instance, submit("x"), *pairs)
    assert outcomes.status_of(NodeId.parse(T + name)) == status


ALL = {"test_new[1-a]": "passed", "test_new[2-b]": "passed", "test_old": "passed"}


@pytest.mark.parametrize(
    ("labels", "is_resolved"),
    [
        (ALL, True),
        (ALL | {"test_old": "error"}, False),
        ({"test_old": "failed"}, False),
        ({"test_old": "passed"}, None),
        (ALL | {"test_else": "failed"}, True),
        (ALL | {"test_old": "skipped"}, True),
        (ALL | {"test_new[1-a]": "skipped"}, False),
        ({}, None),
    ],
)
def test_a_submission_resolves_when_all_listed_tests_pass(
    instance: Instance,
    submit: Submit,
    label: Label,
    labels: dict[str, str],
    is_resolved: bool | None,
) -> None:
    pairs = [label(T + one, value) for one, value in labels.items()]
    assert outcomes_of(instance, submit("x"), *pairs).is_resolved is is_resolved


def test_gold_resolves_and_empty_does_not(
    instance: Instance, submit: Submit, source_patch: str
) -> None:
    assert outcomes_of(instance, submit(source_patch)).is_resolved is True
    assert outcomes_of(instance, submit("")).is_resolved is False
    bare = replace(instance, patch="")
    assert outcomes_of(bare, submit("")).is_resolved is False
    right = replace(bare, fail_to_pass=())
    assert outcomes_of(right, submit("")).is_resolved is True


def test_without_lists_all_labels_count(instance: Instance, submit: Submit, label: Label) -> None:
    bare = replace(instance, fail_to_pass=(), pass_to_pass=())
    assert outcomes_of(bare, submit("x")).is_resolved is None
    assert outcomes_of(bare, submit("x"), label(T + "t", "passed")).is_resolved is True
    assert outcomes_of(bare, submit("x"), label(T + "t", "error")).is_resolved is False
