"""How often are the embedded models right, for which prompt, and in how many seconds per test?

Asks every embedded model whose weights are here about labelled pairs of the fixture and of mutated
packages: with the plain prompt, with a one-word question, and with that question after a short
certificate. Other ways to read the same answers are compared without asking again.

    python -m bench.local_accuracy                         # about an hour on two idle cores
    python -m bench.local_accuracy --results FILE          # adds to FILE what it lacks, then prints
    python -m bench.local_accuracy --results FILE --print  # asks nothing

Among all benchmarks (``python -m bench``) only a few pairs of the fixture are asked about, for the
seconds; ``PATCHCRITIC_BENCH_LOCAL`` names a file of answers that is printed instead.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench._local_methods import METHODS, Judged, judge_all
from bench._local_trials import Trials, run_trials
from bench._pairs import Pair, fixture_pairs, make_pairs
from patchcritic.bench.metrics import Case, bootstrap, compute_label_figures, count_confusion, ece
from patchcritic.bench.metrics.auc import prepare_auc
from patchcritic.critics.local.answer import ABSTAIN_BAND
from patchcritic.critics.local.engine import default_threads
from patchcritic.models import KNOWN_MODELS, find_model

N_QUICK = 6
_HEAD = "n   acc. bal.  AUC   95 %          within ECE   sure acc.  cold s warm s"


def main() -> None:
    """Ask what was not asked yet, then print one table a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, help="file of answers to add to and print")
    parser.add_argument("--print", action="store_true", help="only print what is in the file")
    parser.add_argument("--scratch", type=Path, help="keep downloads and outcomes here")
    parser.add_argument("-n", type=int, help="so many pairs")
    is_one_of_many = sys.argv[0].endswith("__main__.py")
    options = parser.parse_args([] if is_one_of_many else None)
    known = os.environ.get("PATCHCRITIC_BENCH_LOCAL") if is_one_of_many else None
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        trials = Trials(options.results or Path(known or folder / "trials.jsonl"))
        has_weights = any(find_model(model.name) for model in KNOWN_MODELS)
        if has_weights and not options.print and not known:
            scratch = options.scratch or folder
            is_quick = is_one_of_many and "local_accuracy" not in sys.argv
            pairs = list(fixture_pairs(scratch))[:N_QUICK] if is_quick else make_pairs(scratch)
            ask_models(trials, pairs[: options.n])
    for model in KNOWN_MODELS:
        print_model(model.name, trials)


def ask_models(trials: Trials, pairs: Sequence[Pair]) -> None:
    """Ask every model whose weights are on this machine."""
    models = [model for model in KNOWN_MODELS if find_model(model.name)]
    n_pass = sum(pair.is_pass for pair in pairs)
    n_patches = len({pair.patch_id for pair in pairs})
    print(f"{len(pairs)} pairs of {n_patches} patches, {n_pass} of them pass", flush=True)
    for model in models:
        run_trials(model.name, pairs, trials, n_threads=default_threads())


def print_model(model: str, trials: Trials) -> None:
    """One line for each way of asking."""
    tables = {method: judge_all(trials.rows, model, method) for method in METHODS}
    if not any(tables.values()):
        print(f"\n{model}: nothing asked; its weights come with `patchcritic models pull`")
        return
    print(f"\n{model:34} {_HEAD}")
    for method, judged in tables.items():
        if judged:
            print(f"  {method:32} {describe(judged)}")


def describe(judged: Sequence[Judged]) -> str:
    """The figures of one way of asking on one line."""
    clusters = {name: place for place, name in enumerate(sorted({one.patch for one in judged}))}
    cases = [Case(one.p_pass, one.p_pass > 0.5, one.is_pass, clusters[one.patch]) for one in judged]
    sure = [one for one in cases if abs((one.p or 0) - 0.5) >= ABSTAIN_BAND]
    figures = compute_label_figures(count_confusion(cases))
    rank = bootstrap([prepare_auc(cases, len(clusters))], len(clusters))["auc"]
    return (
        f"{len(judged):3} {_show(figures['accuracy'])} {_show(figures['balanced_accuracy'])} "
        f"{_show(rank.value, 3)} {_show(rank.low)} to {_show(rank.high)} "
        f"{_show(_rank_within(judged)):>6} {_show(ece(cases))} "
        f"{len(sure):4} {_show(compute_label_figures(count_confusion(sure))['accuracy'])} "
        + " ".join(_mean_seconds(judged, is_cold=is_cold) for is_cold in (True, False))
    )


def _rank_within(judged: Sequence[Judged]) -> float | None:
    """How often a passing test is ranked above a failing one of the same patch."""
    wins = [
        (good.p_pass > bad.p_pass) + (good.p_pass == bad.p_pass) / 2
        for good in judged
        for bad in judged
        if good.is_pass and not bad.is_pass and good.patch == bad.patch
    ]
    return statistics.mean(wins) if wins else None


def _mean_seconds(judged: Sequence[Judged], *, is_cold: bool) -> str:
    seconds = [one.seconds for one in judged if one.is_cold is is_cold]
    return f"{statistics.mean(seconds):6.1f}" if seconds else "     -"


def _show(value: float | None, n_digits: int = 2) -> str:
    return "n/a " if value is None else f"{value:.{n_digits}f}"


if __name__ == "__main__":
    main()
