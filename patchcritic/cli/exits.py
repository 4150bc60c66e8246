"""The exit codes: one table for the whole command line.

0 accept, 1 the verdict trips ``--fail-on``, 2 usage, configuration or unusable diff, 3 internal or
provider error, 4 no verdict, 130 interrupted. Codes 2 and 3 come with an exception of
``patchcritic.errors``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation

ACCEPT, REJECT, INTERNAL, NO_VERDICT, INTERRUPTED = 0, 1, 3, 4, 130


def exit_code_of(evaluation: Evaluation, fail_on: str) -> int:
    """What a verdict exits with: 0, or 1 when it trips ``fail_on``, or 4 when there is none.

    With a baseline it is what the baseline leaves of the verdict that counts.
    ``fail_on`` is ``fail``, ``uncertain`` (which rejects an uncertain verdict too) or ``never``
    (which accepts every verdict, and is for those who only want the report). A spent budget is
    no verdict whatever ``fail_on`` says, but for a patch that fails already.
    """
    label = str(evaluation.decision)
    if evaluation.is_interrupted:
        return INTERRUPTED
    if evaluation.n_over_budget and label != "fail":
        return NO_VERDICT
    if fail_on == "never" or label == "pass":
        return ACCEPT
    if label == "fail" or (fail_on == "uncertain" and evaluation.associations):
        return REJECT
    return NO_VERDICT
