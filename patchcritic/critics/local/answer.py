"""What the embedded model is asked, and how its answers become a prediction.

A small model on two cores reads 110 tokens a second and writes 29, so the verdict is two single
tokens, read as probabilities, and the reason is short; the statement that fails is chosen from the
test's own lines, which a small model would otherwise misquote.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from patchcritic.domain import CriticRequest, Label, Witness

QUESTION = "Does this test pass after the patch? Answer with one word, yes or no."
"""The last line of the prompt ``yesno``."""
TURNED = "Does this test fail after the patch? Answer with one word, yes or no."

ABSTAIN_BAND = 0.25
"""A ``p_pass`` this near to 0.5 is no answer, and with these models that is every one.

Of 70 tests after 28 patches, 34 of which pass (``bench/local_accuracy.py``), it tells nothing
apart: asked both ways it says 0.52 to 0.59 for tests that pass and for tests that fail, AUC 0.39
(0.26 to 0.51). Other ways call all 70 a pass, right in 34: the plain prompt ("pass", 0.5), and a
certificate in five lines (yes, 0.86 to 0.97, AUC 0.51). Only the log-probability of the plain
prompt's label has an AUC above one half, 0.66 (0.52 to 0.79), all above 0.69, as the best of eight
ways to read an answer; it and the certificate cost some 40 written tokens a test. The 1.5B model
(69 of these tests) is as near to chance: AUC 0.57 (0.44 to 0.68) asked both ways, 0.57 after a
certificate, 0.53 by the plain label."""
MIN_MASS = 0.2
"""Least probability that yes and no must have together to count as an answer."""
MAX_TOKENS = 160
"""For the reason; the grammar's lengths make it about 90."""
N_TOP = 20
"""First tokens looked at; beyond them the spellings of yes and no have under 0.1 % together."""

_LEAST_P = 1e-4
_MAX_STATEMENTS = 24
_SHOWN_LINE = re.compile(r"(?P<number>\d*)\|(?P<code>.*)")
_CHECK = re.compile(r"(assert\b|self\.(assert|fail)|with .*\b(raises|warns|assert\w+)\b)")

_WHY_PASS = 'Which value makes the assertions hold? Answer with JSON: {"why": "one sentence"}'
_WHY_FAIL = (
    "Which statement of the test fails first, and why? Answer with JSON: "
    '{"statement": "...", "expected": "value", "actual": "value or exception", '
    '"why": "one sentence"}'
)

ASK_AGAIN = "That was not usable. Answer with the JSON alone, each text at most 15 words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the model said what it said."""

    why: str
    witness: Witness | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A line of the test that can fail."""

    code: str
    line: int


def read_yes_no(first_token: Iterable[tuple[str, float]]) -> tuple[float, float]:
    """The probability of yes among yes and no, and that of both together among all tokens.

    Sums the spellings (``Yes``, `` yes``, ``YES`` ...) and renormalises, as SWE-RM
    (arXiv 2512.21919) does; 0.5 when there is neither.
    """
    sums = {"yes": 0.0, "no": 0.0}
    for token, logprob in first_token:
        word = token.strip().strip('".').lower()
        if word in sums:
            sums[word] += math.exp(logprob)
    mass = sums["yes"] + sums["no"]
    return (sums["yes"] / mass if mass else 0.5), mass


def join_directions(p_passes: float, p_fails: float) -> float:
    """``p_pass`` of a model that says yes with ``p_passes`` to "does it pass?" and with
    ``p_fails`` to "does it fail?": the mean of both log-odds, in which its liking for either word
    cancels out."""
    log_odds = (_log_odds(p_passes) - _log_odds(p_fails)) / 2
    return 1 / (1 + math.exp(-log_odds))


def _log_odds(p: float) -> float:
    bounded = min(max(p, _LEAST_P), 1 - _LEAST_P)
    return math.log(bounded / (1 - bounded))


def choose_label(p_pass: float, mass: float) -> Label:
    """The label for a probability; ABSTAIN when it is a toss-up or no answer at all."""
    if mass < MIN_MASS or abs(p_pass - 0.5) < ABSTAIN_BAND:
        return Label.ABSTAIN
    return Label.PASS if p_pass > 0.5 else Label.FAIL


def explain_abstention(p_pass: float, mass: float) -> str:
    """Why there is neither PASS nor FAIL, for a reader."""
    if mass < MIN_MASS:
        return "The model answered neither yes nor no."
    lean = "pass" if p_pass > 0.5 else "fail"
    return (
        f"Asked whether the test passes and whether it fails, the model leans to {lean}, yet not "
        "clearly enough to count."
    )


def find_statements(request: CriticRequest) -> tuple[Statement, ...]:
    """The test's assertions as shown to the model; all its lines when it has none."""
    lines = []
    for snippet in request.context.snippets:
        if snippet.role != "test":
            continue
        number = snippet.span.start - 1
        for text in snippet.text.splitlines():
            if shown := _SHOWN_LINE.match(text):
                number = int(shown["number"] or number + 1)
                lines.append(Statement(code=shown["code"].strip()[:160], line=number))
    checks = [line for line in lines if _CHECK.match(line.code)]
    candidates = checks or [line for line in lines if not line.code.startswith(("@", "#", '"'))]
    unique: dict[str, Statement] = {}
    for line in filter(lambda line: line.code, candidates):
        unique.setdefault(line.code, line)
    return tuple(unique.values())[:_MAX_STATEMENTS]


def ask_for_reason(label: Label) -> str:
    """The question that follows the yes or no."""
    return _WHY_FAIL if label is Label.FAIL else _WHY_PASS


def reason_grammar(label: Label, statements: tuple[Statement, ...]) -> str:
    """The GBNF of the answer to ``ask_for_reason``.

    A JSON Schema would allow any white space, of which the 0.5B model has written 100 tokens.
    """
    fields = {"why": "why"}
    if label is Label.FAIL:
        fields = {"statement": "statement", "expected": "value", "actual": "value", **fields}
    codes = [json.dumps(json.dumps(statement.code)) for statement in statements]
    parts = (f'{json.dumps(json.dumps(name))} ": " {rule}' for name, rule in fields.items())
    return f"""
root ::= "{{" {' ", " '.join(parts)} "}}"
statement ::= {" | ".join(codes) or "value"}
value ::= "\\"" character{{1,80}} "\\""
why ::= "\\"" character{{1,240}} "\\""
character ::= [^"\\\\\\x00-\\x1f]
"""


def read_reason(text: str, request: CriticRequest, statements: tuple[Statement, ...]) -> Reason:
    """The reason in the model's JSON. Raises ``ValueError`` when there is none."""
    try:
        fields = json.loads(text)
        why = " ".join(str(fields["why"]).split())
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"not the JSON that was asked for ({error})") from None
    if "statement" not in fields:
        return Reason(why=why, witness=None)
    lines = {statement.code: statement.line for statement in statements}
    code = str(fields["statement"])
    span = request.test.span
    return Reason(
        why=why,
        witness=Witness(
            assertion=code,
            expected=str(fields["expected"]),
            actual=str(fields["actual"]),
            path=span.path,
            line=lines.get(code, span.start),
        ),
    )
