"""How often are the embedded models right, for which prompt, and in how many seconds per test?

Asks every embedded model whose weights are here about labelled pairs of the fixture and of mutated
packages: with the plain prompt, with a one-word question, and with that question after a short
certificate. Other ways to read the same answers are compared without asking again.

    python -m bench.local_accuracy                         # hours on two cores
    python -m bench.local_accuracy --results FILE          # adds to FILE what it lacks, then prints
    python -m bench.local_accuracy --results FILE --print  # asks nothing
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench._local_methods import METHODS, judge_all
from bench._local_scores import (
    Judged,
    find_accuracy,
    find_auc,
    find_auc_within,
    find_balanced_accuracy,
    find_ece,
    find_interval,
)
from bench._local_trials import FAMILIES, Trials, run_trials
from bench._pairs import make_pairs
from patchcritic.critics.local_answer import ABSTAIN_BAND
from patchcritic.critics.local_engine import default_threads
from patchcritic.models import KNOWN_MODELS, find_model

_HEAD = "n   acc. bal.  AUC   95 %        within ECE   sure acc.  cold s warm s"


def main() -> None:
    """Ask what was not asked yet, then print one table a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, help="file of answers to add to and print")
    parser.add_argument("--print", action="store_true", help="only print what is in the file")
    parser.add_argument("--scratch", type=Path, help="keep downloads and outcomes here")
    parser.add_argument("-n", type=int, help="so many pairs")
    options = parser.parse_args([] if sys.argv[0].endswith("__main__.py") else None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        trials = Trials(options.results or folder / "trials.jsonl")
        if not options.print:
            ask_models(trials, options.scratch or folder, options.n)
    for model in KNOWN_MODELS:
        print_model(model.name, trials)


def ask_models(trials: Trials, scratch: Path, n_pairs: int | None) -> None:
    """Ask every model whose weights are on this machine."""
    models = [model for model in KNOWN_MODELS if find_model(model.name)]
    if not models:
        print("no weights on this machine: run `patchcritic models pull 0.5b`")
        return
    pairs = make_pairs(scratch)[:n_pairs]
    n_pass = sum(pair.is_pass for pair in pairs)
    n_patches = len({pair.patch_id for pair in pairs})
    print(f"{len(pairs)} pairs of {n_patches} patches, {n_pass} of them pass", flush=True)
    for model in models:
        for family in FAMILIES:
            run_trials(model.name, pairs, family, trials, n_threads=default_threads())


def print_model(model: str, trials: Trials) -> None:
    """One line for each way of asking."""
    tables = {method: judge_all(trials.rows, model, method) for method in METHODS}
    if not any(tables.values()):
        print(f"\n{model}: nothing asked; run `patchcritic models pull` first")
        return
    print(f"\n{model:34} {_HEAD}")
    for method, judged in tables.items():
        if judged:
            print(f"  {method:32} {describe(judged)}")


def describe(judged: Sequence[Judged]) -> str:
    """The figures of one way of asking on one line."""
    low, high = find_interval(judged, find_auc)
    sure = [one for one in judged if abs(one.p_pass - 0.5) >= ABSTAIN_BAND]
    right = f"{find_accuracy(sure):.2f}" if sure else "  - "
    seconds = "  ".join(
        f"{statistics.mean(times):5.1f}" if times else "    -"
        for times in (
            [one.seconds for one in judged if one.is_cold is cold] for cold in (True, False)
        )
    )
    return (
        f"{len(judged):3} {find_accuracy(judged):.2f} {find_balanced_accuracy(judged):.2f} "
        f"{find_auc(judged):6.3f} {low:.2f} to {high:.2f} {find_auc_within(judged):6.2f} "
        f"{find_ece(judged):5.2f} {len(sure):4}  {right}  {seconds}"
    )


if __name__ == "__main__":
    main()
