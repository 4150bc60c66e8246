"""How good is the static critic on packages it was not trained on, and how fast?

Fits the model anew on mined folders and measures it by cross-validation over packages, on packages
that are held out, and on other labelled submissions, beside what needs no model at all.

    python -m bench.static_critic --mined DIR [--mined DIR ...] [--hold-out NAME ...]
    python -m bench.static_critic --mined DIR --also DIR --also-repos DIR
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from patchcritic.bench.metrics import Case, auc, ece
from patchcritic.critics.static.model import StaticModel, load_shipped
from patchcritic.training import HEADER, Example, MinedFolder, collect_examples, fit_examples
from patchcritic.training.fitting import Table
from patchcritic.training.static_trainer import Training, measure_kinds, split_examples

HELD_OUT = ("idna", "mistune", "parse", "textdistance", "tomlkit")
"""Packages that no choice was made on."""
NEVER = ("boltons", "tenacity")
"""Packages of the labelled submissions that are measured on last."""
_BASELINES: dict[str, Callable[[Example], float]] = {
    "distance of the graph": lambda one: one.features.get("reach_distance", 0.0),
    "lexical distance": lambda one: 1 - one.features.get("edit_words_used", 0.0),
}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mined", type=Path, action="append", default=[])
    parser.add_argument("--hold-out", action="append", default=list(HELD_OUT))
    parser.add_argument("--also", type=Path, help="other labelled submissions to measure on")
    parser.add_argument("--also-repos", type=Path, help="their repositories")
    parser.add_argument("--also-examples", type=Path, help="keep their features in this file")
    options = parser.parse_args([] if sys.argv[0].endswith("__main__.py") else None)
    if not options.mined:
        print("needs labelled cases: python -m bench.static_critic --mined DIR")
        return
    folders = [MinedFolder(path=path) for path in options.mined]
    examples = [one for folder in folders for one in collect_examples(folder, tell)]
    examples, _ = split_examples(examples, NEVER)
    training = fit_examples(examples, hold_out=options.hold_out)
    print(f"{training.counts}\npackages: {', '.join(training.packages)}\n")
    print(f"{'':32}{HEADER}")
    print_figures("cross-validated over packages", training.unseen)
    print_figures("packages held out", training.held_out)
    if options.also:
        folder = MinedFolder(
            path=options.also, repos=options.also_repos, examples=options.also_examples
        )
        other = list(collect_examples(folder, tell))
        table = Table.of(other, training.features)
        figures = measure_kinds(training.predict(table), table, training.band)
        print_figures("other labelled submissions", figures)
        print_baselines("other labelled submissions", other)
    kept, held = split_examples(examples, options.hold_out)
    print_baselines("cross-validated over packages", kept)
    print_baselines("packages held out", held)
    print_speed(training, held or kept)


def tell(line: str) -> None:
    """Progress, and what cannot be used."""
    print(line, file=sys.stderr, flush=True)


def print_figures(title: str, figures: Any) -> None:
    """One line a kind of submission."""
    print(title)
    for kind, one in figures.items():
        print(f"  {kind:30}{one}")


def print_baselines(title: str, examples: Sequence[Example]) -> None:
    """What the base rate, facts and single features say about the same pairs."""
    asked = [one for one in examples if one.is_asked]
    decided = [one for one in examples if one.decided is not None]
    if not asked:
        return
    rate = sum(one.is_pass for one in asked) / len(asked)
    print(f"{title}, baselines (AUC, ECE)")
    print(f"  {'base rate':24} 0.500  {_ece([rate] * len(asked), asked):.3f}")
    print(f"  {'facts only':24} 0.500  decide {len(decided)} pairs, none of these")
    for name, score in _BASELINES.items():
        values = [score(one) for one in asked]
        cases = [_case(value, one) for value, one in zip(values, asked, strict=True)]
        print(f"  {name:24} {auc(cases):.3f}")


def _case(value: float, example: Example) -> Case:
    return Case(value, None, example.is_pass)


def _ece(p: Sequence[float], examples: Sequence[Example]) -> float:
    return ece([_case(value, one) for value, one in zip(p, examples, strict=True)]) or 0.0


def print_speed(training: Training, examples: Sequence[Example]) -> None:
    """Milliseconds of evaluating the exported model; reading features comes to it."""
    model = StaticModel.parse(training.to_json())
    rows = [one.features for one in examples if one.is_asked][:500]
    start = time.process_time()
    for row in rows:
        model.predict(row)
    seconds = time.process_time() - start
    shipped = load_shipped()
    print(
        f"evaluation: {1000 * seconds / len(rows):.3f} ms per test; "
        f"shipped model {shipped.digest}, {len(training.to_json()) / 1e3:.0f} kB"
    )


if __name__ == "__main__":
    main()
