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
            from traceback import format_exc

            _leave(format_exc(), INTERNAL)
        name = type(error).__name__
        _leave(
            f"internal error: {name}: {error}; set PATCHCRITIC_DEBUG=1 to see where, and please "
            "report it",
            INTERNAL,
        )


def _leave(message: str, code: int) -> None:
    from patchcritic.redact import redact_message
    from patchcritic.reports.sanitise import make_printable

    text = make_printable(redact_message(message))
    print(f"patchcritic: {text}", file=sys.stderr)  # noqa: T201
    sys.exit(code)
