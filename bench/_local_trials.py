"""Puts every question of the comparison to an embedded model, and keeps what it answers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench._pairs import Pair
from patchcritic.critics.local.answer import QUESTION, TURNED, find_statements
from patchcritic.critics.local.engine import Engine, Reply
from patchcritic.domain import CriticRequest
from patchcritic.models import require_model
from patchcritic.prompts import render_prompt

QUESTIONS = {"yesno": QUESTION, "fails": TURNED}
CERTIFICATE = """Does this test pass after the patch? Answer in five lines:
Changed: the line that the patch changes
Asserts: the assertion that decides
Gets: the value it gets after the patch
Needs: the value it needs
Passes: yes or no"""
PLAIN = """You are an experienced programmer. Predict whether the test passes once the patch is\
 applied.
Answer with one JSON object and nothing else:
{"rationale": "why, in a few words", "label": "pass", "p_pass": 0.5}"""
"""The words of the plain prompt, asked after the same code so that it is read only once."""
N_TOP = 12


class Trials:
    """A file of answers to which a run adds, so that one that was stopped goes on."""

    def __init__(self, path: Path) -> None:
        """Read what is there."""
        self._path = path
        rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.rows: list[dict[str, Any]] = [json.loads(row) for row in rows]
        self._done = {(row["model"], row["pair"]) for row in self.rows}

    def is_done(self, model: str, pair: str) -> bool:
        """Whether the pair's questions were all answered."""
        return (model, pair) in self._done

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep the answers about a pair."""
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
        self.rows += rows
        self._done |= {(row["model"], row["pair"]) for row in rows}


def run_trials(model: str, pairs: Sequence[Pair], trials: Trials, *, n_threads: int) -> None:
    """Put every question for every pair not yet answered, and once about nothing."""
    left = [pair for pair in pairs if not trials.is_done(model, pair.id)]
    if not left:
        return
    engine = Engine(require_model(model), n_context=4096, n_threads=n_threads)
    try:
        if not trials.is_done(model, "nothing"):
            trials.add([_row(model, None, *one) for one in _ask_about_nothing(engine)])
        for pair in left:
            trials.add([_row(model, pair, *one) for one in _ask_about(engine, pair.request)])
    finally:
        engine.close()


def _row(model: str, pair: Pair | None, question: str, reply: Reply) -> dict[str, Any]:
    tops = reply.tokens[-1:] if question == "certificate" else reply.tokens
    return {
        "model": model,
        "pair": pair.id if pair else "nothing",
        "patch": pair.patch_id if pair else "nothing",
        "is_pass": pair.is_pass if pair else None,
        "question": question,
        "text": reply.text,
        "tops": [[(token, round(logprob, 3)) for token, logprob in top] for top in tops],
        "n_prompt": reply.usage.prompt_tokens,
        "n_cached": reply.usage.cached_tokens,
        "n_written": reply.usage.completion_tokens,
        "seconds": round(reply.usage.seconds, 3),
        "at": round(time.time()),
    }


def _ask_about(engine: Engine, request: CriticRequest) -> Iterator[tuple[str, Reply]]:
    """All questions about one test, each on top of the code that the first one read."""
    prompt = render_prompt(request, prompt="yesno")
    asked = prompt.user.removesuffix(QUESTION)
    shown = asked.rpartition("Listed facts are certain")[0]

    def ask(content: str, *, max_tokens: int = 1, grammar: str = "") -> Reply:
        messages = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": content},
        ]
        return _ask(engine, messages, max_tokens=max_tokens, grammar=grammar)

    for name, question in QUESTIONS.items():
        yield name, ask(asked + question)
    grammar = _certificate_grammar(request)
    yield "certificate", ask(asked + CERTIFICATE, max_tokens=160, grammar=grammar)
    yield "plain", ask(shown + PLAIN, max_tokens=120, grammar=_PLAIN)


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
why ::= [^"\\\n]{1,70}
p ::= "0." [0-9] [0-9]? | "1.0"
"""


def _certificate_grammar(request: CriticRequest) -> str:
    """What is quoted can only be a line of the patch and a statement of the test."""
    lines = request.patch.text.splitlines()
    added = [line[1:].strip()[:48] for line in lines if line[:1] == "+" and line[:3] != "+++"]
    changed = [json.dumps(line) for line in dict.fromkeys(added) if line][:_MAX_LINES]
    statements = [json.dumps(one.code[:56]) for one in find_statements(request)]
    return rf"""
root ::= "Changed: " changed "\nAsserts: " asserts "\nGets: " text "\nNeeds: " text "\nPasses:" end
changed ::= {" | ".join(changed) or "text"}
asserts ::= {" | ".join(statements) or "text"}
text ::= [^\n]{{1,28}}
end ::= " yes" | " no"
"""
