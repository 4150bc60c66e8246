"""Ways to make one probability of the embedded models' recorded answers."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Answers = Mapping[str, Mapping[str, Any]]
"""The row of each question about one pair, or about nothing."""

_GOOD_AND_BAD = {
    "yesno": ("yes", "no"),
    "certificate": ("yes", "no"),
    "fails": ("no", "yes"),
    "plain": ("pass", "fail"),
}
_LEAST_MASS = 0.3
"""What pass and fail must have together to be the place of the label in a JSON text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One pair with a probability from one way of asking."""

    patch: str
    is_pass: bool
    p_pass: float
    seconds: float
    is_cold: bool
    """Whether nothing of the patch had been read before."""


def read_logit(row: Mapping[str, Any]) -> float:
    """The log-odds of passing in an answer, spellings summed; 0 when it holds neither word."""
    good, bad = _GOOD_AND_BAD[row["question"]]
    for top in reversed(row["tops"]):
        p_good, p_bad = _sum(top, good), _sum(top, bad)
        if row["question"] != "plain" or p_good + p_bad > _LEAST_MASS:
            return math.log((p_good + 1e-6) / (p_bad + 1e-6))
    return 0.0


def _sum(top: Iterable[tuple[str, float]], word: str) -> float:
    return sum(math.exp(logprob) for token, logprob in top if _spell(token) == word)


def _spell(token: str) -> str:
    return token.strip().strip("\"'().:").lower()


def _mean(*questions: str) -> Callable[[Answers, Answers], float]:
    def read(answers: Answers, _nothing: Answers) -> float:
        return _squash(sum(read_logit(answers[one]) for one in questions) / len(questions))

    return read


def _calibrated(question: str) -> Callable[[Answers, Answers], float]:
    def read(answers: Answers, nothing: Answers) -> float:
        return _squash(read_logit(answers[question]) - read_logit(nothing[question]))

    return read


def _written(answers: Answers, _nothing: Answers) -> float:
    try:
        return float(json.loads(answers["plain"]["text"])["p_pass"])
    except (ValueError, KeyError):
        return 0.5


def _squash(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


METHODS: dict[str, tuple[tuple[str, ...], Callable[[Answers, Answers], float]]] = {
    "plain, p_pass as written": (("plain",), _written),
    "plain, logprob of the label": (("plain",), _mean("plain")),
    "yes or no": (("yesno",), _mean("yesno")),
    "yes or no, less that to nothing": (("yesno",), _calibrated("yesno")),
    "does it fail?": (("fails",), _mean("fails")),
    "both directions": (("yesno", "fails"), _mean("yesno", "fails")),
    "certificate": (("certificate",), _mean("certificate")),
    "with and without certificate": (("yesno", "certificate"), _mean("yesno", "certificate")),
}
"""Name: the questions it takes, and how their answers and those to nothing make ``p_pass``."""


def judge_all(rows: Iterable[Mapping[str, Any]], model: str, method: str) -> list[Judged]:
    """Every pair of a model for which the method's questions were answered."""
    questions, read = METHODS[method]
    by_pair: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows:
        if row["model"] == model:
            by_pair[row["pair"]][row["question"]] = row
    nothing = by_pair.pop("nothing", {})
    judged = []
    seen: set[str] = set()
    for answers in by_pair.values():
        if not all(question in answers for question in questions):
            continue
        first = answers[questions[0]]
        judged.append(
            Judged(
                patch=first["patch"],
                is_pass=first["is_pass"],
                p_pass=read(answers, nothing),
                seconds=_time(answers, questions),
                is_cold=first["patch"] not in seen,
            )
        )
        seen.add(first["patch"])
    return judged


def _time(answers: Answers, questions: tuple[str, ...]) -> float:
    """Seconds for the questions of a method alone; the code was read with the first of all."""
    return sum(float(answers[one]["seconds"]) for one in {"yesno", *questions})
