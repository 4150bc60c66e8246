"""One test's questions to the embedded model, each on top of what it has read already."""

from __future__ import annotations

import threading
import time

from patchcritic.critics.local import answer
from patchcritic.critics.local.engine import Engine, Reply
from patchcritic.domain import CriticRequest, Label, Usage
from patchcritic.prompts import render_prompt

PROMPT = "yesno"


class Dialogue:
    """The messages about one test, and what they took so far."""

    def __init__(
        self, engine: Engine, request: CriticRequest, stop: threading.Event, *, timeout_s: float
    ) -> None:
        """``stop`` ends a reply under way, and so does one that takes ``timeout_s`` seconds."""
        prompt = render_prompt(request, prompt=PROMPT)
        self.prompt_digest = prompt.digest
        self._engine = engine
        self._request = request
        self._stop = stop
        self._timeout_s = timeout_s
        self._messages = [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ]
        self.usage = Usage()

    def ask_both_ways(self) -> tuple[float, float]:
        """``p_pass`` from asking whether the test passes and whether it fails, and the lesser of
        the probabilities that yes and no have together."""
        shown = self._messages.pop()["content"].removesuffix(answer.QUESTION)
        # The conversation goes on from the second question, so that one is read last.
        p_fails, mass_fails = self._ask_yes_no(shown + answer.TURNED)
        p_passes, mass_passes = self._ask_yes_no(shown + answer.QUESTION)
        return answer.join_directions(p_passes, p_fails), min(mass_passes, mass_fails)

    def _ask_yes_no(self, content: str) -> tuple[float, float]:
        self._messages[1:] = [{"role": "user", "content": content}]
        first, *_ = self.ask(max_tokens=1, n_top=answer.N_TOP).tokens or ((),)
        return answer.read_yes_no(first)

    def add(self, said: str, question: str) -> None:
        """Go on with what the model said and the next question."""
        self._messages += [
            {"role": "assistant", "content": said},
            {"role": "user", "content": question},
        ]

    def ask(self, *, max_tokens: int, n_top: int = 0, grammar: str = "") -> Reply:
        """The model's reply to the messages so far. Raises ``local_engine.Stopped``."""
        deadline = time.monotonic() + self._timeout_s
        reply = self._engine.ask(
            self._messages,
            max_tokens=max_tokens,
            is_stopped=lambda: self._stop.is_set() or time.monotonic() > deadline,
            n_top=n_top,
            grammar=grammar,
        )
        self.usage += reply.usage
        return reply

    def ask_for_reason(self, label: Label) -> answer.Reason:
        """The reason, asked for once more when it is unusable. Raises ``ValueError``."""
        statements = answer.find_statements(self._request)
        grammar = answer.reason_grammar(label, statements)
        reply = self.ask(max_tokens=answer.MAX_TOKENS, grammar=grammar)
        try:
            return answer.read_reason(reply.text, self._request, statements)
        except ValueError:
            self.add(reply.text, answer.ASK_AGAIN)
        reply = self.ask(max_tokens=2 * answer.MAX_TOKENS, grammar=grammar)
        return answer.read_reason(reply.text, self._request, statements)
