from __future__ import annotations

import os
import re
from collections.abc import Callable
from random import Random

import pytest

from patchcritic.tracer.core.undecided import Undecided
from tests.tracer.lang.programs import make_program

N_PROGRAMS = int(os.environ.get("PATCHCRITIC_PROGRAMS", "200"))
BATCH = 50


def is_program(text: str) -> bool:
    try:
        compile(text, "program.py", "exec")
    except SyntaxError:
        return False
    return True


def without_addresses(outcome: tuple[str, str]) -> tuple[str, ...]:
    return tuple(re.sub(r"0x[0-9a-f]+", "0x", part) for part in outcome)


@pytest.fixture
def difference(
    run_traced: Callable[[str], tuple[str, str]], run_really: Callable[[str], tuple[str, str]]
) -> Callable[[str], bool | None]:
    """Whether evaluator and CPython disagree; None where the evaluator does not decide."""

    def compare(text: str) -> bool | None:
        try:
            traced = run_traced(text)
        except Undecided:
            return None
        return without_addresses(traced) != without_addresses(run_really(text))

    return compare


@pytest.mark.parametrize("first", range(0, N_PROGRAMS, BATCH))
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_random_programs_do_what_cpython_does(
    first: int, difference: Callable[[str], bool | None]
) -> None:
    programs = [make_program(Random(seed)) for seed in range(first, first + BATCH)]
    found = {n: difference(text) for n, text in enumerate(programs, first) if is_program(text)}
    assert [seed for seed, differs in found.items() if differs] == []
    n_decided = sum(differs is not None for differs in found.values())
    assert n_decided >= 0.8 * len(found)
