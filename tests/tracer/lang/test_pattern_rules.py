from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

REFUSED = (
    "case x: pass\n    case 1: pass",
    "case _: pass\n    case 1: pass",
    "case [x, x]: pass",
    "case {'a': x, **x}: pass",
    "case x | 1: pass",
    "case [x] | [y]: pass",
    "case {'k': 1, 'k': 2}: pass",
    "case {0: 1, -0: 2}: pass",
    "case {1 + 2j: 1, 1 + 2j: 2}: pass",
    "case int(real=1, real=2): pass",
    "case f'{1}': pass",
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_compiler_refuses_is_undecided(
    case: str, make_world: Callable[[dict[str, str]], Any]
) -> None:
    text = f"match 1:\n    {case}\n"
    with pytest.raises(SyntaxError):
        compile(text, "program.py", "exec")
    with pytest.raises(Undecided):
        make_world({"program.py": text}).load()


def test_what_the_compiler_takes_is_run(same: Callable[[str], None]) -> None:
    same(
        """
        def name(value):
            match value:
                case {"a": x, "b": 1, 1.5: _} | {"a": x, -2: _}: return "mapping", x
                case x if x == 3: return "guarded", x
                case [(0 | 1) as x, _, _]: return "three", x
                case int(real=x, imag=0): return "number", x
                case (complex() | float() as x): return "other", x
                case _: return "all"
        for value in ({"a": 1, "b": 1, 1.5: 2}, {"a": 5, -2: 3}, 3, [1, 2, 3], 7, 2j, "s", []):
            print(name(value))
        """
    )


def test_flags_of_classes_tell_sequences_and_mappings(same: Callable[[str], None]) -> None:
    same(
        """
        import collections
        from collections.abc import Mapping, MutableSequence, Sequence
        class Late:
            def __iter__(self): return iter("ab")
        class Child(Late): pass
        class Both(Child, dict): pass
        class Other(collections.UserDict, Late): pass
        class Text(str): pass
        def kind(value):
            match value:
                case [*all]: return "sequence", all
                case {}: return "mapping"
            return "neither"
        values = [Late(), Child(), Both(), Other(), Text("a"), bytearray(), collections.deque(), {}]
        print([kind(value) for value in values])
        Sequence.register(Late)
        print([kind(value) for value in values])
        class Third(Late): pass
        Mapping.register(Third)
        print(kind(Third()), kind(Late()))
        """
    )


def test_a_comprehension_cannot_bind_what_was_assigned_in_it(
    make_world: Callable[[dict[str, str]], Any],
) -> None:
    text = "x = [j for i in range(3) if (j := i) for j in range(2)]"
    with pytest.raises(SyntaxError):
        compile(text, "program.py", "exec")
    with pytest.raises(Undecided):
        make_world({"program.py": text}).load()
