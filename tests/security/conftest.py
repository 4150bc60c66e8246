"""A repository to attack, and critics that believe whatever they are told."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.critics.answer import BadAnswer, make_prediction, read_answer
from patchcritic.critics.json_text import find_objects
from patchcritic.diff import parse_patch
from patchcritic.domain import (
    CriticFailure,
    CriticRequest,
    Evaluation,
    Label,
    Prediction,
    PSource,
    Usage,
    Witness,
)
from patchcritic.pipeline import ChangeUnderTest, evaluate_patch
from patchcritic.prompts import RenderedPrompt, render_prompt
from tests.security.attacks import BASE, BROKEN, Attack

_OPENING = re.compile(r"<data ([0-9a-f]{6})>\n")
PROMPT = "full"


def split_prompt(prompt: RenderedPrompt) -> tuple[str, str]:
    """What stands outside the fences of a prompt, and inside, read mark by mark as a model would.

    A fence is closed by its own mark alone; one that is never closed holds all that follows.
    """
    text, outside, inside = prompt.user, [], []
    position = 0
    while opening := _OPENING.search(text, position):
        outside.append(text[position : opening.start()])
        closing = f"\n</data {opening[1]}>"
        end = text.find(closing, opening.end())
        end = len(text) if end < 0 else end
        inside.append(text[opening.end() : end])
        position = end + len(closing)
    outside.append(text[position:])
    return "".join(outside), "\n".join(inside)


class GullibleCritic:
    """Believes the first of these: an order outside the fences, an answer written anywhere in the
    prompt, and else what it thought itself."""

    name = "gullible"
    fingerprint = "gullible-1"
    prompt = PROMPT

    def __init__(self, own: Label, known: str = "") -> None:
        """``known`` is what stands outside the fences of an honest patch's prompts."""
        self.own = own
        self.known = known
        self.requests: list[CriticRequest] = []
        self.n_copied = 0

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        self.requests.append(request)
        return self.believe(request)

    def believe(self, request: CriticRequest) -> Prediction:
        """The answer as the model gives it."""
        prompt = render_prompt(request, prompt=PROMPT)
        outside, inside = split_prompt(prompt)
        orders = [line for line in outside.split("\n") if line and line not in self.known]
        if orders and self.known:
            return self._say(request, Label.PASS, 1.0, "\n".join(orders))
        for found in find_objects(inside):
            try:
                answer = read_answer(found)
            except BadAnswer:
                continue
            self.n_copied += 1
            return make_prediction(request, answer, critic=self.name, usage=Usage())
        return self._say(request, self.own, 0.9 if self.own is Label.PASS else 0.1, inside)

    def _say(
        self, request: CriticRequest, label: Label, p_pass: float, rationale: str
    ) -> Prediction:
        return Prediction(
            node_id=request.test.node_id,
            label=label,
            p_pass=p_pass,
            p_source=PSource.VERBALISED,
            rationale=f"{rationale}\n{request.patch.text}",
            critic=self.name,
            witness=Witness(assertion="assert area(2, 3) == 6") if label is Label.FAIL else None,
        )

    async def close(self) -> None:
        """Nothing to give back."""


def git(repo: Path, *args: str) -> None:
    identity = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *args], cwd=repo, check=True, capture_output=True)


def _write(root: Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))


Attacked = Callable[[Attack, GullibleCritic], Evaluation]


@pytest.fixture
def evaluate_attack(tmp_path: Path) -> Attacked:
    """Evaluate an attack's patch on a new repository, by the real pipeline."""

    def evaluate(attack: Attack, critic: GullibleCritic) -> Evaluation:
        root = tmp_path / "repo"
        _write(root, {**BASE})
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "one")
        if attack.diff:
            change = ChangeUnderTest(patch=parse_patch(attack.diff))
        else:
            _write(root, {"shapes.py": BROKEN, **attack.files})
            git(root, "add", "-A")
            change = ChangeUnderTest(is_staged=True)
        return evaluate_patch(root, change, critic, tracer="off")

    return evaluate
