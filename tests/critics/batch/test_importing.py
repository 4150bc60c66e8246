from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from patchcritic.cache import AnswerStore
from patchcritic.critics.batch import importing as batch_import
from patchcritic.critics.batch.answers import Outcome
from patchcritic.critics.batch.importing import import_answers, read_lines
from patchcritic.critics.batch.lines import make_custom_id
from patchcritic.critics.calling.kept import load_reply
from patchcritic.errors import UsageProblem

KEYS = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(6)]
IDS = [make_custom_id(key) for key in KEYS]


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path / "cache" / "answers.sqlite3")


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    return write(tmp_path / "requests.jsonl", (f'{{"custom_id": "{name}"}}' for name in IDS))


def write(path: Path, lines: Iterable[str | bytes]) -> Path:
    data = (line if isinstance(line, bytes) else line.encode("utf-8") for line in lines)
    path.write_bytes(b"\n".join(data) + b"\n")
    return path


def good(n: int, content: str = "yes", reason: str = "stop") -> str:
    choice = {"message": {"content": content}, "finish_reason": reason}
    response = {"status_code": 200, "body": {"choices": [choice]}}
    return json.dumps({"custom_id": IDS[n], "response": response, "error": None})


def failed(n: int, status: int = 500) -> str:
    return json.dumps({"custom_id": IDS[n], "response": {"status_code": status, "body": None}})


def text_of(store: AnswerStore, n: int) -> str | None:
    saved = store.get(KEYS[n])
    reply = None if saved is None else load_reply(saved)
    return None if reply is None else reply.text


def test_every_kind_of_line_is_counted(tmp_path: Path, requests: Path, store: AnswerStore) -> None:
    foreign = json.loads(good(0)) | {"custom_id": "request-1"}
    unknown = json.loads(good(0)) | {"custom_id": make_custom_id("0" * 64)}
    lines: list[str | bytes] = [
        "\ufeff" + good(3),
        "",
        good(0),
        "   ",
        failed(1),
        good(1, "later"),
        good(0, "again"),
        good(2, ""),
        good(4, "1. the", reason="length"),
        b"\xff\xff",
        "{",
        json.dumps(foreign),
        json.dumps(unknown),
    ]
    result = import_answers((write(tmp_path / "responses.jsonl", lines),), requests, store)
    assert result.outcomes == {
        Outcome.STORED: 3,
        Outcome.CUT: 1,
        Outcome.FAILED: 1,
        Outcome.DUPLICATE: 1,
        Outcome.EMPTY: 1,
        Outcome.INVALID: 2,
        Outcome.FOREIGN: 2,
    }
    assert result.reasons == {"500": 1, "not UTF-8": 1, "not JSON": 1}
    assert (result.n_requests, result.n_unanswered, result.n_dropped) == (6, 2, 0)
    assert [text_of(store, n) for n in range(6)] == ["yes", "later", None, "yes", "1. the", None]


def test_order_and_parts_do_not_matter(tmp_path: Path, requests: Path) -> None:
    lines = [good(n, f"reply {n}") for n in range(6)]
    texts = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(lines, k=6)
        parts = (
            write(tmp_path / f"{seed}a.jsonl", shuffled[:2]),
            write(tmp_path / f"{seed}b.jsonl", shuffled[2:]),
        )
        store = AnswerStore(tmp_path / f"{seed}.sqlite3")
        assert import_answers(parts, requests, store).n_unanswered == 0
        texts.append([text_of(store, n) for n in range(6)])
    assert texts == [[f"reply {n}" for n in range(6)]] * 3


def test_a_second_import_changes_nothing(
    tmp_path: Path, requests: Path, store: AnswerStore
) -> None:
    first = write(tmp_path / "1.jsonl", [good(0, "first"), good(1)])
    second = write(tmp_path / "2.jsonl", [good(0, "second")])
    assert import_answers((first,), requests, store).is_of_use
    result = import_answers((first, second), requests, store)
    assert result.outcomes == {Outcome.KNOWN: 2, Outcome.DUPLICATE: 1}
    assert result.is_of_use
    assert text_of(store, 0) == "first"


def test_nothing_of_use_is_told(tmp_path: Path, requests: Path, store: AnswerStore) -> None:
    path = write(tmp_path / "responses.jsonl", [failed(0), good(1, "")])
    assert not import_answers((path,), requests, store).is_of_use
    assert not store.path.exists()


def test_reasons_are_bounded(tmp_path: Path, requests: Path, store: AnswerStore) -> None:
    path = write(tmp_path / "responses.jsonl", [failed(0, 400 + n) for n in range(100)])
    result = import_answers((path,), requests, store)
    assert len(result.reasons) == 20
    assert result.outcomes[Outcome.FAILED] == 100


def test_replies_that_the_store_had_to_drop_are_told(tmp_path: Path, requests: Path) -> None:
    store = AnswerStore(tmp_path / "small.sqlite3", max_bytes=10)
    path = write(tmp_path / "responses.jsonl", [good(n) for n in range(6)])
    result = import_answers((path,), requests, store)
    assert result.n_dropped == result.n_unanswered > 0


@pytest.mark.filterwarnings("ignore")
def test_a_cache_that_cannot_be_written_ends_the_import(tmp_path: Path, requests: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_bytes(b"")
    path = write(tmp_path / "responses.jsonl", [good(0)])
    with pytest.raises(UsageProblem, match=r"cannot be written.*PATCHCRITIC_CACHE_DIR"):
        import_answers((path,), requests, AnswerStore(blocker / "answers.sqlite3"))


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, requests: Path, store: AnswerStore, name: str
) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        import_answers((tmp_path / name,), requests, store)


@pytest.mark.parametrize(
    "lines", [[], ["{}"], ["[]"], ["garbage"], ['{"custom_id": "a"}'], ["[" * 9999]]
)
def test_requests_of_others_are_refused(
    tmp_path: Path, store: AnswerStore, lines: list[str]
) -> None:
    path = write(tmp_path / "requests.jsonl", lines)
    with pytest.raises(UsageProblem, match="no request of ours"):
        import_answers((path,), path, store)


def test_an_endless_line_takes_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_import, "MAX_LINE", 10)
    path = write(tmp_path / "long.jsonl", ["a" * 35, "short", "b" * 9, "c" * 10, "end"])
    assert [line.strip() for line in read_lines(path)] == [
        b"a" * 10, b"short", b"b" * 9, b"c" * 10, b"end",
    ]  # fmt: skip
