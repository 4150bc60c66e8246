"""The one funnel through which the process exits: every error is one sentence and a code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from patchcritic.cli.exits import INTERNAL, INTERRUPTED
from patchcritic.errors import PatchcriticError


def run_to_exit(run: Callable[[], object]) -> None:
    """Run the command line; every error becomes one sentence on stderr and an exit code."""
    try:
        run()
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


def _leave(message: str, code: int) -> None:
    from patchcritic.reports.sanitise import make_printable

    print(f"patchcritic: {make_printable(message)}", file=sys.stderr)  # noqa: T201
    sys.exit(code)
