"""llama.cpp inside this process: one model, one conversation at a time, one prefix cache.

Every method blocks and must be called from one and the same thread.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patchcritic.domain import Usage
from patchcritic.errors import ModelUnavailable

NO_LLAMA = "Embedded models need the package xllamacpp: `pip install 'patchcritic[local]'`."

# Prompt tokens per step; between two steps a run can be stopped. 256 tokens take 2.3 s with the
# 0.5B model on two cores.
_BATCH = 256


class PromptTooLong(Exception):
    """The prompt does not fit the context that was asked for; ``str(error)`` gives both sizes."""


class Stopped(Exception):
    """The caller asked to stop before the answer was complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the model said to one question."""

    text: str
    tokens: tuple[tuple[tuple[str, float], ...], ...]
    """For each token the likeliest ones with their log-probabilities, best first, before any
    grammar; empty unless asked for."""
    usage: Usage


def default_threads() -> int:
    """Threads to use: all but one core, but both of two.

    With two cores one thread reads 63 tokens/s and two read 113 (0.5B, measured), while the
    interpreter only waits.
    """
    n_cores = os.cpu_count() or 1
    return n_cores if n_cores <= 2 else n_cores - 1


class Engine:
    """A loaded model that answers chat messages and keeps what it has read of the last ones."""

    def __init__(self, path: Path, *, n_context: int, n_threads: int) -> None:
        """Load the weights. Raises ``ModelUnavailable`` when llama.cpp is missing or refuses."""
        try:
            import xllamacpp
        except ImportError:
            raise ModelUnavailable(NO_LLAMA) from None
        # The server always listens somewhere: on a socket that only this user can reach.
        self._folder = tempfile.TemporaryDirectory(prefix="patchcritic-")
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.hostnames = [str(Path(self._folder.name) / "llama.sock")]
        params.ui = False
        params.verbosity = 0
        params.n_ctx = n_context
        params.n_batch = params.n_ubatch = _BATCH
        params.n_parallel = 1
        params.cache_ram_mib = 0  # prompts kept beside the one in use: up to 8 GB by default
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = n_threads
        params.warmup = False
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError:
            self._folder.cleanup()
            raise ModelUnavailable(
                f"llama.cpp cannot load {path}: the file is damaged, or its architecture is newer "
                "than the installed xllamacpp."
            ) from None

    def ask(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        max_tokens: int,
        is_stopped: Callable[[], bool],
        grammar: str = "",
        n_top: int = 0,
    ) -> Reply:
        """The likeliest answer to the messages, in the form of ``grammar`` (GBNF) if not empty.

        Raises ``PromptTooLong``, ``Stopped`` once ``is_stopped()`` holds, or ``RuntimeError``.
        """
        body: dict[str, Any] = {
            "messages": [dict(message) for message in messages],
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
        }
        if n_top:
            body |= {"logprobs": True, "top_logprobs": n_top}
        if grammar:
            body["grammar"] = grammar
        chunks: list[dict[str, Any]] = []

        def take(chunk: dict[str, Any]) -> bool:
            chunks.append(chunk)
            return is_stopped()

        start = time.perf_counter()
        self._server.handle_chat_completions(body, take)
        if is_stopped():
            raise Stopped
        return _read_chunks(chunks, time.perf_counter() - start)

    def close(self) -> None:
        """Stop llama.cpp's threads and free the model."""
        del self._server
        self._folder.cleanup()


def _read_chunks(chunks: Sequence[dict[str, Any]], seconds: float) -> Reply:
    text = ""
    tops: list[list[dict[str, Any]]] = []
    usage: dict[str, Any] = {}
    for chunk in chunks:
        if error := chunk.get("error"):
            if error.get("type") == "exceed_context_size_error":
                raise PromptTooLong(
                    f"{error['n_prompt_tokens']:,} tokens for a context of {error['n_ctx']:,}"
                )
            raise RuntimeError(str(error.get("message", error)))
        usage = chunk.get("usage") or usage
        for choice in chunk.get("choices", ()):
            text += choice.get("delta", {}).get("content") or ""
            tokens = (choice.get("logprobs") or {}).get("content") or []
            tops += [token["top_logprobs"] for token in tokens]
    return Reply(
        text=text,
        tokens=tuple(tuple((one["token"], float(one["logprob"])) for one in top) for top in tops),
        usage=Usage(
            n_calls=1,
            prompt_tokens=usage.get("prompt_tokens", 0),
            cached_tokens=usage.get("prompt_tokens_details", {}).get("cached_tokens", 0),
            completion_tokens=usage.get("completion_tokens", 0),
            seconds=seconds,
        ),
    )
