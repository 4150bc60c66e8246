"""How common a name is among the tests of one file: what all of them use tells little."""

from __future__ import annotations

import re
from itertools import pairwise
from math import log

_TEST = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+test|^[ \t]*(?:it|test)\(", re.MULTILINE)
_NAME = re.compile(r"[^\W\d]\w*")


class TestFile:
    """The names that each test of a file holds."""

    __test__ = False

    def __init__(self, text: str) -> None:
        """Cut the file where tests begin."""
        starts = [match.start() for match in _TEST.finditer(text)]
        self._tests = [
            frozenset(_NAME.findall(text, start, end))
            for start, end in pairwise([*starts, len(text)])
        ]
        self._shares: dict[str, float] = {}

    @property
    def n_tests(self) -> int:
        """Test functions of the file."""
        return len(self._tests)

    def share_with(self, name: str) -> float:
        """The share of the file's tests that hold the name, 0..1."""
        known = self._shares.get(name)
        if known is None:
            count = sum(name in one for one in self._tests)
            known = self._shares[name] = count / len(self._tests) if self._tests else 0.0
        return known

    def weight_of(self, name: str) -> float:
        """How much it says that a test holds the name: 0 for one in every test, else more."""
        share = self.share_with(name)
        return -log(max(share, 1 / (self.n_tests + 1)))
