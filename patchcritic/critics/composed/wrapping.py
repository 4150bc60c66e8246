"""What all critics that ask other critics have in common."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from patchcritic.prompts import DEFAULT_PROMPT
from patchcritic.prompts.templates import load_part

if TYPE_CHECKING:
    from patchcritic.critics.composed.opinions import Outcome
    from patchcritic.domain import Critic, CriticRequest


class Composite:
    """A critic around others, the strongest last: it passes on what it does not decide itself.

    The request is built once for all of them, so its context has the size that the most modest one
    prefers, and holds images only when all can see; the prompt is that of the strongest.
    """

    def __init__(self, *critics: Critic, n_asks: int = 1, **parameters: object) -> None:
        """``n_asks``: how often each is asked about one test at most; ``parameters``: whatever
        else shapes the answers, as JSON can hold it."""
        self._critics = critics
        self._n_asks = n_asks
        self._parameters = parameters

    @property
    def name(self) -> str:
        """What the user typed: the names of the critics asked, with commas between them."""
        return ",".join(critic.name for critic in self._critics)

    @property
    def fingerprint(self) -> str:
        """The fingerprints of the critics asked and the own parameters as one line of JSON."""
        parts = {
            "critic": type(self).__name__,
            "asked": [critic.fingerprint for critic in self._critics],
            **self._parameters,
        }
        return json.dumps(parts, sort_keys=True)

    @property
    def prompt(self) -> str:
        """The name of the prompt that the strongest critic renders."""
        prompt: str = getattr(self._critics[-1], "prompt", DEFAULT_PROMPT)
        return prompt

    @property
    def has_scale(self) -> bool:
        """Whether the strongest critic asks for a grade too."""
        return bool(getattr(self._critics[-1], "has_scale", False))

    @property
    def preferred_budget(self) -> int | None:
        """Tokens of context that suit all; None when nobody prefers a number."""
        budgets = (getattr(critic, "preferred_budget", None) for critic in self._critics)
        return min((budget for budget in budgets if budget), default=None)

    @property
    def input_price(self) -> float | None:
        """USD per token of one test's prompt if every call is made that can be; None when one of
        the critics has no known price."""
        total = 0.0
        for critic in self._critics:
            price: float | None = getattr(critic, "input_price", None)
            if price is None:
                return None
            total += price
        return total * self._n_asks

    @property
    def sees_images(self) -> bool:
        """Whether all critics asked can be shown images."""
        return all(getattr(critic, "sees_images", False) for critic in self._critics)

    async def close(self) -> None:
        """Close the critics that are asked, all of them even when one cannot be closed."""
        async with AsyncExitStack() as stack:
            for critic in self._critics:
                stack.push_async_callback(critic.close)


def digest_angles() -> str:
    """A short hash over what an angle, and showing earlier answers, adds to a prompt."""
    texts = [load_part("angles"), load_part("notes")["earlier"]]
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode("ascii")).hexdigest()[:12]


async def ask_together(critic: Critic, requests: Sequence[CriticRequest]) -> list[Outcome]:
    """Ask all at once; the outcomes in the requests' order.

    An exception of one ends the others and is raised as it is, not as a group, since those who
    catch ``ModelUnavailable`` know of no groups.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(critic.judge(request)) for request in requests]
    except ExceptionGroup as raised:
        raise raised.exceptions[0] from None
    return [task.result() for task in tasks]
