"""Writes what was mined: dataset, predictions, labels, faults, and a summary with counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from patchcritic.bench.mine.labels import choose_pairs
from patchcritic.bench.mine.nouns import Candidate, Case, Settings
from patchcritic.bench.mine.outcomes import is_failing
from patchcritic.datasets import write_instances, write_labels, write_rows, write_submissions
from patchcritic.domain import LabelledPair


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """A case and what is known of its submissions, by name."""

    case: Case
    results: Mapping[str, Mapping[str, Any]]

    def statuses_of(self, candidate: Candidate) -> Mapping[str, str]:
        """The outcomes with a submission; of the reference only of the tests that pass."""
        is_baseline = candidate.kind in ("gold", "empty")
        name = f"baseline-{candidate.name}" if is_baseline else candidate.name
        statuses: Mapping[str, str] = self.results.get(name, {}).get("statuses", {})
        if candidate.kind == "gold":
            return {one: status for one, status in statuses.items() if status == "passed"}
        return statuses


def write_dataset(
    mined: Sequence[Mined], settings: Settings, *, n_run: int, skipped: tuple[str, ...]
) -> dict[str, Any]:
    """Write the files of the output folder, and return the summary."""
    out = settings.out
    pairs = [pair for one in mined for pair in _pairs(one, settings.seed)]
    write_instances(out / "dataset.jsonl", (one.case.instance for one in mined))
    write_submissions(
        out / "predictions.jsonl",
        (one.case.submission_of(each) for one in mined for each in one.case.candidates),
    )
    write_rows(out / "faults.jsonl", (row for one in mined for row in _faults(one.case)))
    write_labels(out / "labels.jsonl", pairs)
    summary = _summarise(mined, pairs) | {
        "skipped": list(skipped),
        "n_run_now": n_run,
        "seed": settings.seed,
        "per_package": settings.per_package,
        "is_executed": settings.is_executing,
    }
    text = json.dumps(summary, indent=2) + "\n"
    (out / "summary.json").write_text(text, encoding="utf-8")
    return summary


def _pairs(mined: Mined, seed: int) -> Iterator[LabelledPair]:
    for candidate in mined.case.candidates:
        statuses = mined.statuses_of(candidate)
        yield from choose_pairs(mined.case.instance.instance_id, candidate, statuses, seed=seed)


def _faults(case: Case) -> Iterator[dict[str, Any]]:
    for one in case.candidates:
        if one.fault is not None:
            head = {"instance_id": case.instance.instance_id, "submission": one.name}
            yield head | dict(one.fault)


def _summarise(mined: Sequence[Mined], pairs: Sequence[LabelledPair]) -> dict[str, Any]:
    results = [result for one in mined for result in one.results.values()]
    by_instance = Counter(pair.instance_id for pair in pairs)
    failing = Counter(pair.instance_id for pair in pairs if is_failing(pair.status))
    return {
        "n_instances": len(mined),
        "n_submissions": sum(len(one.case.candidates) for one in mined),
        "n_pairs": len(pairs),
        "n_failing": failing.total(),
        "n_associated": sum(pair.is_associated is True for pair in pairs),
        "n_failing_unassociated": sum(
            pair.is_associated is False and is_failing(pair.status) for pair in pairs
        ),
        "n_flaky_dropped": sum(result["n_flaky"] for result in results),
        "n_unfinished_dropped": sum(result["n_unfinished"] for result in results),
        "n_unreached_faults": sum(one.case.n_unreached for one in mined),
        "instances": {
            name: {"pairs": count, "failing": failing[name]}
            for name, count in sorted(by_instance.items())
        },
    }
