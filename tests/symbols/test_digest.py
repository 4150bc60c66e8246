from __future__ import annotations

import pytest

from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex, parse_symbols


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("f(a, b)", "f(\n    a,  # first\n    b,\n)", True),
        ("f(a, b)", "f(b, a)", False),
        ("x = [a, [b]]", "x = [a, b]", False),
        ("x = 'a'", 'x = "a"', True),
        ("x = 1", "x = 1.0", False),
        ("def f():\n    'Say.'\n    return 1", "def f():\n    return 1", True),
        ("def f(a: int): ...", "def f(a: str): ...", False),
    ],
)
def test_digests_tell_behaviour_from_formatting(before: str, after: str, is_same: bool) -> None:
    one, other = parse_symbols(before), parse_symbols(after)
    digests = [[each.digest for each in symbols.definitions] for symbols in (one, other)]
    assert (digests[0] == digests[1]) is is_same


def test_digests_are_made_when_asked_for_even_after_the_file_was_read_without() -> None:
    snapshot = MemorySnapshot({"a.py": "def f(): return 1\n"})
    index = SymbolIndex()
    plain = index.symbols(snapshot, "a.py")
    exact = index.symbols(snapshot, "a.py", has_digests=True)
    assert plain is not None
    assert exact is not None
    assert [one.digest for one in plain.definitions] == ["", ""]
    assert all(one.digest for one in exact.definitions)
    assert index.symbols(snapshot, "a.py") is exact
