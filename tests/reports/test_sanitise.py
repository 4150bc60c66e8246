from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.reports.sanitise import make_one_line, make_printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain äöü 漢字", "plain äöü 漢字"),
        ("a\x1b[31mred\x1b[0m", "ared"),
        ("a\x1b]8;;http://x\x07link\x1b]8;;\x07", "alink"),
        ("bell\x07", "bell�"),
        ("x\u202ey\u2066z", "x�y�z"),
        ("keep\nlines\tand tabs", "keep\nlines\tand tabs"),
        ("\x9b2J", "�2J"),
        ("lone \udc80 surrogate", "lone � surrogate"),
        ("tag \U000e0041 and mark \u061c", "tag � and mark �"),
        ("::error file=a.py::told so", ": :error file=a.py::told so"),
        ("  ::stop-commands::x", "  : :stop-commands::x"),
        ("wide::Add-Mask::x", "wide: :Add-Mask::x"),
        ("##[set-output name=a]b ##vso[task.x]y", "# #[set-output name=a]b # #vso[task.x]y"),
        ("tests/a.py::TestA::test_b[x::y]", "tests/a.py::TestA::test_b[x::y]"),
        ("a[::2], ::std::move, ## heading", "a[::2], ::std::move, ## heading"),
    ],
)
def test_make_printable(text: str, shown: str) -> None:
    assert make_printable(text) == shown


@given(st.text(), st.integers(1, 40))
def test_one_line_is_one_line_of_printable_text(text: str, width: int) -> None:
    line = make_one_line(text, width)

    assert len(line) <= width
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in line)
