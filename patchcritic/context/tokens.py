"""A cheap estimate of how many tokens a model reads a text as."""

from __future__ import annotations

import re

# Checked against cl100k_base and o200k_base on 120 files of five libraries, in the form in which
# code is shown, 60 lines at a time: the sum is 1 % low, nine out of ten pieces are off by
# -9 % to +7 %. Vocabularies with single digits (Qwen's) need some 5 % more.
_PIECE = re.compile(
    r"[^\x00-\x7f]"
    r"|[^\sA-Za-z\d]? ?(?:[A-Z]?[a-z]{1,6}|[A-Z]{1,4})"
    r"|\d{1,3}"
    r"| ?[!-/:-@\[-`{-~]{1,12}\n*"
    r"|\s*\n|[ \t]+(?=[ \t])|\s"
)


def count_tokens(text: str) -> int:
    """Tokens of ``text``, estimated without a model's vocabulary."""
    return sum(1 for _ in _PIECE.finditer(text))
