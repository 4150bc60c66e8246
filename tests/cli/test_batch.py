from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from patchcritic.cache import AnswerStore
from patchcritic.cli.batch import app
from patchcritic.critics.batch.lines import make_custom_id
from patchcritic.errors import UsageProblem

IDS = [make_custom_id(hashlib.sha256(str(n).encode()).hexdigest()) for n in range(3)]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    path = tmp_path / "requests.jsonl"
    path.write_text("".join(f'{{"custom_id": "{name}"}}\n' for name in IDS), encoding="utf-8")
    return path


def write(path: Path, *contents: str | None, error: str = "") -> Path:
    """Answers to the first requests; None for one that failed."""
    with path.open("w", encoding="utf-8") as file:
        for custom_id, content in zip(IDS, contents, strict=False):
            choice = {"message": {"content": content}, "finish_reason": "stop"}
            body = {"choices": [choice]} if content is not None else {"error": {"message": error}}
            response = {"status_code": 200 if content is not None else 500, "body": body}
            file.write(json.dumps({"custom_id": custom_id, "response": response}) + "\n")
    return path


def run(*arguments: object) -> Result:
    words = ["import", *map(str, arguments)]
    return CliRunner().invoke(app, words, catch_exceptions=False)


def test_the_table_tells_what_came_and_what_is_still_to_come(
    tmp_path: Path, requests: Path
) -> None:
    answers = write(tmp_path / "a.jsonl", "yes", None, error="\x1b[31mout of\nmemory")
    result = run(answers, "--requests", requests)
    assert result.exit_code == 0
    assert [line.strip() for line in result.stdout.splitlines()] == [
        "1  replies stored",
        "1  errors instead of answers",
        "1 x 500 out of memory",
        "1 of 3 requests are answered; the same command with --export-requests writes the rest",
    ]
    assert AnswerStore().info().n_entries == 1


def test_json_has_every_count(tmp_path: Path, requests: Path) -> None:
    answers = write(tmp_path / "a.jsonl", "one", "two", "three")
    document = json.loads(run(answers, "--requests", requests, "--json").stdout)
    assert document == {
        **dict.fromkeys(("known", "duplicate", "failed", "refused", "cut", "empty"), 0),
        **dict.fromkeys(("foreign", "invalid", "unanswered", "dropped"), 0),
        **dict.fromkeys(("stored", "requests"), 3),
        "reasons": {},
    }


def test_a_second_import_says_that_all_is_known(tmp_path: Path, requests: Path) -> None:
    answers = write(tmp_path / "a.jsonl", "one", "two", "three")
    run(answers, "--requests", requests)
    result = run(answers, answers, "--requests", requests)
    assert result.exit_code == 0
    assert "3  already known: nothing changed" in result.stdout
    assert "3  answered by an earlier line" in result.stdout
    assert "without --export-requests reads them" in result.stdout


def test_nothing_of_use_exits_with_4(tmp_path: Path, requests: Path) -> None:
    answers = write(tmp_path / "a.jsonl", None, "", error="boom")
    assert run(answers, "--requests", requests).exit_code == 4


def test_a_full_cache_is_told(
    tmp_path: Path, requests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "patchcritic.cache.AnswerStore",
        lambda: AnswerStore(tmp_path / "small.sqlite3", max_bytes=10),
    )
    result = run(write(tmp_path / "a.jsonl", "one"), "--requests", requests)
    assert "1 replies had to go again, since the cache is full" in result.stdout


@pytest.mark.parametrize("bad", ["answers", "requests"])
def test_a_file_that_is_not_there_is_a_usage_problem(
    tmp_path: Path, requests: Path, bad: str
) -> None:
    absent = tmp_path / "absent.jsonl"
    answers = write(tmp_path / "a.jsonl", "one")
    files = (absent, requests) if bad == "answers" else (answers, absent)
    with pytest.raises(UsageProblem, match=r"absent\.jsonl cannot be read"):
        run(files[0], "--requests", files[1])
