"""The embedded critic: a small model in this process, offline, one test after the other."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.local import answer
from patchcritic.critics.local.dialogue import PROMPT, Dialogue
from patchcritic.critics.local.engine import Engine, PromptTooLong, Stopped, default_threads
from patchcritic.domain import CriticFailure, CriticRequest, Label, Prediction, PSource, Usage
from patchcritic.models import default_local_model, find_known, known_model, require_model
from patchcritic.prompts import prompt_digest

PREFERRED_BUDGET = 400
"""Estimated tokens of code per test. With the rules, and as estimates of code are up to 30 % low,
620 tokens are read for the first test of a patch and 330 for each further one (means of 70 pairs),
by the 0.5B model in 6 s and 3 s at the 110 tokens/s of two idle cores."""

NO_SAMPLES = (
    "The embedded model has no second sample: its first answer weighs all of them already. "
    "Leave --samples out."
)
FailureKind = Literal["too-long", "bad-answer", "provider", "timeout", "refused"]

_VERSION = 2
# The rules, the question and the answers take 700 tokens; estimates of code are up to 30 % low.
_OVERHEAD = 1200
_MARGIN = 1.3
_MAX_CONTEXT = 32_768


def load_local(model: str, settings: CriticSettings) -> LocalCritic:
    """The critic of ``local``, ``local:NAME`` or a ``.gguf`` file; nothing is loaded yet.

    Raises ``UsageProblem`` for a name that no known model has.
    """
    if model.endswith(".gguf"):
        return LocalCritic(model, weights=model.removeprefix("local:"), settings=settings)
    _, _, name = model.partition(":")
    known = known_model(name) if name else default_local_model()
    return LocalCritic(model, weights=known.name, settings=settings)


class LocalCritic:
    """Judges with llama.cpp: yes or no as a probability, asked both ways, then the reason.

    Requests are served strictly in the order in which they arrive, so that tests of one patch
    that arrive together share what the model has read of the patch. The model is loaded at the
    first request.
    """

    preferred_budget = PREFERRED_BUDGET
    prompt = PROMPT
    input_price = 0.0

    def __init__(self, name: str, *, weights: str, settings: CriticSettings) -> None:
        """``weights`` is a known model's name or the path of a ``.gguf`` file."""
        self._name = name
        self._weights = weights
        self._n_threads = settings.n_threads or default_threads()
        self._timeout_s = settings.timeout_s
        self._engine: Engine | None = None
        # llama.cpp is used from this one thread; its queue keeps the order.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="patchcritic-local")

    @property
    def name(self) -> str:
        """As typed after ``--model``."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The weights, the questions and the thresholds."""
        known = find_known(self._weights)
        parts = (
            known.sha256 if known else _identify_file(Path(self._weights)),
            prompt_digest(PROMPT),
            *(answer.ask_for_reason(label) for label in (Label.PASS, Label.FAIL)),
            answer.TURNED,
            answer.ASK_AGAIN,
            str((answer.ABSTAIN_BAND, answer.MIN_MASS, _VERSION)),
        )
        return f"local:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome. Raises ``ModelUnavailable`` when there is no usable model.

        Another sample of a question is a failure: the first answer is read from the probabilities
        of all answers, so a drawn one could only repeat it and feign agreement.
        """
        if request.sample:
            return self._fail(request, Usage(), "refused", NO_SAMPLES)
        stop = threading.Event()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._judge, request, stop)
        except asyncio.CancelledError:
            stop.set()
            raise

    async def close(self) -> None:
        """Unload the model and end its threads."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._unload)
        self._thread.shutdown()

    def _unload(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _judge(self, request: CriticRequest, stop: threading.Event) -> Prediction | CriticFailure:
        if self._engine is None:
            n_context = int(request.context.budget * _MARGIN) + _OVERHEAD
            self._engine = Engine(
                require_model(self._weights),
                n_context=min(_MAX_CONTEXT, max(4096, n_context)),
                n_threads=self._n_threads,
            )
        dialogue = Dialogue(self._engine, request, stop, timeout_s=self._timeout_s)
        try:
            return self._predict(dialogue, request)
        except Stopped:
            message = f"No answer within {self._timeout_s:g} s; --timeout gives it more."
            return self._fail(request, dialogue.usage, "timeout", message)
        except PromptTooLong as error:
            return self._fail(
                request, dialogue.usage, "too-long", f"The prompt is too long: {error}."
            )
        except ValueError as error:
            return self._fail(request, dialogue.usage, "bad-answer", f"The answer is {error}.")
        except RuntimeError as error:
            return self._fail(request, dialogue.usage, "provider", f"llama.cpp failed: {error}.")

    def _predict(self, dialogue: Dialogue, request: CriticRequest) -> Prediction:
        p_pass, mass = dialogue.ask_both_ways()
        label = answer.choose_label(p_pass, mass)
        reason = None
        if label is not Label.ABSTAIN:
            dialogue.add("yes" if label is Label.PASS else "no", answer.ask_for_reason(label))
            reason = dialogue.ask_for_reason(label)
        return Prediction(
            node_id=request.test.node_id,
            label=label,
            p_pass=p_pass,
            p_source=PSource.LOGPROB,
            rationale=reason.why if reason else answer.explain_abstention(p_pass, mass),
            witness=reason.witness if reason else None,
            critic=self.name,
            prompt_digest=dialogue.prompt_digest,
            usage=dialogue.usage,
        )

    def _fail(
        self, request: CriticRequest, usage: Usage, kind: FailureKind, message: str
    ) -> CriticFailure:
        return CriticFailure(
            node_id=request.test.node_id,
            critic=self.name,
            kind=kind,
            message=message,
            usage=usage,
        )


def _identify_file(path: Path) -> str:
    """A file's place, size and time; reading a gigabyte for its digest would take seconds."""
    try:
        status = path.stat()
    except OSError:
        return str(path)
    return f"{path.absolute()}:{status.st_size}:{status.st_mtime_ns}"
