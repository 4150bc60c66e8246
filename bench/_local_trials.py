"""Puts every question of the comparison to an embedded model, and keeps what it answers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from bench._pairs import Pair
from patchcritic.critics.local_answer import find_statements
from patchcritic.critics.local_engine import Engine, Reply
from patchcritic.domain import CriticRequest
from patchcritic.models import require_model
from patchcritic.prompts import render_prompt

QUESTIONS = {
    "yesno": "Does this test pass after the patch? Answer with one word, yes or no.",
    "fails": "Does this test fail after the patch? Answer with one word, yes or no.",
    "letter": "After the patch, does this test (A) pass or (B) fail? Answer A or B.",
    "swapped": "After the patch, does this test (A) fail or (B) pass? Answer A or B.",
}
CERTIFICATE = """Does this test pass after the patch? Answer in five lines:
Changed: the line that the patch changes
Asserts: the assertion that decides
Gets: the value it gets after the patch
Needs: the value it needs
Passes: yes or no"""
FAMILIES = ("short", "plain")
N_TOP = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One question's answer."""

    model: str
    pair: str
    patch: str
    is_pass: bool
    question: str
    text: str
    tops: list[list[tuple[str, float]]]
    """Of the first token; for JSON of every token."""
    n_prompt: int
    n_cached: int
    n_written: int
    seconds: float


class Trials:
    """A file of answers to which a run adds, so that one that was stopped goes on."""

    def __init__(self, path: Path) -> None:
        """Read what is there."""
        self._path = path
        rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.rows: list[dict[str, Any]] = [json.loads(row) for row in rows]
        self._done = {(row["model"], row["pair"], row["family"]) for row in self.rows}

    def is_done(self, model: str, pair: str, family: str) -> bool:
        """Whether the pair's questions were all answered."""
        return (model, pair, family) in self._done

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep a pair's answers to the questions of a family."""
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        self.rows += rows
        self._done |= {(row["model"], row["pair"], row["family"]) for row in rows}


def run_trials(
    model: str, pairs: Sequence[Pair], family: str, trials: Trials, *, n_threads: int
) -> None:
    """Put a family of questions, ``short`` or ``plain``, for every pair not yet answered."""
    left = [pair for pair in pairs if not trials.is_done(model, pair.id, family)]
    if not left:
        return
    engine = Engine(require_model(model), n_context=4096, n_threads=n_threads)
    try:
        if family == "short" and not trials.is_done(model, "nothing", family):
            trials.add([_row(model, None, family, *one) for one in _ask_about_nothing(engine)])
        for _, group in groupby(left, key=lambda pair: pair.patch_id):
            for pair in group:
                ask = _ask_short if family == "short" else _ask_plain
                rows = [_row(model, pair, family, *one) for one in ask(engine, pair.request)]
                trials.add(rows)
    finally:
        engine.close()


def _row(model: str, pair: Pair | None, family: str, question: str, reply: Reply) -> dict[str, Any]:
    tops = reply.tokens[-1:] if question == "certificate" else reply.tokens
    return {
        "model": model,
        "pair": pair.id if pair else "nothing",
        "patch": pair.patch_id if pair else "nothing",
        "is_pass": pair.is_pass if pair else None,
        "family": family,
        "question": question,
        "text": reply.text,
        "tops": [[(token, round(logprob, 3)) for token, logprob in top] for top in tops],
        "n_prompt": reply.usage.prompt_tokens,
        "n_cached": reply.usage.cached_tokens,
        "n_written": reply.usage.completion_tokens,
        "seconds": round(reply.usage.seconds, 3),
        "at": round(time.time()),
    }


def _ask_short(engine: Engine, request: CriticRequest) -> Iterator[tuple[str, Reply]]:
    """The one-token questions, then the certificate; each goes on from the same test."""
    prompt = render_prompt(request, prompt="yesno")
    shown = f"{prompt.prefix}\n\n{prompt.tail}".rpartition("Does this test pass")[0]

    def ask(question: str, *, n: int = 1, grammar: str = "") -> Reply:
        messages = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": shown + question},
        ]
        return _ask(engine, messages, max_tokens=n, grammar=grammar)

    for name, question in QUESTIONS.items():
        yield name, ask(question)
    yield "certificate", ask(CERTIFICATE, n=200, grammar=_certificate_grammar(request))


def _ask_plain(engine: Engine, request: CriticRequest) -> Iterator[tuple[str, Reply]]:
    prompt = render_prompt(request, prompt="plain")
    messages = [
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": prompt.user},
    ]
    yield "plain", _ask(engine, messages, max_tokens=160, grammar=_PLAIN)


def _ask_about_nothing(engine: Engine) -> Iterator[tuple[str, Reply]]:
    """The questions without patch and test, for what a model says whatever it sees."""
    for name, question in QUESTIONS.items():
        content = f"The patch and the code it touches\nN/A\n\nThe test to judge\nN/A\n{question}"
        yield name, _ask(engine, [{"role": "user", "content": content}], max_tokens=1)


def _ask(
    engine: Engine, messages: list[dict[str, str]], *, max_tokens: int, grammar: str = ""
) -> Reply:
    return engine.ask(
        messages, max_tokens=max_tokens, is_stopped=lambda: False, n_top=N_TOP, grammar=grammar
    )


_MAX_LINES = 24
_PLAIN = r"""
root ::= "{\"rationale\": \"" why "\", \"label\": \"" ("pass" | "fail") "\", \"p_pass\": " p "}"
why ::= [^"\\\n]{1,100}
p ::= "0." [0-9] [0-9]? | "1.0"
"""


def _certificate_grammar(request: CriticRequest) -> str:
    """What is quoted can only be a line of the patch and a statement of the test."""
    lines = request.patch.text.splitlines()
    added = [line[1:].strip()[:60] for line in lines if line[:1] == "+" and line[:3] != "+++"]
    changed = [json.dumps(line) for line in dict.fromkeys(added) if line][:_MAX_LINES]
    statements = [json.dumps(one.code[:70]) for one in find_statements(request)]
    return rf"""
root ::= "Changed: " changed "\nAsserts: " asserts "\nGets: " text "\nNeeds: " text "\nPasses:" end
changed ::= {" | ".join(changed) or "text"}
asserts ::= {" | ".join(statements) or "text"}
text ::= [^\n]{{1,40}}
end ::= " yes" | " no"
"""
