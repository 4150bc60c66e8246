"""The one funnel through which the process exits.

0 accept, 1 the verdict trips ``--fail-on``, 2 usage, configuration or unusable diff, 3 internal or
provider error, 4 no verdict, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from patchcritic.errors import PatchcriticError

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation

ACCEPT, REJECT, INTERNAL, NO_VERDICT = 0, 1, 3, 4
INTERRUPTED = 130


def main() -> None:
    """Run the command line; every error becomes one sentence on stderr and an exit code."""
    from patchcritic.cli.app import app

    try:
        app()
    except PatchcriticError as error:
        _leave(str(error), error.exit_code)
    except KeyboardInterrupt:
        _leave("interrupted", INTERRUPTED)
    except Exception as error:
        if os.environ.get("PATCHCRITIC_DEBUG"):
            raise
        name = type(error).__name__
        _leave(
            f"internal error: {name}: {error}; set PATCHCRITIC_DEBUG=1 to see where, and please "
            "report it",
            INTERNAL,
        )


def exit_code_of(evaluation: Evaluation, fail_on: str) -> int:
    """What a verdict exits with: 0, or 1 when it trips ``fail_on``, or 4 when there is none.

    ``fail_on`` is ``fail``, ``uncertain`` (which rejects an uncertain verdict too) or ``never``
    (which accepts every verdict, and is for those who only want the report).
    """
    label = str(evaluation.verdict.label)
    if evaluation.is_interrupted:
        return INTERRUPTED
    if fail_on == "never" or label == "pass":
        return ACCEPT
    if label == "fail" or (fail_on == "uncertain" and evaluation.associations):
        return REJECT
    return NO_VERDICT


def _leave(message: str, code: int) -> None:
    from patchcritic.reports.sanitise import make_printable

    print(f"patchcritic: {make_printable(message)}", file=sys.stderr)  # noqa: T201
    sys.exit(code)
