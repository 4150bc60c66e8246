"""A critic that says what a file tells it to: for demonstrations and tests of everything else."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, cast, get_args

from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction, Usage
from patchcritic.errors import UsageProblem
from patchcritic.folders import leaves_repository

FailureKind = Literal["bad-answer", "refused", "timeout", "provider", "too-long", "budget"]

_KEYS = {"match", "response", "error", "delay_s"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """What to say about the tests that a pattern matches."""

    match: str
    response: object = None
    error: FailureKind | None = None
    """The failure to end in, instead of an answer."""
    delay_s: float = 0.0
    """Seconds that the answer takes."""


def load_scripted(model: str, settings: CriticSettings) -> Critic:
    """The critic of ``scripted:FILE``, one JSON object a line, the first that matches answers.

    Keys: ``match``, a pattern on the node id; ``response``, an answer as an object or as the text
    of a model; or ``error``, a failure's kind; and ``delay_s``. Patterns are those of fnmatch, and
    a node id fits itself: ``test_a[1-2]`` is that parametrised test, ``test_a1`` and ``test_a2``.
    Raises ``UsageProblem`` naming the line that is wrong.
    """
    path = Path(model.partition(":")[2])
    if leaves_repository(path):
        raise UsageProblem(f"The script {path} is a link that leaves the repository.")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageProblem(f"The script {path} cannot be read: {reason}.") from error
    lines = tuple(
        _parse_line(line, f"{path}, line {number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    )
    return ScriptedCritic(model, lines, digest=hashlib.sha256(text.encode()).hexdigest())


class ScriptedCritic:
    """Answers from script lines; asks nobody and costs nothing."""

    input_price = 0.0

    def __init__(self, name: str, lines: tuple[ScriptLine, ...], *, digest: str) -> None:
        self._name = name
        self._lines = lines
        self._digest = digest

    @property
    def name(self) -> str:
        """``scripted:FILE``, as typed."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The digest of the script: its path does not shape an answer."""
        return f"scripted:{self._digest}"

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """What the first matching line says; a failure when none matches."""
        from patchcritic.critics.answer import BadAnswer, make_prediction, read_answer

        line = self._find_line(str(request.test.node_id))
        if line is None:
            return self._fail(request, "provider", "No line of the script matches this test.")
        await asyncio.sleep(line.delay_s)
        if line.error is not None:
            return self._fail(request, line.error, f"The script says {line.error}.")
        try:
            answer = read_answer(line.response)
        except BadAnswer as error:
            message = f"The script's answer cannot be used: {error}."
            return self._fail(request, "bad-answer", message)
        return make_prediction(request, answer, critic=self.name, usage=Usage(n_calls=1))

    async def close(self) -> None:
        """Nothing to give back."""

    def _find_line(self, node_id: str) -> ScriptLine | None:
        return next((line for line in self._lines if _fits(node_id, line.match)), None)

    def _fail(self, request: CriticRequest, kind: FailureKind, message: str) -> CriticFailure:
        return CriticFailure(
            node_id=request.test.node_id, critic=self.name, kind=kind, message=message
        )


def _fits(node_id: str, pattern: str) -> bool:
    """Whether fnmatch says so, with brackets as its character sets or as those of a node id."""
    literal = pattern.replace("[", "[[]")
    return fnmatchcase(node_id, pattern) or fnmatchcase(node_id, literal)


def _parse_line(text: str, place: str) -> ScriptLine:
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise UsageProblem(f"{place}: not JSON: {error}.") from error
    problem = _find_problem(fields)
    if problem:
        raise UsageProblem(f"{place}: {problem}.")
    return ScriptLine(**cast(dict[str, Any], fields))


def _find_problem(fields: object) -> str:
    """What keeps a line from being a script line; empty when nothing does."""
    if not isinstance(fields, dict) or not isinstance(fields.get("match"), str):
        return 'it must be an object with a text under "match"'
    if unknown := sorted(fields.keys() - _KEYS):
        return f"unknown key {unknown[0]!r}; known: {', '.join(sorted(_KEYS))}"
    if ("response" in fields) == ("error" in fields):
        return 'it needs either "response" or "error"'
    kinds = get_args(FailureKind)
    if "error" in fields and fields["error"] not in kinds:
        return f'"error" must be one of {", ".join(kinds)}'
    if "response" in fields and not isinstance(fields["response"], (str, dict)):
        return '"response" must be a text or an object'
    delay_s = fields.get("delay_s", 0)
    if isinstance(delay_s, bool) or not isinstance(delay_s, (int, float)) or not 0 <= delay_s < 1e6:
        return '"delay_s" must be a number of seconds'
    return ""
