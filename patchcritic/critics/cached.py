"""A critic that never asks the same question twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
from weakref import WeakValueDictionary

from patchcritic.cache import AnswerStore
from patchcritic.critics.saved import load_prediction, save_prediction
from patchcritic.critics.schema import SCHEMA_VERSION
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction
from patchcritic.prompts import render_prompt


class CachedCritic:
    """Answers from the store where it can, else asks and stores the answer at once.

    A stored answer comes back with ``cached`` set and a usage of nothing. Failures are not
    stored. Of equal questions asked at the same time one is sent, the others wait for it.
    """

    def __init__(self, inner: Critic, store: AnswerStore) -> None:
        self._inner = inner
        self._store = store
        self.prompt: str = getattr(inner, "prompt", "full")
        self.preferred_budget: int | None = getattr(inner, "preferred_budget", None)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def name(self) -> str:
        """The name of the critic that is asked."""
        return self._inner.name

    @property
    def input_price(self) -> float | None:
        """The price of the critic that is asked, USD per prompt token; None when unknown."""
        price: float | None = getattr(self._inner, "input_price", None)
        return price

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the critic that is asked: a store changes no answer."""
        return self._inner.fingerprint

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """The stored prediction, or a new one."""
        key = self.key_of(request)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            stored = self._store.get(key)
            known = None if stored is None else load_prediction(stored, request.test.node_id)
            if known is not None:
                return known
            outcome = await self._inner.judge(request)
            if isinstance(outcome, Prediction):
                self._store.put(key, save_prediction(outcome))
            return outcome

    def key_of(self, request: CriticRequest) -> str:
        """The digest of everything that shapes the answer to this question."""
        prompt = render_prompt(request, prompt=self.prompt)
        parts = {
            "critic": self.fingerprint,
            "system": prompt.system,
            "prefix": prompt.prefix,
            "tail": prompt.tail,
            "schema": SCHEMA_VERSION,
            "sample": request.sample,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("ascii")).hexdigest()

    async def close(self) -> None:
        """Close the critic and the store."""
        await self._inner.close()
        self._store.close()
