"""The end of ``bench run --export-requests``: what the file holds, told on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patchcritic.critics.names import kind_of
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.bench.run import Arm, Judged
    from patchcritic.critics.calling.requests_file import RequestsFile


@dataclass(slots=True)
class ExportSink:
    """Counts what was planned, and keeps nothing."""

    n_decided: int = 0
    n_answered: int = 0
    done: frozenset[tuple[str, str, str]] = frozenset()

    def add(self, judged: Judged) -> None:
        """Count the tests that need not be asked about."""
        for row in judged.tests:
            self.n_decided += row.decided_by != "critic"
            self.n_answered += row.decided_by == "critic" and "is_failure" not in row.features

    def summarise(self, requests: RequestsFile) -> Iterator[str]:
        """What was written, and what needs no request, line by line."""
        yield (
            f"{requests.n_requests:,} requests written to {requests.path}, "
            f"{self.n_answered:,} tests already answered, {self.n_decided:,} decided by facts"
        )
        if requests.n_requests:
            yield "run again after `patchcritic batch import`: it asks for what is missing"


def check_exportable(arms: tuple[Arm, ...]) -> None:
    """Raise ``UsageProblem`` for a model that is not asked over the network."""
    for model in (model for arm in arms for model in arm.models):
        if kind_of(model) != "llm":
            raise UsageProblem(f"--export-requests is for providers' models, and {model} is none")
