"""How often the tracer decides labelled tests, and whether it is ever wrong.

``TRACER_DATA`` names the datasets, separated by blanks: a folder with dataset.jsonl,
predictions.jsonl, labels.jsonl and repos/, or FOLDER=REPOS where the repositories lie elsewhere.
With ``TRACER_ENVIRONMENTS`` the tracer is told what is installed in FOLDER/environments.
``TRACER_SAMPLE`` takes that many pairs of every instance, ``TRACER_ONLY`` only instances and node
ids with this text, ``TRACER_ROWS`` names a file that gets every row.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench._tracing import Traced, to_row, trace_dataset, with_deep_stack
from patchcritic.datasets import read_labels
from patchcritic.domain import LabelledPair

NEEDS_OTHERS = frozenset({"python-slugify", "w3lib", "tenacity"})
"""Packages of the datasets that need something outside the standard library."""


def main() -> None:
    """Trace and report."""
    datasets = os.environ.get("TRACER_DATA", "").split()
    if not datasets:
        print("TRACER_DATA names no dataset; nothing is measured")
        return
    rows: list[Traced] = []
    with_deep_stack(lambda: rows.extend(_trace_all(datasets)))
    report(rows)


def _trace_all(datasets: Sequence[str]) -> Iterator[Traced]:
    target = os.environ.get("TRACER_ROWS")
    for one in datasets:
        name, _, repos = one.partition("=")
        folder = Path(name)
        for row in trace_dataset(folder, Path(repos or folder / "repos"), _chooser(folder)):
            if target:
                with Path(target).open("a", encoding="utf-8") as file:
                    file.write(to_row(row) + "\n")
            if row.is_wrong:
                print(describe(row), flush=True)
            yield row


def _chooser(folder: Path) -> Callable[[LabelledPair], bool]:
    words = os.environ.get("TRACER_ONLY", "").split()
    sample = int(os.environ.get("TRACER_SAMPLE", "0"))

    def is_named(pair: LabelledPair) -> bool:
        text = f"{pair.instance_id} {pair.submission} {pair.node_id}"
        return all(word in text for word in words)

    if not sample:
        return is_named
    by_instance: dict[str, list[tuple[str, str]]] = {}
    for pair in read_labels(folder / "labels.jsonl"):
        if is_named(pair):
            key = f"{pair.submission} {pair.node_id}"
            digest = hashlib.sha256(key.encode()).hexdigest()
            by_instance.setdefault(pair.instance_id, []).append((digest, key))
    chosen = {
        (instance_id, key)
        for instance_id, keys in by_instance.items()
        for _, key in sorted(keys)[:sample]
    }
    return lambda pair: (pair.instance_id, f"{pair.submission} {pair.node_id}") in chosen


def describe(row: Traced) -> str:
    """A wrong decision on one line."""
    return (
        f"WRONG {row.data} {row.instance_id} {row.submission} {row.node_id}: {row.outcome} but "
        f"{row.status}; {row.witness} at {row.place}"
    )


def report(rows: Sequence[Traced]) -> None:
    """Print the tables."""
    if not rows:
        print("no pairs")
        return
    print(f"\n{'package':<18}{'pairs':>7}{'decided':>9}{'failing':>9}{'decided':>9}{'wrong':>7}")
    for name in sorted({row.package for row in rows}):
        _line(name, [row for row in rows if row.package == name])
    _line("stdlib only", [row for row in rows if row.package not in NEEDS_OTHERS])
    _line("all", rows)
    lost = [row for row in rows if row.outcome == "undecided"]
    print("\ncommonest reasons for UNDECIDED")
    for (kind, reason), count in Counter((one.kind, one.reason[:100]) for one in lost).most_common(
        int(os.environ.get("TRACER_REASONS", "10"))
    ):
        packages = Counter(
            one.package for one in lost if (one.kind, one.reason[:100]) == (kind, reason)
        )
        shown = ", ".join(f"{name} {n}" for name, n in packages.most_common(3))
        print(f"{count:>6}  {kind}: {reason}  ({shown})")
    seconds = sorted(row.seconds for row in rows)
    loads = sorted(row.load_seconds for row in rows)
    print(
        f"\nseconds per test after load: median {statistics.median(seconds):.4f}, "
        f"p95 {seconds[int(len(seconds) * 0.95)]:.4f}; per load: median "
        f"{statistics.median(loads):.3f}, p95 {loads[int(len(loads) * 0.95)]:.3f}"
    )


def _line(name: str, rows: Sequence[Traced]) -> None:
    if not rows:
        return
    failing = [row for row in rows if row.status in ("failed", "error")]
    print(
        f"{name:<18}{len(rows):>7}{_share(rows):>9}{len(failing):>9}{_share(failing):>9}"
        f"{sum(row.is_wrong for row in rows):>7}"
    )


def _share(rows: Sequence[Traced]) -> str:
    if not rows:
        return "-"
    return f"{sum(row.outcome != 'undecided' for row in rows) / len(rows):.1%}"


if __name__ == "__main__":
    loaded = [Traced(**json.loads(line)) for line in Path(sys.argv[1]).read_text().splitlines()]
    report(loaded)
