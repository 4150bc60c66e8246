"""Puts the answers of a batch service where a run finds them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from patchcritic.critics.batch.answers import Answer, Outcome, read_answer
from patchcritic.critics.batch.lines import read_custom_id
from patchcritic.critics.calling.kept import load_reply, save_reply
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.cache import AnswerStore

MAX_LINE = 64 * 1024 * 1024
"""Longer lines are no answers: the largest requests and replies take some megabytes."""
_STORED = (Outcome.STORED, Outcome.CUT)
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Import:
    """What became of the lines of all files imported."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Why lines failed or were invalid, at most 20 different ones."""
    n_requests: int = 0
    n_unanswered: int = 0
    """Requests without a kept reply, now that all is imported."""
    n_dropped: int = 0
    """Replies that were stored and had to go again, since the store is bounded in size."""

    @property
    def is_of_use(self) -> bool:
        """Whether any reply was stored or had been before."""
        return any(self.outcomes[name] for name in (*_STORED, Outcome.KNOWN))


def import_answers(answers: tuple[Path, ...], requests: Path, store: AnswerStore) -> Import:
    """Store the replies in the files of answers to the requests, each line as it is read.

    Raises ``UsageProblem`` when a file cannot be read, when the requests are none of ours, or
    when the store cannot be written.
    """
    result = Import()
    wanted = read_requests(requests)
    result.n_requests = len(wanted)
    seen: set[str] = set()
    stored: set[str] = set()
    for path in answers:
        for line in read_lines(path):
            answer = read_answer(line)
            outcome = _take(answer, wanted, seen, store)
            result.outcomes[outcome] += 1
            if outcome in _STORED:
                stored.add(answer.key)
            if answer.reason and (answer.reason in result.reasons or len(result.reasons) < 20):
                result.reasons[answer.reason] += 1
    # Asked of the store, and not counted: what it holds in the end is what the next run finds.
    unanswered = {key for key in wanted if not _is_kept(store, key)}
    result.n_unanswered = len(unanswered)
    result.n_dropped = len(unanswered & stored)
    return result


def _take(answer: Answer, wanted: set[str], seen: set[str], store: AnswerStore) -> Outcome:
    if answer.outcome in (Outcome.INVALID, Outcome.FOREIGN):
        return answer.outcome
    if answer.key not in wanted:
        return Outcome.FOREIGN
    if answer.reply is None:
        return answer.outcome or Outcome.INVALID
    if answer.key in seen:
        return Outcome.DUPLICATE
    seen.add(answer.key)
    if _is_kept(store, answer.key):
        return Outcome.KNOWN
    store.put(answer.key, save_reply(answer.reply))
    if not store.path.is_file():  # it would be in memory only, and gone with this process
        raise UsageProblem(
            f"the cache {store.path} cannot be written, so no answer can be kept; set "
            "PATCHCRITIC_CACHE_DIR to a folder of yours"
        )
    return Outcome.CUT if answer.reply.is_cut else Outcome.STORED


def _is_kept(store: AnswerStore, key: str) -> bool:
    saved = store.get(key)
    return saved is not None and load_reply(saved) is not None


def read_requests(path: Path) -> set[str]:
    """The keys of the requests in a file. Raises ``UsageProblem`` when it holds none of ours."""
    keys = {key for line in read_lines(path) if (key := _read_key(line)) is not None}
    if not keys:
        raise UsageProblem(
            f"{path} holds no request of ours; give the file that --export-requests wrote"
        )
    return keys


def _read_key(line: bytes) -> str | None:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return read_custom_id(request.get("custom_id")) if isinstance(request, dict) else None


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file that are not blank, one in memory at a time.

    One that is longer than ``MAX_LINE`` comes cut to that. Raises ``UsageProblem``.
    """
    try:
        with path.open("rb") as file:
            is_first = True
            while line := file.readline(MAX_LINE):
                if not line.endswith(b"\n"):
                    _skip_line(file)
                line = line.removeprefix(_BOM) if is_first else line
                is_first = False
                if line.strip():
                    yield line
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageProblem(f"{path} cannot be read: {reason}; name a file of JSON lines") from None


def _skip_line(file: BinaryIO) -> None:
    while rest := file.readline(MAX_LINE):
        if rest.endswith(b"\n"):
            return
