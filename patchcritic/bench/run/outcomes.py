"""What is known of the true outcomes: labels, and what a dataset says by its very lists."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.bench.metrics import is_resolved
from patchcritic.bench.run.case import Case
from patchcritic.bench.run.matching import NameIndex
from patchcritic.bench.run.nouns import Work
from patchcritic.domain import NodeId, TestStatus

_FAILING = (TestStatus.FAILED, TestStatus.ERROR)


class Outcomes:
    """The true outcomes of one submission's tests.

    Labels say most. Without them the two lists of an instance still do for two submissions: with
    the reference patch every listed test passes, and with no patch the tests of the first list
    fail and those of the second pass.
    """

    def __init__(self, case: Case, work: Work) -> None:
        self._case = case
        self._labels = {str(pair.node_id): pair.status for pair in work.labels}
        self._by_label = NameIndex(self._labels)
        base = {
            **_spread(case.pass_to_pass.values(), TestStatus.PASSED),
            **_spread(case.fail_to_pass.values(), TestStatus.FAILED),
        }
        self._base = NameIndex(base)
        patch = work.submission.model_patch.strip()
        # Without tests that fail before, the base itself may be right; with some it is not.
        is_solved = bool(patch) or not case.fail_to_pass
        self._is_reference = is_solved and patch == case.instance.patch.strip()
        self._is_empty = not patch

    def base_status_of(self, node_id: NodeId) -> TestStatus | None:
        """The outcome without the candidate, with the test patch."""
        return _fold(self._base.find(str(node_id)))

    def status_of(self, node_id: NodeId) -> TestStatus | None:
        """The outcome with the candidate; None when nobody ran it."""
        status = _fold(self._by_label.find(str(node_id)))
        is_part = node_id.param is not None and str(node_id) not in self._labels
        if status in _FAILING and is_part:
            return None  # the label is of the whole function, or cut: another case may be meant
        if status is not None:
            return status
        listed = self.base_status_of(node_id)
        if listed is None:
            return None
        if self._is_reference:
            return TestStatus.PASSED
        return listed if self._is_empty else None

    @property
    def is_resolved(self) -> bool | None:
        """Whether all listed tests pass, or all labelled ones where none is listed; None when
        that is not known. A skipped test that should be mended is not, as SWE-bench says."""
        wanted = [_fold(self._by_label.find(name)) for name in self._case.fail_to_pass]
        kept = [_fold(self._by_label.find(name)) for name in self._case.pass_to_pass]
        if not wanted and not kept:
            kept = list(self._labels.values())
        known = is_resolved(wanted, kept)
        if known is not None:
            return known
        if self._is_reference:
            return True
        return False if self._is_empty and self._case.fail_to_pass else None


def _spread(groups: Iterable[tuple[str, ...]], status: TestStatus) -> dict[str, TestStatus]:
    return {name: status for group in groups for name in group}


def _fold(statuses: tuple[TestStatus | None, ...]) -> TestStatus | None:
    """The outcome of all cases of a function together: a failing one decides."""
    if not statuses:
        return None
    failing = [status for status in statuses if status in _FAILING]
    return failing[0] if failing else statuses[0]
