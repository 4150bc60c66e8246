"""The end of ``--export-requests``: the file in its place, and what is in it told on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchcritic.critics.calling.requests_file import RequestsFile
    from patchcritic.domain import Evaluation

MAX_REQUESTS, MAX_BYTES = 50_000, 200_000_000
"""What OpenAI takes in one file (https://platform.openai.com/docs/guides/batch)."""


def finish_export(requests: RequestsFile, *evaluations: Evaluation) -> None:
    """Keep the file, and tell how much of the evaluations it is. Raises ``UsageProblem``."""
    requests.keep()
    for line in summarise_export(requests, *evaluations):
        print(line, file=sys.stderr)  # noqa: T201


def summarise_export(requests: RequestsFile, *evaluations: Evaluation) -> Iterator[str]:
    """What was written and what was not, line by line."""
    predictions = [item for one in evaluations for item in one.predictions]
    failures = [item for one in evaluations for item in one.failures]
    n_answered = sum(item.decided_by == "critic" for item in predictions)
    n_lost = sum(item.kind != "exported" for item in failures)
    parts = [
        f"{requests.n_requests:,} requests written to {requests.path}",
        f"{n_answered:,} tests already answered",
        f"{len(predictions) - n_answered:,} decided by facts",
        *([f"{n_lost:,} failed"] if n_lost else []),
    ]
    yield ", ".join(parts)
    if not requests.n_requests:
        yield "nothing is left to ask: the same command without --export-requests judges"
        return
    yield (
        "run again after `patchcritic batch import` for follow-up questions: an answer may need "
        "mending, or a second look"
    )
    if len(requests.models) > 1:
        names = ", ".join(sorted(requests.models))
        yield f"they are for several models ({names}); most services take one for each file"
    if requests.n_requests > MAX_REQUESTS or requests.n_bytes > MAX_BYTES:
        yield "OpenAI takes at most 50,000 lines and 200 MB in one file: split it between lines"
