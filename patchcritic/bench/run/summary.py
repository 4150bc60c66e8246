"""A run's summaries in the shape of SWE-bench's run report, one per arm and submission's name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from patchcritic.bench.rows import read_patch_rows
from patchcritic.bench.run.instance_report import OURS
from patchcritic.bench.run.selection import Selection
from patchcritic.bench.run.store import RunStore, file_name
from patchcritic.domain.benchmark import PatchResult

SCHEMA_VERSION = 2
"""Of SWE-bench's run report (``swebench.harness.reporting``)."""


def write_summaries(store: RunStore, selection: Selection) -> None:
    """Write ``reports/<arm>/<submission>.json`` for all that the run's folder holds."""
    groups: dict[tuple[str, str], dict[str, PatchResult]] = {}
    for row in read_patch_rows(store.patches_path):
        groups.setdefault((row.arm, row.submission), {})[row.instance_id] = row
    total = [one.instance_id for one in selection.instances]
    patches = {
        (one.model_name_or_path, one.instance_id): one.model_patch
        for group in selection.submissions.values()
        for one in group
    }
    for (arm, name), rows in groups.items():
        empty = {one for one in rows if not patches.get((name, one), "?").strip()}
        reports = {
            one: json.loads(path.read_text(encoding="utf-8"))[one]
            for one, row in rows.items()
            if row.rule and (path := store.report_path(arm, name, one)).exists()
        }
        summary = summarise(total, rows.values(), reports, empty)
        path = store.folder / "reports" / file_name(arm) / f"{file_name(name)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(summary, indent=4) + "\n", encoding="utf-8")


def summarise(
    total: Iterable[str],
    rows: Iterable[PatchResult],
    reports: Mapping[str, Mapping[str, Any]],
    empty: set[str],
) -> dict[str, Any]:
    """One summary; as in SWE-bench an empty patch is no completed instance, whatever its
    report says.

    Args:
        total: ids of the dataset's instances.
        rows: what was made of the submission's instances.
        reports: the instance reports by id.
        empty: ids with an empty patch.
    """
    all_ids = set(total)
    submitted = {row.instance_id for row in rows}
    completed = set(reports) - empty
    resolved = {one for one in completed if reports[one]["resolved"]}
    errors = submitted - completed - empty
    ids = {
        "completed": completed,
        "incomplete": all_ids - submitted,
        "empty_patch": empty & submitted,
        "submitted": submitted,
        "resolved": resolved,
        "unresolved": completed - resolved,
        "infra_failure": set[str](),
        "ambiguous_failure": set[str](),
        "error": errors,
    }
    counts = {
        f"{name}_instances": len(group) for name, group in ids.items() if name != "incomplete"
    }
    return {
        "total_instances": len(all_ids),
        **counts,
        **{f"{name}_ids": sorted(group) for name, group in ids.items()},
        "failure_reasons": {},
        "schema_version": SCHEMA_VERSION,
        "abstained_tests": sum(report[OURS]["n_abstained"] for report in reports.values()),
    }
