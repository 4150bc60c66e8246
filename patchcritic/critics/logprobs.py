"""``p_pass`` from the log-probabilities of the tokens that write the answer's label or grade."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from patchcritic.critics.calling.reply import TokenChoices
from patchcritic.critics.schema import GRADES

MIN_MASS = 0.2
"""Least probability that all readable spellings must have together to count as an answer."""
_LABELS = {"pass": 1.0, "fail": 0.0, "abstain": 0.5, "unknown": 0.5, "uncertain": 0.5}
_WRITTEN = {"abstain": "(?:abstain|unknown|uncertain)"}
"""Patterns for labels that are read from other words too."""
_NO_LETTERS = re.compile(r"^[^A-Za-z]+|[^A-Za-z].*$", re.DOTALL)


def expect_p_pass(tokens: Sequence[TokenChoices], *, label: str, grade: str = "") -> float | None:
    """The expected ``p_pass`` by the tokens of a reply, the grade's where it has one, else the
    label's; None when neither can be found or read.

    ``label`` and ``grade`` are those that were read from the reply: what the tokens write there
    must begin with them. All spellings that begin a label count for it (``pass``, `` Pass``,
    ``pa``), as in SWE-RM (arXiv 2512.21919); an abstention counts as even odds. The letters of
    the scale stand for twenty even steps from 1 to 0 (LLM-as-a-Verifier).
    """
    if grade:
        expected = _expect(tokens, "grade", grade, _weigh_grade)
        if expected is not None:
            return expected
    return _expect(tokens, "label", _WRITTEN.get(label, label), _weigh_label)


def _expect(
    tokens: Sequence[TokenChoices],
    key: str,
    value: str,
    weigh: Callable[[str], float | None],
) -> float | None:
    choices = _find_choices(tokens, key, value)
    weighed = [(weigh(_NO_LETTERS.sub("", text)), math.exp(logprob)) for text, logprob in choices]
    read = [(weight, mass) for weight, mass in weighed if weight is not None]
    total = sum(mass for _, mass in read)
    if total < MIN_MASS:
        return None
    return sum(weight * mass for weight, mass in read) / total


def _weigh_label(word: str) -> float | None:
    """1, 0 or 0.5 for the beginning of a label in any spelling, also of ``passes``; None else."""
    low = word.lower()
    weights = (
        weight
        for label, weight in _LABELS.items()
        if low and (label.startswith(low) or low.startswith(label))
    )
    return next(weights, None)


def _weigh_grade(word: str) -> float | None:
    letter = word.upper()
    if len(letter) != 1 or letter not in GRADES:
        return None
    return 1 - GRADES.index(letter) / (len(GRADES) - 1)


def _find_choices(
    tokens: Sequence[TokenChoices], key: str, value: str
) -> Iterable[tuple[str, float]]:
    """What might have stood in place of the first token of the last such value in the text; the
    value is a pattern."""
    text = "".join(token.text for token in tokens)
    written = re.compile(rf"""["']?{key}["']?\s*:\s*["']?(?={value})""", re.IGNORECASE)
    matches = list(written.finditer(text))
    if not matches:
        return ()
    start, place = matches[-1].end(), 0
    for token in tokens:
        end = place + len(token.text)
        if end > start:
            # A token may begin with the quote before the value, not with letters of the key.
            is_own = not re.search(r"\w", token.text[: start - place])
            return token.top if is_own else ()
        place = end
    return ()
