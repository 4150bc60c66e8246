"""Writes down the calls that would be sent, so that a batch service may answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.critics.batch.lines import make_line
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.critics.calling.kept import KeptCalls
from patchcritic.domain import Usage

if TYPE_CHECKING:
    from patchcritic.cache import AnswerStore
    from patchcritic.critics.calling.reply import Reply
    from patchcritic.critics.calling.requests_file import RequestsFile
    from patchcritic.critics.calling.settings import CriticSettings


class ExportedCalls:
    """Gives kept replies, and writes down every other call instead of sending it."""

    def __init__(
        self, requests: RequestsFile, store: AnswerStore, *, model: str, settings: CriticSettings
    ) -> None:
        self._requests = requests
        self._kept = KeptCalls(_Nobody(), store, model=model, settings=settings)
        self._model = model
        self._settings = settings

    async def ask(self, call: Call) -> Reply:
        """The kept reply. Raises ``CallFailed`` of kind ``exported`` when there is none."""
        try:
            return await self._kept.ask(call)
        except _NotKept:
            key = self._kept.key_of(call)
            line = make_line(key, call, model=self._model, settings=self._settings)
            self._requests.add(key, line, model=self._model)
        message = f"Written to {self._requests.path} to be asked in a batch."
        raise CallFailed(Fault(kind="exported", message=message), Usage())

    def forget(self, call: Call) -> None:
        """Delete the kept reply, so that the next export asks again."""
        self._kept.forget(call)

    async def close(self) -> None:
        """Close the store."""
        await self._kept.close()


class _NotKept(Exception):
    """There is no reply to that call yet."""


class _Nobody:
    """The asker behind the kept replies when nothing may be sent."""

    async def ask(self, call: Call) -> Reply:
        raise _NotKept

    def forget(self, call: Call) -> None:
        """Nothing is kept here."""

    async def close(self) -> None:
        """Nothing is open."""
