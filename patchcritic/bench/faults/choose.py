"""A few faults out of many, spread over functions and kinds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from patchcritic.bench.faults.nouns import Fault


def choose_faults(faults: Sequence[Fault], rng: random.Random) -> Iterator[Fault]:
    """All the faults, in an order whose every beginning is spread over functions and kinds.

    The next one is always of a function that had the fewest so far, and among its faults of the
    kind that had the fewest; the random generator breaks ties.
    """
    by_function: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        by_function.setdefault((fault.path, fault.function), []).append(fault)
    functions = sorted(by_function)
    rng.shuffle(functions)
    for function in functions:
        rng.shuffle(by_function[function])
    taken: Counter[str] = Counter()
    while functions:
        for function in functions:
            left = by_function[function]
            fault = min(left, key=lambda one: taken[one.operator])
            left.remove(fault)
            taken[fault.operator] += 1
            yield fault
        functions = [one for one in functions if by_function[one]]
